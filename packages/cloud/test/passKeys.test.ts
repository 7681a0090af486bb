import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { systemClock } from "@fairline/functions/adapters/clock.ts";
import { signedPasses } from "@fairline/functions/adapters/passes.ts";
import type { PassKeys } from "@fairline/functions/passKeys.ts";
import { describe, expect, test } from "vitest";
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

const one = await steps.new();
const added = await steps.add(one);
const promoted = await steps.promote(added);

test.each([
  { step: "add", keys: added, what: "a rotation is under way" },
  { step: "promote", keys: one, what: "nothing was added" },
  { step: "promote", keys: promoted, what: "the added key signs already" },
  { step: "drop", keys: one, what: "there is one key" },
  { step: "drop", keys: added, what: "the added key does not sign yet" },
] as const)("$step is refused while $what", async ({ step, keys }) => {
  await expect(steps[step](keys)).rejects.toThrow(`${step} takes`);
});

describe("npm run pass-keys", () => {
  const passKeys = (args: readonly string[], input: string) =>
    spawnSync(process.execPath, [join(import.meta.dirname, "..", "src", "passKeysMain.ts"), ...args], {
      input,
      encoding: "utf8",
    });

  test("says which key signs", () => {
    const { status, stdout, stderr } = passKeys(["promote"], JSON.stringify(added));
    expect(JSON.parse(stdout)).toEqual(promoted);
    expect(stderr).toContain(`${added.keys[1]?.kid} signs; ${added.keys[0]?.kid} only verifies`);
    expect(status).toBe(0);
  });

  const hollow = { keys: [{ kty: "EC", crv: "P-256", kid: "1", x: "", y: "", d: "zzz" }] };
  const { d } = added.keys[1] ?? {};
  test.each([
    ["a step out of order", ["drop"], JSON.stringify(added)],
    ["more than a step", ["new", "extra"], ""],
    ["what only looks like a key", ["add"], JSON.stringify(hollow)],
    ["halves of two keys", ["add"], JSON.stringify({ keys: [{ ...one.keys[0], d }] })],
    ["a token", ["add"], "SUPERSECRET"],
  ])("%s ends with exit code 2, and nothing comes out of it", (_, args, input) => {
    const { status, stdout, stderr } = passKeys(args, input);
    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^(pass-keys: [^\n]+\n$|Usage)/);
    expect(stderr).not.toContain("SUPERSECRET");
  });
});
