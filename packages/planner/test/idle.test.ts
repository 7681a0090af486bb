import { Graph } from "@fairline/cloud/graph.ts";
import { synthesize } from "@fairline/cloud/synthesize.ts";
import { expect, test } from "vitest";
import roomConfig from "../../../room.config.ts";
import { sumOf } from "../src/beside.ts";
import { alarmMetrics, idleMonth } from "../src/idle.ts";

test("production's alarms look at as many metrics as docs/cost.md reckons with", async () => {
  const graph = new Graph("production", await synthesize("production"));
  const metrics = graph
    .all("cloudwatch.MetricAlarm")
    .flatMap(({ inputs }) => inputs.metricQueries as { metric?: object }[])
    .filter(({ metric }) => metric !== undefined);
  const rooms = Object.keys(roomConfig.rooms).length;
  expect(metrics).toHaveLength(alarmMetrics.ofStage + alarmMetrics.ofRoom * rooms);
});

test("an empty room costs less the slower it ticks, but never less than its metrics and alarms", () => {
  const [often = 0, seldom = 0] = [2, 60].map((seconds) => sumOf(idleMonth(seconds)));
  expect(often).toBeGreaterThan(seldom);
  expect(seldom).toBeGreaterThan(5 * 0.3 + 26 * 0.1);
});
