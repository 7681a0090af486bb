import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Server, startServer } from "./support/server.ts";
import { expect, test } from "./support/test.ts";

const room = { slots: 1, slotSeconds: 40, tickSeconds: 1 };

const ends: readonly [circumstance: string, end: (server: Server) => Promise<unknown>][] = [
  ["SIGTERM", async (server) => expect(await server.stop()).toMatchObject({ code: 0 })],
  ["kill -9", (server) => server.kill()],
];
for (const [circumstance, end] of ends) {
  test(`with --data, after ${circumstance} and a new start: same numbers, the pass is good, the line goes on`, async ({
    people,
  }) => {
    const data = mkdtempSync(join(tmpdir(), "fairline-e2e-data-"));
    const before = await startServer({ rooms: { kept: room }, data });
    const { port, adminToken } = before;
    const inside = people.join(before, "kept");
    const visit = await inside.reaches("visiting", 10_000);
    const page = await people.arrive(before, "kept");
    await page.is("waiting");
    const number = await page.number();
    const behind = people.join(before, "kept");
    await behind.reaches("waiting", 5000);
    await people.operator(before, "kept").change({ title: "Kept for you" });
    const liveBefore = await people.operator(before, "kept").live();

    await end(before);
    await expect(page.link).toHaveAttribute("data-link", "lost");
    const after = await startServer({ rooms: { kept: room }, data, port, adminToken });
    await expect(page.link).toHaveAttribute("data-link", "found", { timeout: 30_000 });
    await page.is("waiting");
    expect(await page.number()).toBe(number);
    const liveAfter = await people.operator(after, "kept").live();
    expect(liveAfter).toMatchObject({
      run: liveBefore.run,
      version: liveBefore.version,
      totals: { issued: 3, admitted: 1 },
      slots: [{ number: visit.number, expiresAt: liveBefore.slots[0]?.expiresAt }],
    });
    expect(liveAfter.snapshot.title).toBe("Kept for you");

    // The pass of before ends its visit, and whoever waited is next, in order.
    expect((await inside.reserve("ada@example.com", visit.pass)).status).toBe(201);
    await page.is("turn");
    expect(behind.state).toMatchObject({ at: "waiting", number: number + 1 });
    await page.reserve("grace@example.com");
    await page.is("completed");
    expect((await behind.reaches("visiting", 10_000)).number).toBe(number + 1);
    const newcomer = people.join(after, "kept");
    expect((await newcomer.reaches("waiting", 5000)).number).toBe(4);

    expect(await after.stop()).toMatchObject({ code: 0 });
    expect(after.errors).toEqual([]);
    rmSync(data, { recursive: true, force: true });
  });
}

test("with --data, a call outlasts kill -9 and a new start, and “I'm here” lets in", async ({ people }) => {
  const data = mkdtempSync(join(tmpdir(), "fairline-e2e-data-"));
  const rooms = { kept: { ...room, slotSeconds: 120, graceSeconds: 60, confirm: true } };
  const before = await startServer({ rooms, data });
  const { port, adminToken } = before;
  const page = await people.arrive(before, "kept");
  await page.is("called");
  const number = await page.number();
  const behind = people.join(before, "kept");
  await behind.reaches("waiting", 5000);
  const liveBefore = await people.operator(before, "kept").live();

  await before.kill();
  await expect(page.link).toHaveAttribute("data-link", "lost");
  const after = await startServer({ rooms, data, port, adminToken });
  await expect(page.link).toHaveAttribute("data-link", "found", { timeout: 30_000 });
  await page.is("called");
  const { slots } = await people.operator(after, "kept").live();
  expect(slots).toMatchObject([{ number, called: true, expiresAt: liveBefore.slots[0]?.expiresAt }]);

  await page.here.click();
  await page.is("turn");
  await page.reserve("ada@example.com");
  await page.is("completed");
  expect(await behind.reaches("called", 10_000)).toMatchObject({ number: number + 1 });
  expect(await after.stop()).toMatchObject({ code: 0 });
  rmSync(data, { recursive: true, force: true });
});

test("with --data, a visit whose time runs out while the server is down has expired after the start, and the next is called", async ({
  people,
}) => {
  const data = mkdtempSync(join(tmpdir(), "fairline-e2e-data-"));
  const brief = { ...room, slotSeconds: 3 };
  const before = await startServer({ rooms: { kept: brief }, data });
  const { port, adminToken } = before;
  const inside = people.join(before, "kept");
  const { pass, expiresAtMs } = await inside.reaches("visiting", 10_000);
  const waiting = people.join(before, "kept");
  const { number } = await waiting.reaches("waiting", 5000);
  // It comes back below, and not whenever its tries to reconnect would.
  waiting.close();
  await before.kill();
  await expect.poll(() => performance.now()).toBeGreaterThan(expiresAtMs);

  const after = await startServer({ rooms: { kept: brief }, data, port, adminToken });
  const back = people.join(after, "kept", { key: waiting.key });
  expect(await back.reaches("visiting", 15_000)).toMatchObject({ number });
  expect((await back.complete()).status).toBe(204);
  expect((await inside.reserve("ada@example.com", pass)).status).toBe(410);
  expect(await inside.reaches("ended", 15_000)).toMatchObject({ outcome: "expired" });
  expect(await after.stop()).toMatchObject({ code: 0 });
  rmSync(data, { recursive: true, force: true });
});

test("a second server on the same --data exits with 2 and says why, and the first goes on", async ({
  people,
}) => {
  const data = mkdtempSync(join(tmpdir(), "fairline-e2e-data-"));
  const first = await startServer({ rooms: { kept: room }, data });
  await expect(startServer({ rooms: { kept: room }, data })).rejects.toThrow(
    /ended with 2: fairline: --data .*another Fairline is using this folder/,
  );
  await people.join(first, "kept").reaches("visiting", 10_000);
  expect(await first.stop()).toMatchObject({ code: 0 });
  rmSync(data, { recursive: true, force: true });
});
