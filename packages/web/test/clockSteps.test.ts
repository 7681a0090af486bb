import { describe, expect, test } from "vitest";
import { page, snapshot, waiting } from "./visitorPage.ts";
import { json, settled } from "./world.ts";

describe("the local clock is put forward", () => {
  test("during the visit: the visit goes on, and the ticket that is asked for brings its true end", () => {
    const { time, turn, ticket, visit, joined } = waiting();
    turn(60);
    const serverNow = time.at();
    const expiresAt = time.at(60);
    time.steps(120);
    time.pass(1);
    expect(visit().stage).toBe("turn");
    expect(joined()).toHaveLength(2);
    ticket({ status: "admitted", pass: "the-pass", expiresAt, at: serverNow });
    expect(visit()).toMatchObject({ stage: "turn", expiresAtMs: time.clock.nowMs() + 60_000 });
    time.pass(30);
    expect(visit().stage).toBe("turn");
  });

  test("while waiting: the turn that comes is not over before it begins", () => {
    const { time, sockets, tick, visit } = waiting();
    const [serverNow, expiresAt] = [time.at(), time.at(60)];
    time.steps(90);
    tick({ at: serverNow });
    sockets.says({ type: "turn", room: "demo", number: 20, lane: 2, pass: "the-pass", expiresAt });
    expect(visit()).toMatchObject({ stage: "turn", expiresAtMs: time.clock.nowMs() + 60_000 });
  });

  test("by 2 s: nothing is asked", () => {
    const { time, sockets } = waiting();
    const before = sockets.sent.length;
    time.steps(2);
    time.pass(1);
    expect(sockets.sent).toHaveLength(before);
  });
});

describe("the local clock is put back by an hour", () => {
  test("a silent connection is asked whether it lives, and replaced", () => {
    const { time, sockets } = waiting();
    time.steps(-3600);
    time.pass(1);
    expect(sockets.sent.at(-2)).toEqual({ action: "ping" });
    time.pass(3);
    expect(sockets.count()).toBe(2);
  });

  test("without a socket the ticket is read on", async () => {
    const { time, web, sockets, ticketNow } = page();
    web.answers["POST /rooms/demo/tickets"] = () => json({ room: "demo", resume: "r" }, 202);
    web.answers["GET /rooms/demo"] = () => snapshot({ at: time.at(), serving: 19, issued: 30 });
    web.answers["GET /rooms/demo/tickets/me"] = () => json(ticketNow({ serving: 19 }));
    const goesOn = async (seconds: number) => {
      for (let second = 0; second < seconds; second += 1) {
        time.pass(1);
        await settled();
      }
    };
    const reads = () => web.asked.filter(({ path }) => path.endsWith("/me")).length;
    sockets.drops();
    sockets.drops();
    await goesOn(10);
    time.steps(-3600);
    const before = reads();
    await goesOn(60);
    expect(reads() - before).toBeGreaterThanOrEqual(10);
  });
});

describe("a visit whose time has run out by the local clock", () => {
  test("is asked about 2 s later, every 5 s, and goes on for as long as the room says so", () => {
    const { time, turn, ticket, visit, joined } = waiting();
    turn(15);
    time.pass(16);
    expect(joined()).toHaveLength(1);
    for (let asks = 2; asks < 6; asks += 1) {
      time.pass(asks === 2 ? 1 : 5);
      expect(joined()).toHaveLength(asks);
      // The page believes the server to be where it is not: what is left is more than it thinks.
      ticket({ status: "admitted", pass: "the-pass", at: time.at(-30), expiresAt: time.at(-1) });
      expect(visit().stage).toBe("turn");
    }
  });

  test("is over when the ticket says so, by the server's own times alone", () => {
    const { time, turn, ticket, visit } = waiting();
    turn(15);
    time.pass(17);
    ticket({ status: "admitted", pass: "the-pass", at: time.at(), expiresAt: time.at() });
    expect(visit()).toEqual({ stage: "expired" });
  });
});

test("a machine that slept while its steady time stood still trusts nothing that it heard before", () => {
  const { time, sockets, tick } = waiting();
  tick();
  time.steps(600);
  time.pass(1);
  expect(sockets.sent.map(({ action }) => action)).toContain("ping");
  time.pass(3);
  expect(sockets.count()).toBe(2);
});
