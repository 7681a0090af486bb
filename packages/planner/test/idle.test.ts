import { Graph } from "@fairline/cloud/graph.ts";
import { synthesize } from "@fairline/cloud/synthesize.ts";
import { expect, test } from "vitest";
import roomConfig from "../../../room.config.ts";
import { sumOf } from "../src/beside.ts";
import { alarmMetrics, idleMonth } from "../src/idle.ts";

test("production's alarms look at as many metrics as docs/cost.md reckons with", async () => {
  const graph = new Graph("production", await synthesize("production"));
  const alarms = graph.all("cloudwatch.MetricAlarm");
  expect(alarms.filter(({ inputs }) => inputs.metricName === undefined)).toEqual([]);
  const rooms = Object.keys(roomConfig.rooms).length;
  expect(alarms).toHaveLength(alarmMetrics.ofStage + alarmMetrics.ofRoom * rooms);
});

test("an empty room costs less the slower it ticks, but never less than its metrics and alarms", () => {
  const [often = 0, seldom = 0] = [2, 60].map((seconds) => sumOf(idleMonth(seconds)));
  expect(often).toBeGreaterThan(seldom);
  expect(seldom).toBeGreaterThan(6 * 0.3 + 19 * 0.1);
});
