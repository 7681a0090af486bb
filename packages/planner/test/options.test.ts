import { expect, test } from "vitest";
import { flagLines, parseOptions } from "../src/options.ts";
import { usualEvent as usual } from "./usualEvent.ts";

test.each([
  [[], usual],
  [["--visitors", "1000", "--slots", "10"], { ...usual, visitors: 1000, slots: 10 }],
  [["--stay", "0.5s"], { ...usual, staySeconds: 0.5 }],
  [["--over", "5m", "--stay", "2m"], { ...usual, arriveSeconds: 300, staySeconds: 120 }],
  [["--every-tick"], { ...usual, pushCadence: "every" }],
  [["--push-max", "none"], { ...usual, pushPerSecondMax: Number.POSITIVE_INFINITY }],
  [["--batch", "7.5", "--handover", "0"], { ...usual, joinsPerBatch: 7.5, handoverSeconds: 0 }],
])("%j is read", (args, event) => {
  expect(parseOptions(args)).toEqual({ kind: "run", event });
});

test.each([
  [["--slots", "5001"], '--slots: must be a whole number from 1 to 5000 (was "5001")'],
  [["--visitors", "1e4"], '--visitors: must be a whole number from 1 to 10000000 (was "1e4")'],
  [["--tick", "2.5"], '--tick: must be a whole number from 1 to 60 (was "2.5")'],
  [["--stay", "-1"], "--stay"],
  [["--stay", "60"], '--stay: must be a time from 100ms to 43000s, such as 90s or 10m (was "60")'],
  [["--over", "1.5s"], "--over: must be a time of whole seconds from 1s to 24h, such as 90s or 10m"],
  [["--arrive", "600"], "--arrive: it is --over now, a time such as 10m"],
  [["--push-max", "some"], '--push-max: must be a whole number from 1 to 1000000, or none (was "some")'],
  [["--vistors", "3"], "--vistors: there is no such flag; see --help"],
  [["--visitors"], "--visitors: a value is missing: a whole number from 1 to 10000000"],
  [["--slots", "5", "--slots=6"], "--slots: given twice"],
  [["--every-tick=no"], '--every-tick: takes no value (was "no")'],
  [["3"], '"3": every value needs its flag; see --help'],
])("%j is refused with the flag, the value and what is allowed", (args, message) => {
  const parsed = parseOptions(args);
  expect(parsed.kind).toBe("refused");
  expect(parsed.kind === "refused" && parsed.message).toContain(message);
});

test("a flag that a caller does not take is neither in its help nor taken", () => {
  expect(flagLines()).toContain("--batch");
  expect(flagLines({}, ["batch"])).not.toContain("--batch");
  expect(parseOptions(["--batch", "2"], {}, ["batch"])).toEqual({
    kind: "refused",
    message: "--batch: there is no such flag here; see --help",
  });
});

test("the defaults of a caller give way to what is given", () => {
  const parsed = parseOptions(["--slots", "7"], { slots: 24, visitors: 240 });
  expect(parsed).toMatchObject({ kind: "run", event: { slots: 7, visitors: 240 } });
});
