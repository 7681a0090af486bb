import { systemClock } from "@fairline/functions/adapters/clock.ts";
import { type PassKeys, signedPasses } from "@fairline/functions/adapters/passes.ts";
import { expect, test } from "vitest";
import { steps } from "../src/passKeys.ts";

const line = { room: "demo", run: 1 };
const passesBy = (keys: PassKeys) => signedPasses(keys, "fairline", systemClock);
const signedBy = (keys: PassKeys) =>
  passesBy(keys).pass(line, { number: 7, expiresAtMs: Date.now() + 60_000 });

test("through a whole rotation every function reads the passes of those that are a deploy behind or ahead", async () => {
  const first = await steps.new();
  const added = await steps.add(first);
  const promoted = await steps.promote(added);
  const deploys = [first, added, promoted];
  for (const [before, after] of [
    [first, added],
    [added, promoted],
  ] as const) {
    expect(await passesBy(after).readPass(await signedBy(before))).toEqual({ line, number: 7 });
    expect(await passesBy(before).readPass(await signedBy(after))).toEqual({ line, number: 7 });
  }
  expect(deploys.map(({ keys }) => keys.length)).toEqual([1, 2, 2]);
});

test("when the old key is dropped, its passes are worth nothing", async () => {
  const first = await steps.new();
  const dropped = await steps.drop(await steps.promote(await steps.add(first)));
  expect(dropped.keys).toHaveLength(1);
  expect(await passesBy(dropped).readPass(await signedBy(first))).toBeUndefined();
  expect(await passesBy(dropped).readPass(await signedBy(dropped))).toEqual({ line, number: 7 });
});
