import { expect, test } from "vitest";
import { memoryTurns, virtualClock } from "../testing/index.ts";
import { must } from "./must.ts";

// What the queue in memory has in common with SQS is said by its contract (packages/functions/test/contract); here
// is what only a clock that stands still can tell.

const line = { room: "demo", run: 1 };
const turn = (lane: number, reason: string) => ({ line, lane, through: 0, reason });

test("a turn that was received stays hidden for 10 s, to the millisecond, if nobody holds it", async () => {
  const clock = virtualClock();
  const turns = memoryTurns(clock);
  await turns.send([turn(0, "a")]);
  turns.receive();
  clock.advance(9_999);
  expect(turns.receive()).toEqual([]);
  clock.advance(1);
  expect(turns.receive()).toHaveLength(1);
});

test("the same reason in the same lane is one turn for five minutes, even when that one is gone", async () => {
  const clock = virtualClock();
  const turns = memoryTurns(clock);
  await turns.send([turn(0, "a")]);
  turns.delete(must(turns.receive()[0]).handle);
  clock.advance(299_999);
  await turns.send([turn(0, "a")]);
  expect(turns.list()).toEqual([]);
  clock.advance(1);
  await turns.send([turn(0, "a")]);
  expect(turns.list()).toHaveLength(1);
});
