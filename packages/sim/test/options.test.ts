import { expect, test } from "vitest";
import { hostile, noFaults, only } from "../src/faults.ts";
import { parseOptions } from "../src/options.ts";

const defaults = { seeds: 2000, firstSeed: 1, seed: undefined, faults: hostile, keepsGoing: false };

test.each([
  [[], defaults],
  [["--seeds", "20000"], { ...defaults, seeds: 20_000 }],
  [["--seed", "0"], { ...defaults, seed: 0 }],
  [["--from", "17", "--keep-going"], { ...defaults, firstSeed: 17, keepsGoing: true }],
  [["--faults", "none"], { ...defaults, faults: noFaults }],
  [["--faults", "crash, loss"], { ...defaults, faults: only(["crash", "loss"]) }],
])("%j is read", (args, options) => {
  expect(parseOptions(args)).toEqual({ kind: "run", options });
});

test.each([
  [["--seeds", "0"], '--seeds: "0" is not a whole number from 1 to 10000000'],
  [["--seeds", "2e3"], '--seeds: "2e3" is not a whole number'],
  [["--seeds", "-3"], '--seeds: "-3" is not a whole number from 1 to 10000000'],
  [["--seed", "-1"], '--seed: "-1" is not a whole number from 0 to'],
  [["--faults", "loss,bad luck"], '--faults: "bad luck" is none of all, none, loss, duplicate'],
  [["--sedes", "3"], "--sedes"],
  [["5"], "5"],
])("%j is refused with the flag, the value and what is allowed", (args, message) => {
  const parsed = parseOptions(args);
  expect(parsed.kind).toBe("refused");
  expect(parsed.kind === "refused" && parsed.message).toContain(message);
});

test("--help is told about every fault", () => {
  expect(parseOptions(["--help"])).toEqual({ kind: "help" });
});
