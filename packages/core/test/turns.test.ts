import { expect, test } from "vitest";
import { Fault, memoryTurns, virtualClock } from "../testing/index.ts";
import { must } from "./must.ts";

const line = { room: "demo", run: 1 };
const turn = (lane: number, reason: string) => ({ line, lane, through: 0, reason });

test("a lane hands out one turn at a time, in order, and lanes do not wait for each other", async () => {
  const turns = memoryTurns(virtualClock());
  await turns.send([turn(0, "a"), turn(0, "b"), turn(1, "c")]);
  const first = turns.receive();
  expect(first.map(({ lane, messageId }) => [lane, messageId])).toEqual([
    [0, "m1"],
    [1, "m3"],
  ]);
  expect(turns.receive()).toEqual([]);
  turns.delete(must(first[0]).handle);
  expect(turns.receive().map(({ messageId }) => messageId)).toEqual(["m2"]);
});

test("a turn that is neither held nor deleted comes again, first in its lane, with a new handle", async () => {
  const clock = virtualClock();
  const turns = memoryTurns(clock);
  await turns.send([turn(0, "a"), turn(0, "b")]);
  const [first] = turns.receive();
  clock.advance(9_999);
  expect(turns.receive()).toEqual([]);
  clock.advance(1);
  const [again] = turns.receive();
  expect(again?.messageId).toBe(first?.messageId);
  expect(again?.handle).not.toBe(first?.handle);
});

test("an expired handle neither holds nor deletes", async () => {
  const clock = virtualClock();
  const turns = memoryTurns(clock);
  await turns.send([turn(0, "a")]);
  const [{ handle }] = [must(turns.receive()[0])];
  clock.advance(10_000);
  await expect(turns.hold(handle, 60)).rejects.toThrow(Fault);
  expect(turns.delete(handle)).toBe(false);
  await turns.retire(handle);
  expect(turns.list()).toHaveLength(1);
});

test("the same reason in the same lane is one turn for five minutes, even when that one is gone", async () => {
  const clock = virtualClock();
  const turns = memoryTurns(clock);
  await turns.send([turn(0, "a"), turn(1, "a")]);
  expect(turns.list()).toHaveLength(2);
  for (const { handle } of turns.receive()) turns.delete(handle);
  clock.advance(299_999);
  await turns.send([turn(0, "a")]);
  expect(turns.list()).toEqual([]);
  clock.advance(1);
  await turns.send([turn(0, "a")]);
  expect(turns.list()).toHaveLength(1);
});

test("a held turn stays hidden for as long as it was asked to, from then on", async () => {
  const clock = virtualClock();
  const turns = memoryTurns(clock);
  await turns.send([turn(0, "a")]);
  await turns.hold(must(turns.receive()[0]).handle, 100);
  clock.advance(99_999);
  expect(turns.receive()).toEqual([]);
  clock.advance(1);
  expect(turns.receive()).toHaveLength(1);
});
