import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { admitIn, arrive } from "../../functions/test/arrivals.ts";
import { type Emulators, eventOf, lobbyRecord, startEmulators } from "../../functions/test/emulators.ts";
import { until } from "../../functions/test/until.ts";
import { logBytes, metricLinesOfTick } from "../src/logs.ts";

let world: Emulators;
const lines: Record<string, unknown>[] = [];

beforeAll(async () => {
  world = await startEmulators({ measured: true });
  // Not before: it reads the environment that the emulators set.
  const { logger } = await import("@fairline/functions/runtime.ts");
  logger.setLogLevel("INFO");
  for (const method of ["log", "info"] as const)
    vi.spyOn(console, method).mockImplementation((line) => void lines.push(JSON.parse(String(line))));
});
afterEach(() => void lines.splice(0));
afterAll(() => world.stop());

/** What a line counts in production: the names are longer there, and a visit's line carries the id of its trace. */
function bytesOf(line: Record<string, unknown>): number {
  const trace = "message" in line ? { xray_trace_id: "1-5759e988-bd862e3fe1be46a994272793" } : {};
  const text = JSON.stringify({ ...line, ...trace, service: "fairline-production-line", room: "demo" });
  return Buffer.byteLength(text) + 26;
}
const meanBytes = () => lines.reduce((sum, line) => sum + bytesOf(line), 0) / lines.length;

test("a tick's lines are as many and as long as docs/cost.md reckons with", async () => {
  const line = await world.openRoom({ slots: 2, tickSeconds: 5 });
  await arrive(world, line, 3);
  const job = { job: "tick", ...line, dueSeconds: Math.floor(Date.now() / 5000) * 5, tickSeconds: 5 };
  await world.invoke("tick", eventOf(lobbyRecord(JSON.stringify(job))));
  expect(lines).toHaveLength(metricLinesOfTick);
  expect(meanBytes() / logBytes.metricLine).toBeCloseTo(1, 1);
});

test("a visit's two lines are as long as docs/cost.md reckons with", async () => {
  const line = await world.openRoom({ slots: 1, slotSeconds: 1 });
  await arrive(world, line, 1);
  await admitIn(world, line, 0);
  await until("the visit's end", async () => lines.some(({ message }) => message === "A visit ends"));
  expect(lines.map(({ message }) => message)).toEqual(["A visit begins", "A visit ends"]);
  expect(meanBytes() / logBytes.visitLine).toBeCloseTo(1, 1);
});
