import { changeSettings } from "@fairline/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Emulators, startEmulators } from "./emulators.ts";

let world: Emulators;
let seedRooms: (event: unknown) => Promise<Record<string, "created" | "kept">>;

beforeAll(async () => {
  // As the cloud runs it: whoever only seeds rooms is given no secret.
  world = await startEmulators({ withoutSecrets: true });
  ({ handler: seedRooms } = await import("../src/handlers/seedRooms.ts"));
});
afterAll(() => world.stop());

const readRoom = (room: string) => world.runtime.ports.ledger.readRoom(room);

test("R1 a deploy opens rooms that are new, with their first settings", async () => {
  await seedRooms({ rooms: { spring: { slots: 7 }, autumn: { slots: 9, tickSeconds: 4 } } });
  expect((await readRoom("spring"))?.settings).toMatchObject({ slots: 7, slotSeconds: 60, tickSeconds: 2 });
  expect((await readRoom("autumn"))?.settings).toMatchObject({ slots: 9, tickSeconds: 4 });
  expect(await world.runtime.ports.ledger.listRooms()).toEqual(expect.arrayContaining(["autumn", "spring"]));
});

test("R1 the next deploy keeps the live settings of a room that runs, and opens the one that has come", async () => {
  await seedRooms({ rooms: { winter: { slots: 7 } } });
  await changeSettings(world.runtime.ports, "winter", { slots: 20 }, { who: "olga" });
  await seedRooms({ rooms: { winter: { slots: 8 }, summer: { slots: 1 } } });
  expect((await readRoom("winter"))?.settings.slots).toBe(20);
  expect((await readRoom("summer"))?.settings.slots).toBe(1);
});

test("a mistake in the configuration opens no room at all", async () => {
  await expect(seedRooms({ rooms: { good: { slots: 1 }, bad: { slots: 0 } } })).rejects.toThrow();
  expect(await readRoom("good")).toBeUndefined();
});

test("a function without secrets signs no pass, and lets no operator in, not even one without a token", async () => {
  const { ports } = world.runtime;
  expect(() => ports.passes).toThrow("This function was not given PASS_KEYS.");
  for (const headers of [{}, { authorization: "Bearer undefined" }]) {
    const request = new Request("http://fairline.test/admin/rooms/spring/settings", { headers });
    expect((await world.app.fetch(request)).status).toBe(503);
  }
});
