import { expect, test } from "vitest";
import { kernel } from "../src/kernel.ts";

test("events happen in the order of their times, and those of one moment in the order in which they were planned", async () => {
  const time = kernel(1000);
  const happened: string[] = [];
  for (const [ms, what] of [
    [30, "late"],
    [10, "first"],
    [10, "second"],
    [20, "between"],
    [0, "now"],
  ] as const)
    time.after(ms, () => happened.push(`${what} at ${time.nowMs()}`));
  await time.runUntil(() => false);
  expect(happened).toEqual([
    "now at 1000",
    "first at 1010",
    "second at 1010",
    "between at 1020",
    "late at 1030",
  ]);
});

test("time goes on only when everything that was woken has done what it can", async () => {
  const time = kernel(0);
  const seenAtMs: number[] = [];
  const deep = async (levels: number): Promise<void> => {
    if (levels > 0) await deep(levels - 1);
  };
  time.after(5, async () => {
    await deep(200);
    seenAtMs.push(time.nowMs());
  });
  time.after(6, () => "nothing");
  await time.runUntil(() => false);
  expect(seenAtMs).toEqual([5]);
});

test("a thousand events in any order are a sorted thousand", async () => {
  const time = kernel(0);
  const happened: number[] = [];
  for (let i = 0; i < 1000; i++) {
    const ms = (i * 7919) % 1009;
    time.after(ms, () => happened.push(ms));
  }
  await time.runUntil(() => false);
  expect(happened).toEqual([...happened].sort((a, b) => a - b));
  expect(happened).toHaveLength(1000);
});

test("a run that goes round in a circle is stopped", async () => {
  const time = kernel(0);
  const again = () => {
    time.after(1, again);
    return "nothing";
  };
  again();
  await expect(time.runUntil(() => false)).rejects.toThrow("did not end within");
});
