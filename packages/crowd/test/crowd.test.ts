import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters as plain } from "node:util";
import { describe, expect, test, vi } from "vitest";
import { CannotStart } from "../src/cannotStart.ts";
import { circulate, runCrowd } from "../src/crowd.ts";
import { Visitor } from "../src/visitor.ts";
import { type Calling, FakeRoom, type Faults } from "./fakeRoom.ts";

// Rooms here live on the wall clock: a busy machine may take its time.
vi.setConfig({ testTimeout: 30_000 });

const shape = {
  room: "demo",
  visitors: 16,
  overMs: 200,
  abandon: 0.25,
  finishEarly: 0.75,
  dwellMs: { min: 20, max: 120 },
  seed: 42,
};

const report = async (faults: Faults & Calling & { slots?: number }, more: object = {}) => {
  await using room = await new FakeRoom(faults).open();
  return await runCrowd({ ...shape, url: room.url, ...more });
};

describe.concurrent("a room that admits correctly", () => {
  test("has no violations, and everybody is accounted for", async () => {
    await using room = await new FakeRoom().open();
    const bodies: string[] = [];
    const frames: string[] = [];
    const result = await runCrowd(
      { ...shape, url: room.url },
      { onFrame: (_, text) => frames.push(text), onBody: (text) => bodies.push(text) },
    );
    expect(result.violations).toEqual([]);
    expect(result).toMatchObject({ room: "demo", slots: 2, slotSeconds: 1, tickSeconds: 1, seed: 42 });
    expect(result).toMatchObject({ visitors: 16, maxConcurrent: 2, inversions: 0, noshow: 0 });
    expect(result.admitted + result.left).toBe(16);
    expect(result.completed + result.expired).toBe(result.admitted);
    expect(result.expired).toBe(3);
    expect(room.reservations.length).toBe(9);
    expect(result.utilisation).toBeGreaterThan(0.8);
    expect(result.joinsPerSecond).toBeGreaterThan(16);
    expect(result.tickLagMs.p50).toBeLessThan(100);
    expect(result.waitSeconds.max).toBeGreaterThan(0.5);
    expect(result.handoverMs.p50).toBeLessThan(100);
    expect(frames.some((text) => text.includes('"turn"'))).toBe(true);
    expect(bodies.length).toBeGreaterThan(9);
  });

  test("keeps everybody's number when each connection is cut once", async () => {
    const result = await report({ dropsOnce: true }, { abandon: 0, overMs: 50 });
    expect(result.violations).toEqual([]);
    expect(result.admitted).toBe(16);
  });

  test("may say a turn twice: that is a redelivery", async () => {
    const result = await report({ repeatsTurns: true, slots: 8 });
    expect(result.violations).toEqual([]);
  });
});

describe.concurrent("a room that calls, and lets in who says “I'm here”", () => {
  const answering = { confirmAfterMs: { min: 5, max: 60 } };

  test("has no violations where all say so, and the calls are counted", async () => {
    const result = await report({ graceMs: 2000 }, { ...answering, abandon: 0 });
    expect(result.violations).toEqual([]);
    expect(result).toMatchObject({ admitted: 16, called: 16, missedCalls: 0, noshow: 0 });
  });

  test("calls those a second time who miss the first call and come then: nobody is lost, and nobody passed over", async () => {
    const result = await report({ graceMs: 300 }, { ...answering, abandon: 0, miss: 0.25 });
    expect(result.violations).toEqual([]);
    expect(result).toMatchObject({ admitted: 16, called: 20, missedCalls: 4, inversions: 0, noshow: 0 });
  });

  test("keeps the place of one whose connection is cut", async () => {
    const result = await report({ graceMs: 2000, dropsOnce: true }, { ...answering, abandon: 0, overMs: 50 });
    expect(result.violations).toEqual([]);
    expect(result.admitted).toBe(16);
  });

  test("loses who misses both calls, which is no fault of its own", async () => {
    await using room = await new FakeRoom({ graceMs: 50 }).open();
    const result = await runCrowd({
      ...shape,
      url: room.url,
      visitors: 3,
      abandon: 0,
      confirmAfterMs: { min: 500, max: 500 },
    });
    expect(result.violations).toEqual([]);
    expect(result).toMatchObject({ admitted: 0, left: 0, noshow: 3, missedCalls: 3 });
  });

  test("is found out when it refuses them all", async () => {
    const result = await report(
      { graceMs: 2000, refusesConfirming: true },
      { ...answering, visitors: 2, abandon: 0 },
    );
    expect(result.violations).toContainEqual(
      expect.stringMatching(
        /^contract: "I'm here" by number 1 was refused with 409 at [\d.]+ s, before its time/,
      ),
    );
  });
});

// biome-ignore format: a table
const unfair: readonly [title: string, faults: Faults, more: object, violation: RegExp][] = [
  ["admits in reverse",                     { reversed: true },     { overMs: 50 },                  /^order: number \d+ \(lane \d\) came in at [\d.]+ s before number \d+/],
  ["takes in one more than it has slots",   { extraSlots: 1 },      {},                              /^capacity: 3 visits at once at [\d.]+ s, 2 allowed: number \d+ \(lane \d\)/],
  ["forgets number 5",                      { forgets: 5 },         { abandon: 0, timeoutMs: 3000 }, /^left over: number 5 was still waiting/],
  ["forgets who was there",                 { dropsOnce: true, forgetsKeys: true }, {},              /^identity: number \d+ became number \d+/],
  ["accepts what comes too late",           { acceptsLate: true },  {},                              /^bounded: a reservation by number \d+ \(lane \d\), sent \d+ ms after the visit, was accepted/],
  ["says what the contract does not know",  { babbles: true },      {},                              /^contract: .*received what nobody knows.*weather/],
];

test.concurrent.each(unfair)("a room that %s is found out", async (_, faults, more, violation) => {
  const { violations } = await report(faults, more);
  expect(violations).toContainEqual(expect.stringMatching(violation));
});

test.concurrent("a forgotten number is also passed over by everybody behind it", async () => {
  const result = await report({ forgets: 1 }, { abandon: 0, overMs: 50, finishEarly: 1, timeoutMs: 6500 });
  expect(result.inversions).toBeGreaterThan(5);
  expect(result.violations).toContainEqual(expect.stringMatching(/^order: .*before number 1,/));
});

// biome-ignore format: a table
const nowhere: readonly [title: string, place: { url?: string; room?: string }, message: RegExp][] = [
  ["nobody answers",   { url: "http://127.0.0.1:1" }, /^--url: nobody answers at http:\/\/127\.0\.0\.1:1 \(/],
  ["there is no such room", { room: "other" },        /^--room: http:\/\/127\.0\.0\.1:\d+ has no room "other"$/],
];

test.each(nowhere)("where %s the crowd does not start", async (_, place, message) => {
  await using room = await new FakeRoom().open();
  const run = runCrowd({ ...shape, url: room.url, ...place });
  await expect(run).rejects.toThrow(message);
  await expect(run).rejects.toBeInstanceOf(CannotStart);
});

test.concurrent("a crowd that circulates joins again with new keys, and is gone soon after it is told to stop", async () => {
  await using room = await new FakeRoom({ slots: 5 }).open();
  const stop = new AbortController();
  const done = circulate(
    { ...shape, url: room.url, visitors: 5, overMs: 0, abandon: 0, finishEarly: 1 },
    { signal: stop.signal },
  );
  await expect.poll(() => room.issued, { timeout: 15_000 }).toBeGreaterThan(5);
  stop.abort();
  await done;
  await expect.poll(() => room.present, { timeout: 2000 }).toBe(0);
});

describe("one visitor, as tests use it", () => {
  test("joins, is called, reserves, and cannot reserve again", async () => {
    await using room = await new FakeRoom().open();
    const visitor = new Visitor({ url: room.url, room: "demo" });
    visitor.join();
    const { pass, lane } = await visitor.reaches("visiting", 1000);
    expect(lane).toBe(0);
    expect(await visitor.reserve("a@example.com")).toMatchObject({ status: 201 });
    expect(await visitor.reaches("ended", 1000)).toMatchObject({ number: 1, outcome: "completed" });
    expect(await visitor.reserve("a@example.com", pass)).toMatchObject({ status: 409 });
    visitor.close();
  });

  test("asks for the turn that was lost on its way, and only then", async () => {
    await using room = await new FakeRoom({ slots: 1, slotSeconds: 60, losesTurnOf: 2 }).open();
    const [first, second] = [1, 2].map(() => new Visitor({ url: room.url, room: "demo" })) as [
      Visitor,
      Visitor,
    ];
    const joins = () => second.events.filter(({ what }) => what === "join").length;
    first.join();
    await first.reaches("visiting", 1000);
    second.join();
    await second.reaches("waiting", 1000);
    await second.until(() => false, 500);
    expect(joins()).toBe(1);
    first.leave();
    expect(await second.reaches("visiting", 5000)).toMatchObject({ number: 2, pass: "pass-2" });
    expect(joins()).toBe(2);
    first.close();
    second.close();
  });

  test("that waits until a moment that is past goes on at once, and sets no timer to it", async () => {
    const warnings: string[] = [];
    const hear = ({ name }: Error) => warnings.push(name);
    process.on("warning", hear);
    const visitor = new Visitor({ url: "http://127.0.0.1:1", room: "demo" });
    expect(await visitor.until(() => false, -5)).toEqual({ at: "outside" });
    await new Promise(setImmediate);
    process.off("warning", hear);
    expect(warnings).not.toContain("TimeoutNegativeWarning");
  });

  test("that is back knows where the line is only when it was told so again", async () => {
    await using room = await new FakeRoom({ slots: 1, slotSeconds: 60 }).open();
    const first = new Visitor({ url: room.url, room: "demo" });
    first.join();
    await first.reaches("visiting", 1000);
    const knew: boolean[] = [];
    const onFrame = (visitor: Visitor, text: string) => {
      if (text.includes('"resume"')) knew.push(visitor.isConnected && visitor.isUpToDate);
    };
    const second = new Visitor({ url: room.url, room: "demo", collector: { onFrame } });
    second.join();
    await second.reaches("waiting", 1000);
    expect(second.isUpToDate).toBe(true);
    second.beAway("reload", 10);
    expect(second.isUpToDate).toBe(false);
    await vi.waitFor(() => expect(second.isUpToDate).toBe(true), 5000);
    // Asked whenever a ticket came in, before it was read.
    expect(knew).toContain(false);
    first.close();
    second.close();
  });

  test("that vanishes and joins again has its number still", async () => {
    await using room = await new FakeRoom({ slots: 1, slotSeconds: 60 }).open();
    const [first, second] = [1, 2].map(() => new Visitor({ url: room.url, room: "demo" })) as [
      Visitor,
      Visitor,
    ];
    first.join();
    await first.reaches("visiting", 1000);
    second.join();
    await second.reaches("waiting", 1000);
    second.vanish();
    second.join();
    expect(await second.reaches("waiting", 1000)).toEqual({ at: "waiting", number: 2 });
    first.leave();
    await second.reaches("visiting", 1000);
    await expect(second.reaches("waiting", 20)).rejects.toThrow(/not waiting/);
    first.close();
    second.close();
  });
});

describe("the command", () => {
  const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
  const start = (room: FakeRoom, ...args: string[]) => {
    const child = spawn(process.execPath, [main, "--url", room.url, "--over", "100ms", ...args], {
      stdio: ["pipe", "pipe", "pipe", "ipc"],
    });
    let [stdout, stderr] = ["", ""];
    child.stdout?.on("data", (data) => {
      stdout += data;
    });
    child.stderr?.on("data", (data) => {
      stderr += data;
    });
    const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
      child.on("close", (code) => resolve({ code, stdout: plain(stdout), stderr: plain(stderr) }));
    });
    const exited = new Promise<number | null>((resolve) => {
      child.on("exit", resolve);
    });
    return { child, ended, exited };
  };

  test("prints a table, writes exactly the contract's JSON, and exits 0", async () => {
    await using room = await new FakeRoom({ slots: 4 }).open();
    const file = join(mkdtempSync(join(tmpdir(), "crowd-")), "report.json");
    const args = ["--visitors", "8", "--dwell", "10ms..50ms", "--seed", "7", "--json", file];
    const { code, stdout, stderr } = await start(room, ...args).ended;
    expect(stderr).toMatch(/8 visitors to .*, seed 7, nonce [0-9a-f]{8}/);
    expect(stdout).toContain("No invariant was seen broken.");
    expect(code).toBe(0);
    expect(Object.keys(JSON.parse(readFileSync(file, "utf8"))).sort()).toEqual(
      "abandonedWaiting admitted called completed estimate expired handoverMs inversions joinsPerSecond joinsSustained left maxConcurrent missedCalls missing noshow placeError processes room seconds seed slotSeconds slots tickLagMs tickSeconds ticketSeconds utilisation violations visitors waitSeconds".split(
        " ",
      ),
    );
  });

  test("exits 1 and names what is broken, even when it is quiet", async () => {
    await using room = await new FakeRoom({ extraSlots: 1 }).open();
    const { code, stdout, stderr } = await start(room, "--visitors", "12", "--dwell", "50ms", "--quiet")
      .ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("capacity: 3 visits at once");
  });

  test("exits 2 with one line for a bad value, a room that is not there, and a file that cannot be", async () => {
    await using room = await new FakeRoom().open();
    const runs = [
      ["--visitors", "0"],
      ["--room", "other"],
      ["--json", "/nowhere/at/all.json"],
    ];
    for (const args of runs) {
      const { code, stdout, stderr } = await start(room, ...args).ended;
      expect({ code, stdout, lines: stderr.trim().split("\n").length }).toEqual({
        code: 2,
        stdout: "",
        lines: 1,
      });
      expect(stderr).toContain(`${args[0]}: `);
    }
  });

  // biome-ignore format: a table
  test.each([
    ["SIGTERM", (child: ReturnType<typeof spawn>) => child.kill("SIGTERM")],
    ["SIGINT", (child: ReturnType<typeof spawn>) => child.kill("SIGINT")],
    ["the end of its parent's pipe", (child: ReturnType<typeof spawn>) => child.stdin?.end()],
    ["the end of its parent's channel", (child: ReturnType<typeof spawn>) => child.disconnect()],
  ] as const)("that stays forever goes on %s, and leaves nobody behind", async (_, stop) => {
    await using room = await new FakeRoom().open();
    const { child, exited } = start(room, "--forever", "--visitors", "3");
    await expect.poll(() => room.present, { timeout: 5000 }).toBe(3);
    stop(child);
    expect(await exited).toBe(0);
    await expect.poll(() => room.present, { timeout: 2000 }).toBe(0);
  });

  test("that is interrupted reports what it saw, and exits 130", async () => {
    await using room = await new FakeRoom({ slotSeconds: 60 }).open();
    const { child, ended } = start(room, "--visitors", "6", "--abandon", "0", "--finish-early", "0");
    await expect.poll(() => room.issued, { timeout: 5000 }).toBe(6);
    child.kill("SIGINT");
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    expect(stdout).toMatch(/left over +6/);
  });
});
