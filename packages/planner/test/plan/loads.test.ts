import { expect, test } from "vitest";
import { gather } from "../../src/plan/gathering.ts";
import { limits } from "../../src/plan/limits.ts";
import { waitingAfterEach } from "../../src/plan/line.ts";
import { loadsOf, peakOf } from "../../src/plan/loads.ts";
import { momentsOf } from "../../src/plan/moments.ts";
import { play } from "../../src/plan/play.ts";
import { inputsOf } from "./usualInputs.ts";

test("an event that takes centuries has no more stretches than there may be, and its peak", () => {
  const inputs = inputsOf({ visitors: "200000", slots: "1", seconds: "43000", "finish-early": "0" });
  const gathering = gather(inputs);
  const played = play(gathering, inputs);
  const waiting = waitingAfterEach(gathering, played);
  const loads = loadsOf(gathering, played, momentsOf(gathering, played, inputs), waiting, inputs);
  expect(played.overSeconds / 86_400 / 365).toBeGreaterThan(200);
  expect([loads.count, loads.joins.length, loads.pushes.length]).toEqual(
    new Array(3).fill(limits.stretchesMax),
  );
  expect(peakOf(loads, ({ joins }) => joins)).toBeGreaterThan(300);
});
