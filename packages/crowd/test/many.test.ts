import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test, vi } from "vitest";
import { CannotStart } from "../src/cannotStart.ts";
import { observeCrowd } from "../src/crowd.ts";
import { checkRoomFor, processesFor } from "../src/processes/howMany.ts";
import { observeFromMany } from "../src/processes/many.ts";
import { reportOf } from "../src/report.ts";
import { drawCrowd } from "../src/shape/plan.ts";
import { sourceOf } from "../src/sources.ts";
import { FakeRoom } from "./fakeRoom.ts";

// Processes take a while to start on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const shape = {
  room: "demo",
  seed: 42,
  visitors: 12,
  overMs: 200,
  abandon: 0.25,
  finishEarly: 1,
  dwellMs: { min: 20, max: 120 },
};

/** The processes that this one has started and that are still there. */
async function children(): Promise<number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-o", "pid=,args=", "--ppid", `${process.pid}`]);
  const lines = stdout.split("\n").filter((line) => line.includes("shareMain"));
  return lines.map((line) => Number.parseInt(line, 10));
}

describe("a crowd from two processes", () => {
  test("is the whole crowd, judged by one clock, and leaves no process behind", async () => {
    await using room = await new FakeRoom({ slots: 3 }).open();
    const history = await observeFromMany({ ...shape, url: room.url }, 2);
    expect(history.visitors.map(({ visitor }) => visitor)).toEqual(
      drawCrowd(shape).map(({ visitor }) => visitor),
    );
    const report = reportOf(history);
    expect(report.violations).toEqual([]);
    expect(report).toMatchObject({ visitors: 12, processes: 2, missing: [], maxConcurrent: 3 });
    expect(report.admitted + report.left).toBe(12);
    expect(history.ticks.length).toBeGreaterThan(0);
    expect(history.tickLagsMs.length).toBeGreaterThan(0);
    expect(await children()).toEqual([]);
  });

  test("that loses one of them ends, and says who is missing", async () => {
    await using room = await new FakeRoom({ slots: 1, slotSeconds: 60 }).open();
    const run = observeFromMany({ ...shape, abandon: 0, url: room.url }, 2);
    await expect.poll(() => room.issued, { timeout: 20_000 }).toBe(12);
    process.kill((await children())[1] as number, "SIGKILL");
    const history = await run;
    expect(history).toMatchObject({
      endedBy: "a lost process",
      missing: ["process 2 of 2 ended (SIGKILL), and with it 6 visitors"],
    });
    expect(history.visitors).toHaveLength(6);
    expect(await children()).toEqual([]);
  });

  test("that is stopped says goodbye and reports what it saw", async () => {
    await using room = await new FakeRoom({ slots: 1, slotSeconds: 60 }).open();
    const stop = new AbortController();
    const run = observeFromMany({ ...shape, abandon: 0, url: room.url }, 2, { signal: stop.signal });
    await expect.poll(() => room.issued, { timeout: 20_000 }).toBe(12);
    stop.abort();
    const history = await run;
    expect(history.endedBy).toBe("interruption");
    expect(history.visitors).toHaveLength(12);
    await expect.poll(() => room.present, { timeout: 2000 }).toBe(0);
  });

  test("that is stopped before its processes are there says so", async () => {
    await using room = await new FakeRoom({ slots: 1, slotSeconds: 60 }).open();
    const run = observeFromMany({ ...shape, url: room.url }, 2, { signal: AbortSignal.abort() });
    expect((await run).endedBy).toBe("interruption");
    expect(room.issued).toBe(0);
    expect(await children()).toEqual([]);
  });

  test("that loses one after it was stopped was stopped", async () => {
    await using room = await new FakeRoom({ slots: 1, slotSeconds: 60 }).open();
    const stop = new AbortController();
    const run = observeFromMany({ ...shape, abandon: 0, url: room.url }, 2, { signal: stop.signal });
    await expect.poll(() => room.issued, { timeout: 20_000 }).toBe(12);
    const [, second] = await children();
    process.kill(second as number, "SIGKILL");
    stop.abort();
    expect(await run).toMatchObject({
      endedBy: "interruption",
      missing: [expect.stringContaining("SIGKILL")],
    });
  });

  test("is out of reach of what a terminal sends to all of its processes", async () => {
    await using room = await new FakeRoom({ slots: 1, slotSeconds: 60 }).open();
    const stop = new AbortController();
    const run = observeFromMany({ ...shape, url: room.url }, 2, { signal: stop.signal });
    await expect.poll(() => room.issued, { timeout: 20_000 }).toBe(12);
    for (const child of await children()) {
      const { stdout } = await promisify(execFile)("ps", ["-o", "pgid=", "-p", `${child}`]);
      expect(Number(stdout)).toBe(child);
    }
    stop.abort();
    await run;
  });

  test("does not start where there is no room", async () => {
    await using room = await new FakeRoom().open();
    await expect(observeFromMany({ ...shape, room: "other", url: room.url }, 2)).rejects.toBeInstanceOf(
      CannotStart,
    );
    expect(await children()).toEqual([]);
  });
});

test("the same seed is the same crowd from one, two and three processes: each does the same", async () => {
  const runs = [await deedsOf(1), await deedsOf(2), await deedsOf(3)];
  const [first] = runs;
  expect(first?.reservations.map(([, deeds]) => deeds)).toHaveLength(12);
  for (const [, deeds] of first?.reservations ?? []) expect(deeds[1]).toMatch(/^visitor-42-\d+@/);
  expect(first?.goodbyes.filter(([, politely]) => politely)).toHaveLength(6);
  for (const run of runs) expect(run).toEqual(first);
});

/** What each key does where everybody is let in, and how each visitor goes where nobody is and all give up. */
async function deedsOf(processes: number) {
  const observe = (more: { readonly abandon: number }, { url }: FakeRoom) => {
    const crowd = { ...shape, ...more, nonce: "the-same", url };
    return processes === 1 ? observeCrowd(crowd) : observeFromMany(crowd, processes);
  };
  await using open = await new FakeRoom({ slots: 12, slotSeconds: 60 }).open();
  await using shut = await new FakeRoom({ slots: 1, extraSlots: -1 }).open();
  const [, { visitors }] = await Promise.all([observe({ abandon: 0 }, open), observe({ abandon: 1 }, shut)]);
  return {
    reservations: [...open.deeds].sort(([a], [b]) => a.localeCompare(b)),
    goodbyes: visitors.map(({ visitor, events }) => {
      const gone = events.find(({ what }) => what === "gone");
      return [visitor, gone?.what === "gone" && gone.politely] as const;
    }),
  };
}

// biome-ignore format: a table
test.each([
  [200, 2, 1], [5000, 8, 1], [5001, 2, 1], [5001, 3, 2], [20_000, 8, 4], [20_000, 3, 2], [20_000, 1, 1],
])("for %i visitors on %i cores a crowd takes %i processes", (visitors, cores, processes) => {
  expect(processesFor(visitors, cores)).toBe(processes);
});

describe("a machine that is too small is told what to raise", () => {
  const crowd = { visitors: 5000, host: "203.0.113.7", processes: 1 };
  const machine = { openFilesMax: 1_000_000, portsPerAddress: 28_232 };

  test("open files", () => {
    expect(() => checkRoomFor(crowd, { ...machine, openFilesMax: 1024 })).toThrow(
      /1024 files open here, and needs 5200: raise it by `ulimit -n 5200`/,
    );
    expect(() => checkRoomFor({ ...crowd, processes: 5 }, { ...machine, openFilesMax: 1300 })).not.toThrow();
  });

  test("ports, but not of a room on the same machine", () => {
    const few = { ...machine, portsPerAddress: 4000 };
    expect(() => checkRoomFor(crowd, few)).toThrow(/4000 ports to call 203\.0\.113\.7 from/);
    if (process.platform === "linux") {
      expect(() => checkRoomFor({ ...crowd, host: "127.0.0.1" }, few)).not.toThrow();
    }
    expect(() => checkRoomFor(crowd, machine)).not.toThrow();
  });
});

test.runIf(process.platform === "linux")(
  "a large crowd calls a room on the same machine from several addresses",
  () => {
    expect(sourceOf(0, 10_000, "127.0.0.1")).toBeUndefined();
    expect([0, 9999, 10_000, 19_999].map((visitor) => sourceOf(visitor, 20_000, "127.0.0.1"))).toEqual([
      "127.0.0.2",
      "127.0.0.2",
      "127.0.0.3",
      "127.0.0.3",
    ]);
    expect(sourceOf(0, 20_000, "line.example.com")).toBeUndefined();
  },
);
