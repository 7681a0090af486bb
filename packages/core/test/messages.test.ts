import { expect, test } from "vitest";
import { ClientMessage, Key, position, RoomName, ServerMessage } from "../src/index.ts";
import { describeIssue } from "../src/issues.ts";
import { openWorld } from "../testing/index.ts";

const key = "0b1e7c1e-0d6b-4f0a-9c57-3c1a8b9d2e4f";

test.each<[string, unknown]>([
  ["join", { action: "join", room: "demo", key }],
  ["leave", { action: "leave", room: "demo", key }],
  ["ping", { action: "ping" }],
  ["ping with a field that nobody knows", { action: "ping", extra: 1 }],
])("a %s is understood", (_, frame) => {
  expect(ClientMessage.safeParse(frame).success).toBe(true);
});

test.each<[unknown, string]>([
  [
    { action: "dance" },
    `action: Invalid discriminator value. Expected 'join' | 'leave' | 'ping' (was "dance")`,
  ],
  [{ action: "join", room: "demo", key: "me" }, 'key: must be a UUID (was "me")'],
  [
    { action: "join", room: "No", key },
    'room: must be 1 to 40 of a-z, 0-9 and -, and neither begin nor end with - (was "No")',
  ],
  [{ action: "join", room: "demo" }, "key: must be a UUID (was missing)"],
  ["join", 'input: must be an object (was "join")'],
])("the frame %j is refused: %s", (frame, message) => {
  const [issue] = ClientMessage.safeParse(frame).error?.issues ?? [];
  expect(issue && describeIssue(issue, frame)).toBe(message);
});

test("a key in capitals is the same key", () => {
  expect(Key.parse(key.toUpperCase())).toBe(key);
});

test.each(["a", "demo", "tickets-2030", "x".repeat(40)])("a room may be called %s", (name) => {
  expect(RoomName.safeParse(name).success).toBe(true);
});

test.each([
  // number, serving, place
  [5, 5, 1],
  [6, 5, 2],
  [105, 5, 101],
  [3, 5, 1],
])("number %i, with %i being served, is at place %i", (number, serving, place) => {
  expect(position(number, serving)).toBe(place);
});

test("everything that the rules send is what the contract says", async () => {
  const world = await openWorld({ slots: 1, slotSeconds: 20, announcement: "Soon." });
  await world.join("ada", "bob");
  await world.settle();
  await world.join("ada");
  await world.tick();
  await world.leave("ada");
  await world.leave("stranger");
  await world.settle();
  const messages = ["ada#1", "ada#2", "bob#1", "stranger#1"].flatMap((at) => world.sockets.inbox(at));
  expect(new Set(messages.map(({ type }) => type))).toEqual(
    new Set(["ticket", "turn", "tick", "end", "error"]),
  );
  for (const message of messages) expect(ServerMessage.parse(message)).toEqual(message);
});
