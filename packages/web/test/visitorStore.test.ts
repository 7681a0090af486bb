import { nextCalled, placeAt, progressAt, waitAt } from "@fairline/client/line";
import { lineOf } from "@fairline/client/visit";
import type { ServerMessage, Snapshot } from "@fairline/core";
import { describe, expect, test } from "vitest";
import { page, snapshot, waiting } from "./visitorPage.ts";
import { fakeHttp, json, problem, settled } from "./world.ts";

describe("the place", () => {
  test("a first visit joins with a new key and shows the place of its ticket", () => {
    const { joined, visit, place, browser } = waiting();
    expect(joined()).toEqual([browser.kept.get("fairline:demo:key")]);
    expect(visit().stage).toBe("waiting");
    expect(place()).toBe(10);
  });

  test("a connection that drops and comes back joins with the same key and keeps the place on the screen", () => {
    const { sockets, time, joined, store, place } = waiting();
    sockets.drops();
    time.pass(2);
    expect(store.getState().link.link).toBe("lost");
    expect(place()).toBe(10);
    sockets.opens();
    expect(new Set(joined()).size).toBe(1);
    expect(joined()).toHaveLength(2);
    expect(store.getState().link.link).toBe("found");
  });

  test("the notice of a connection that came back goes away by itself", () => {
    const { sockets, store, time } = waiting();
    sockets.drops();
    time.pass(2);
    sockets.opens();
    expect(store.getState().link.link).toBe("found");
    time.pass(4);
    expect(store.getState().link.link).toBe("up");
  });

  test("a reload joins with the same key, and progress goes on from the first place", () => {
    const first = waiting();
    first.stop();
    const again = page(first);
    again.sockets.opens();
    again.ticket({ serving: 15, status: "waiting" });
    expect(again.joined()).toEqual(first.joined());
    expect(again.place()).toBe(6);
    expect(lineOf(again.visit())).toMatchObject({ firstPlace: 10 });
  });

  test("a second tab joins with the key of the first", () => {
    const first = waiting();
    const second = waiting(first);
    expect(second.joined()).toEqual(first.joined());
  });

  test("a second tab that joins again takes the first one along to its new key", () => {
    const first = waiting();
    const second = waiting(first);
    first.end("left");
    second.end("left");
    second.store.joinAgain();
    expect(first.visit().stage).toBe("connecting");
    first.sockets.opens();
    second.sockets.opens();
    expect(first.joined().at(-1)).toBe(second.joined().at(-1));
    expect(first.joined().at(-1)).not.toBe(first.joined()[0]);
  });

  test("a tick that was computed before the one on the screen changes nothing", () => {
    const { time, tick, place } = waiting();
    const early = time.at();
    time.pass(2);
    tick({ serving: 14 });
    tick({ serving: 12, at: early });
    expect(place()).toBe(7);
  });

  test("a ticket that was computed before the tick on the screen changes nothing", () => {
    const { time, tick, ticket, place } = waiting();
    const early = time.at();
    time.pass(2);
    tick({ serving: 14 });
    ticket({ serving: 12, at: early });
    expect(place()).toBe(7);
  });

  test("who waits although the line has gone past is next: place 1, nobody ahead, the whole way made", () => {
    const { time, tick, ticket, visit, place, store } = waiting();
    ticket({ serving: 24, status: "waiting" });
    expect(visit().stage).toBe("waiting");
    time.pass(2);
    tick({ serving: 26 });
    const line = lineOf(visit());
    if (line === undefined) throw new Error("the visitor is not in line");
    expect(place()).toBe(1);
    expect(store.getState().said).toMatchObject({ place: 1 });
    expect(nextCalled(line)).toBe(20);
    expect(progressAt(line, time.clock.nowMs())).toBe(1);
    expect(waitAt(line, time.clock.nowMs())).toMatchObject({
      likelySeconds: 6,
      latestSeconds: expect.closeTo(14.85),
    });
  });

  test("the wait that is shown counts down, and news that agree with it change nothing", () => {
    const { time, tick, store } = waiting();
    tick({ serving: 11, paceSeconds: 6, paceSecondsP90: 9 });
    const told = store.getState().wait;
    if (told === undefined) throw new Error("no wait is shown");
    time.pass(6);
    tick({ serving: 12, paceSeconds: 6.5, paceSecondsP90: 9.5 });
    time.pass(6);
    tick({ serving: 13, paceSeconds: 5.5, paceSecondsP90: 8.5 });
    expect(store.getState().wait).toBe(told);
  });

  test("no wait is shown while nobody is called, and a fresh one afterwards", () => {
    const { time, tick, store } = waiting();
    tick({ serving: 11, paceSeconds: 6, paceSecondsP90: 9 });
    const told = store.getState().wait;
    tick({ state: "paused" });
    expect(store.getState().wait).toBeUndefined();
    time.pass(600);
    tick({ serving: 11, paceSeconds: 6, paceSecondsP90: 9 });
    expect(store.getState().wait?.latestAtMs).toBe((told?.latestAtMs ?? 0) + 600_000);
  });

  test("who lets others ahead is told the wait of the new place", () => {
    const { time, tick, ticket, store } = waiting();
    tick({ serving: 11, paceSeconds: 6, paceSecondsP90: 9 });
    const told = store.getState().wait?.likelyAtMs ?? 0;
    time.pass(1);
    ticket({ serving: 11, status: "waiting", deferredTo: 21 });
    tick({ serving: 11, paceSeconds: 6, paceSecondsP90: 9 });
    expect((store.getState().wait?.likelyAtMs ?? 0) - told).toBe(7000);
  });

  test("who lets others ahead stands behind all of them, before the line has gone past the own number and after", () => {
    const { time, tick, ticket, visit, place } = waiting();
    ticket({ serving: 20, status: "waiting", deferredTo: 22 });
    const places = [place()];
    for (const serving of [22, 23]) {
      time.pass(1);
      tick({ serving });
      places.push(place());
    }
    // 21 and 22 are ahead; then 22 alone; then nobody.
    expect(places).toEqual([3, 2, 1]);
    const line = lineOf(visit());
    expect(line && nextCalled(line)).toBe(20);
  });

  test("a key that comes back to a line that has gone past it is next, too", () => {
    const { sockets, ticket, visit, place } = page();
    sockets.opens();
    ticket({ serving: 24, status: "waiting" });
    expect(visit()).toMatchObject({ stage: "waiting", line: { firstPlace: 1 } });
    expect(place()).toBe(1);
  });

  test("until the next news the place counts on as fast as the room says, and waits at 2", () => {
    const { time, tick, place } = waiting();
    tick({ nextTickSeconds: 200, placesPerSecond: 0.1 });
    time.pass(31);
    expect(place()).toBe(7);
    time.pass(170);
    expect(place()).toBe(2);
  });

  test("a page that hears nothing more counts on for a minute at most", () => {
    const { time, tick, place } = waiting();
    tick({ serving: -979, nextTickSeconds: 2, placesPerSecond: 1 });
    expect(place()).toBe(1000);
    time.pass(3600);
    expect(place()).toBe(940);
  });

  test("a place that was counted on a little too far is not taken back, and one that was far off is", () => {
    const { time, tick, place } = waiting();
    tick({ serving: -979, placesPerSecond: 4 });
    time.pass(5);
    expect(place()).toBe(980);
    tick({ serving: -974, placesPerSecond: 4 });
    expect(place()).toBe(980);
    time.pass(3);
    expect(place()).toBe(980);
    time.pass(2);
    expect(place()).toBe(975);
    tick({ serving: -969, placesPerSecond: 0 });
    time.pass(5);
    expect(place()).toBe(975);
    tick({ serving: -1000, placesPerSecond: 0 });
    expect(place()).toBe(1021);
  });

  test("after a new connection the place goes on being counted, from what its ticket says", () => {
    const { time, tick, ticket, place } = waiting();
    tick({ nextTickSeconds: 200, placesPerSecond: 0.1 });
    time.pass(31);
    ticket({ serving: 13, status: "waiting" });
    expect(place()).toBe(8);
    time.pass(20);
    expect(place()).toBe(6);
  });

  test("a line that stands shows the place that it was told", () => {
    const { time, tick, place } = waiting();
    tick({ state: "paused", placesPerSecond: 0 });
    time.pass(300);
    expect(place()).toBe(10);
  });

  test("frames that are no message are counted and change nothing", () => {
    const { sockets, store, place } = waiting();
    sockets.saysText("not json");
    sockets.saysText('{"type":"tick","room":"demo"}');
    expect(store.getState().ignoredFrames).toBe(2);
    expect(place()).toBe(10);
  });

  test("messages of another room change nothing", () => {
    const { tick, place } = waiting();
    tick({ room: "other", serving: 19 });
    expect(place()).toBe(10);
  });

  test("a join without an answer is sent again after 15 s, and then only after 30 s more", () => {
    const { sockets, time, joined } = page();
    sockets.opens();
    time.pass(15);
    expect(joined()).toHaveLength(2);
    sockets.says({ type: "pong" });
    time.pass(15);
    sockets.says({ type: "pong" });
    time.pass(14);
    expect(joined()).toHaveLength(2);
    time.pass(1);
    expect(joined()).toHaveLength(3);
  });

  test("a join after a lost connection is sent again until its ticket comes, refused or not, and the place stays", () => {
    const { sockets, time, joined, ticket, place } = waiting();
    sockets.drops();
    sockets.opens();
    sockets.says({ type: "error", code: "unavailable", message: "later" });
    time.pass(15);
    expect(joined()).toHaveLength(3);
    expect(place()).toBe(10);
    ticket({ status: "waiting" });
    time.pass(14);
    sockets.says({ type: "pong" });
    time.pass(14);
    sockets.says({ type: "pong" });
    time.pass(14);
    expect(joined()).toHaveLength(3);
  });

  test("a silent connection is pinged, and replaced when no pong comes", () => {
    const { sockets, time, store } = waiting();
    time.pass(21);
    expect(sockets.sent.at(-1)).toEqual({ action: "ping" });
    time.pass(10);
    expect(sockets.count()).toBe(2);
    time.pass(2);
    expect(store.getState().link.link).toBe("lost");
  });

  test("a connection on which the next tick comes in a minute is asked half a minute after it did not come", () => {
    const { sockets, time, tick } = waiting();
    const pinged = () => sockets.sent.at(-1)?.action === "ping";
    tick({ nextTickSeconds: 60 });
    time.pass(89);
    expect(pinged()).toBe(false);
    time.pass(2);
    expect(pinged()).toBe(true);
  });

  test("a pong keeps a silent connection", () => {
    const { sockets, time } = waiting();
    time.pass(21);
    sockets.says({ type: "pong" });
    time.pass(15);
    expect(sockets.count()).toBe(1);
  });

  test("a page that comes to the front with a lost connection reconnects at once", () => {
    const { sockets, around } = waiting();
    sockets.drops();
    around.wakes();
    expect(sockets.count()).toBe(2);
  });

  test("a page that is left stops its clock and closes its socket", () => {
    const { stop, sockets, time } = waiting();
    stop();
    expect(sockets.last().closed).toBe(true);
    expect(time.running()).toBe(0);
  });
});

describe("the room", () => {
  test("the title is known from the snapshot before the socket opens", async () => {
    const web = fakeHttp({ "GET /rooms/demo": () => snapshot({ title: "Night train" }) });
    const { store } = page({ web });
    await settled();
    expect(store.getState().facts).toMatchObject({ title: "Night train", holdSeconds: 120 });
    expect(store.getState().visit.stage).toBe("connecting");
  });

  test.each([
    ["far back", 300, 2],
    ["near the head", 200, 1],
  ])(
    "a page that comes back to a place %s, and knows of no pace, looks at the room %#",
    async (_, number, looks) => {
      const web = fakeHttp({ "GET /rooms/demo": () => snapshot() });
      const { sockets, time, ticket } = page({ web });
      sockets.opens();
      await settled();
      ticket({ number, serving: 1, issued: 400, status: "waiting" });
      for (let second = 0; second < 10; second += 1) {
        time.pass(1);
        await settled();
      }
      expect(web.asked.filter(({ path }) => path === "/rooms/demo")).toHaveLength(looks);
    },
  );

  test("a page that is loaded again counts on from what it kept", () => {
    const first = waiting();
    first.sockets.opens();
    first.ticket({ number: 1000, serving: 1, issued: 1100 });
    first.tick({ serving: 1, issued: 1100, nextTickSeconds: 60, placesPerSecond: 2 });
    expect(first.place()).toBe(1000);
    first.stop();
    first.time.pass(5);
    const again = page(first);
    again.time.pass(1);
    expect(again.place()).toBe(988);
  });

  describe("whose settings are changed while the page waits on a socket", () => {
    const asked = ({ web }: ReturnType<typeof page>) =>
      web.asked.filter(({ path }) => path === "/rooms/demo");
    /** A page that has seen the first version of the settings, and hears that there is another one. */
    async function hearsOfChange(chance: number, facts: Partial<Snapshot> = {}) {
      const web = fakeHttp({ "GET /rooms/demo": () => snapshot(facts) });
      const shown = waiting({ web, chance });
      await settled();
      shown.tick({ version: 1 });
      shown.time.pass(30);
      expect(asked(shown)).toHaveLength(1);
      web.answers["GET /rooms/demo"] = () =>
        snapshot({ at: shown.time.at(), issued: 30, ...facts, version: 2, confirm: true, title: "New" });
      shown.tick({ version: 2 });
      return shown;
    }
    const passes = async ({ time, tick }: ReturnType<typeof page>, seconds: number) => {
      for (let second = 0; second < seconds; second += 1) {
        time.pass(1);
        tick({ version: 2 });
        await settled();
      }
    };

    test("is looked at once more, and what it says now is shown", async () => {
      const shown = await hearsOfChange(0.5);
      await passes(shown, 20);
      expect(asked(shown)).toHaveLength(2);
      expect(shown.store.getState().facts).toMatchObject({ confirm: true, title: "New", version: 2 });
      expect(shown.place()).toBe(10);
    });

    test.each([
      ["N = 2 s, chance 0: not before copies of the old ones are gone", { tickSeconds: 2 }, 0, 2],
      ["N = 2 s: within 5 s from then on", { tickSeconds: 2 }, 0.999, 7],
      ["N = 60 s, chance 0", { tickSeconds: 60 }, 0, 60],
      ["N = 60 s: within one N from then on", { tickSeconds: 60 }, 0.999, 120],
    ])("%s", async (_, facts, chance, seconds) => {
      const shown = await hearsOfChange(chance, facts);
      await passes(shown, seconds - 1);
      expect(asked(shown)).toHaveLength(1);
      await passes(shown, 1);
      expect(asked(shown)).toHaveLength(2);
    });

    test("shows a new announcement with the next tick, without translations of another one, and with its own once it has looked", async () => {
      const shown = await hearsOfChange(0, { announcement: "Soon.", translations: { ko: "곧" } });
      const shownNow = () => {
        const { announcement, translations } = shown.store.getState();
        return [announcement, translations];
      };
      expect(shownNow()).toEqual(["", {}]);
      shown.web.answers["GET /rooms/demo"] = () =>
        snapshot({
          at: shown.time.at(),
          issued: 30,
          version: 2,
          announcement: "At noon.",
          translations: { ko: "정오에" },
        });
      const says = async (seconds: number) => {
        for (let second = 0; second < seconds; second += 1) {
          shown.tick({ version: 2, announcement: "At noon." });
          await settled();
          shown.time.pass(1);
        }
        await settled();
        return shownNow();
      };
      expect(await says(1)).toEqual(["At noon.", {}]);
      expect(await says(3)).toEqual(["At noon.", { ko: "정오에" }]);
      expect(await says(3)).toEqual(["At noon.", { ko: "정오에" }]);
      shown.tick({ version: 3, announcement: "At one." });
      expect(shownNow()).toEqual(["At one.", {}]);
      shown.tick({ version: 3 });
      expect(shownNow()).toEqual(["", {}]);
    });

    test("is looked at again when the answer was a copy from before the change", async () => {
      const shown = await hearsOfChange(0);
      const now = shown.web.answers["GET /rooms/demo"];
      shown.web.answers["GET /rooms/demo"] = () => snapshot();
      await passes(shown, 2);
      expect(asked(shown)).toHaveLength(2);
      if (now !== undefined) shown.web.answers["GET /rooms/demo"] = now;
      await passes(shown, 3);
      expect(shown.store.getState().facts).toMatchObject({ title: "New" });
    });
  });

  test("that could not be looked at is tried again, less and less often, until it answers", async () => {
    const { web, store, time, tick } = waiting();
    for (let second = 0; second < 60; second += 1) {
      time.pass(1);
      tick();
      await settled();
    }
    const tries = web.asked.filter(({ path }) => path === "/rooms/demo").length;
    expect(tries).toBeGreaterThanOrEqual(4);
    expect(tries).toBeLessThanOrEqual(7);
    web.answers["GET /rooms/demo"] = () => snapshot({ at: time.at(), issued: 30, holdSeconds: 60 });
    time.pass(30);
    await settled();
    expect(store.getState().facts).toMatchObject({ title: "Demo", holdSeconds: 60 });
  });

  test("a paused room keeps the place, and goes on when a tick says so", () => {
    const { tick, visit, place } = waiting();
    tick({ state: "paused" });
    expect(visit().stage).toBe("paused");
    expect(place()).toBe(10);
    tick({ state: "open" });
    expect(visit().stage).toBe("waiting");
  });

  test("a room that closes keeps the place of those in line", () => {
    const { tick, visit, place } = waiting();
    tick({ state: "closed" });
    expect(visit().stage).toBe("closed");
    expect(place()).toBe(10);
  });

  test("an announcement is shown with one tick and gone with a tick without it", () => {
    const { tick, store } = waiting();
    tick({ announcement: "Sector B is sold out." });
    expect(store.getState().announcement).toBe("Sector B is sold out.");
    tick();
    expect(store.getState().announcement).toBe("");
  });

  test.each([
    ["unknown_room", "unknown"],
    ["room_closed", "closed"],
    ["rate_limited", "trouble"],
    ["unavailable", "trouble"],
    ["bad_message", "trouble"],
  ] as const)("a join that is refused with %s leads to the stage %s", (code, stage) => {
    const { sockets, visit } = page();
    sockets.opens();
    sockets.says({ type: "error", code, message: code });
    expect(visit().stage).toBe(stage);
  });

  test("a join that was refused for the crowd is tried again by itself, with the same key", () => {
    const { sockets, time, joined } = page();
    sockets.opens();
    sockets.says({ type: "error", code: "rate_limited", message: "later" });
    time.pass(8);
    sockets.opens();
    expect(joined()).toHaveLength(2);
    expect(new Set(joined()).size).toBe(1);
  });

  test("an error while waiting changes nothing of the place", () => {
    const { sockets, visit } = waiting();
    sockets.says({ type: "error", code: "rate_limited", message: "later" });
    expect(visit().stage).toBe("waiting");
  });

  test("a room that began anew is told when a later tick has not issued the own number", () => {
    const { time, tick, visit } = waiting();
    time.pass(6);
    tick({ issued: 2, serving: 1 });
    expect(visit()).toEqual({ stage: "left", why: "reset" });
  });

  test("an end that nobody asked for is a reset if the room has not given out the number any more", async () => {
    const { web, end, visit } = waiting();
    web.answers["GET /rooms/demo"] = () => snapshot({ issued: 2 });
    end("left");
    await settled();
    expect(visit()).toEqual({ stage: "left", why: "reset" });
  });

  test("an end that nobody asked for came from another tab if the room still counts the number", async () => {
    const { web, end, visit } = waiting();
    web.answers["GET /rooms/demo"] = () => snapshot({ issued: 30 });
    end("left");
    await settled();
    expect(visit()).toEqual({ stage: "left", why: "elsewhere" });
  });

  test("a closed room is looked at, and joined by itself when it opens", async () => {
    const { web, sockets, time, joined, visit } = page();
    sockets.opens();
    sockets.says({ type: "error", code: "room_closed", message: "closed" });
    web.answers["GET /rooms/demo"] = () => snapshot({ state: "closed" });
    time.pass(15);
    await settled();
    expect(visit().stage).toBe("closed");
    web.answers["GET /rooms/demo"] = () => snapshot({ state: "open" });
    time.pass(15);
    await settled();
    sockets.opens();
    expect(joined()).toHaveLength(2);
    expect(visit().stage).toBe("connecting");
  });

  test("a room that drains is looked at, and not joined before it takes people in again", async () => {
    const { web, sockets, time, joined, visit, store } = page();
    sockets.opens();
    sockets.says({ type: "error", code: "room_closed", message: "nobody can join any more" });
    web.answers["GET /rooms/demo"] = () => snapshot({ state: "open", draining: true });
    time.pass(15);
    await settled();
    expect(visit()).toEqual({ stage: "closed" });
    expect(store.getState().facts.draining).toBe(true);
    time.pass(60);
    await settled();
    expect(joined()).toHaveLength(1);
    web.answers["GET /rooms/demo"] = () => snapshot({ state: "open" });
    time.pass(15);
    await settled();
    sockets.opens();
    expect(joined()).toHaveLength(2);
  });

  test("a tick that was overtaken by the own ticket is not taken for a reset", () => {
    const { tick, visit } = waiting();
    tick({ issued: 19 });
    expect(visit().stage).toBe("waiting");
  });
});

describe("the turn", () => {
  test("a turn counts down, and is over 8 s after its time though the room cannot be asked", () => {
    const { turn, time, visit, store } = waiting();
    turn(60);
    expect(visit()).toMatchObject({ stage: "turn", pass: "the-pass" });
    time.pass(67);
    expect(visit().stage).toBe("turn");
    expect(store.getState().nowMs).toBe(time.clock.nowMs());
    time.pass(1);
    expect(visit().stage).toBe("expired");
  });

  test("a reload during the turn gets the pass from the ticket, and nothing of it is kept in the browser", () => {
    const first = waiting();
    first.turn(60);
    first.stop();
    expect([...first.browser.kept.values()].join()).not.toContain("the-pass");
    const again = page(first);
    again.sockets.opens();
    again.ticket({ serving: 21, status: "admitted", pass: "the-pass", expiresAt: again.time.at(40) });
    expect(again.visit()).toMatchObject({ stage: "turn", pass: "the-pass" });
  });

  test("a server whose clock is ten minutes ahead leaves the visitor the whole turn", () => {
    const { ticket, time, sockets, visit } = page();
    sockets.opens();
    ticket({ at: time.at(600) });
    sockets.says({
      type: "turn",
      room: "demo",
      number: 20,
      lane: 0,
      pass: "p",
      expiresAt: time.at(660),
    });
    expect(visit()).toMatchObject({ expiresAtMs: time.clock.nowMs() + 60_000 });
  });

  test("a ticket that was overtaken by its own turn does not take the turn away", () => {
    const { turn, ticket, visit } = waiting();
    turn(60);
    ticket();
    ticket({ status: "waiting" });
    expect(visit()).toMatchObject({ stage: "turn", pass: "the-pass" });
  });

  test("a turn for another number changes nothing", () => {
    const { turn, visit } = waiting();
    turn(60, 21);
    expect(visit().stage).toBe("waiting");
  });

  test("a turn that did not arrive is asked for when two ticks in a row have gone past the number", () => {
    const { time, tick, ticket, joined, visit, place } = waiting();
    for (const serving of [20, 21, 22]) {
      expect(joined()).toHaveLength(1);
      time.pass(2);
      tick({ serving });
    }
    expect(joined()).toHaveLength(2);
    expect(new Set(joined()).size).toBe(1);
    expect(visit().stage).toBe("waiting");
    expect(place()).toBe(1);
    ticket({ serving: 22, status: "admitted", pass: "the-pass", expiresAt: time.at(50) });
    expect(visit()).toMatchObject({ stage: "turn", pass: "the-pass" });
  });

  test("an end that did not arrive either is heard of in the same way", () => {
    const { time, tick, ticket, visit } = waiting();
    for (const serving of [22, 23]) {
      time.pass(2);
      tick({ serving });
    }
    ticket({ serving: 23, status: "noshow" });
    expect(visit()).toEqual({ stage: "noshow" });
  });

  test.each(["open", "paused", "closed"] as const)(
    "who stays next for long in a room that is %s asks at every second tick, not more often, and sees no change",
    (state) => {
      const { time, tick, ticket, joined, visit, store } = waiting();
      const stage = state === "open" ? "waiting" : state;
      const seen = new Set<string>();
      time.pass(2);
      tick({ serving: 21, state });
      const stop = store.subscribe((now) => {
        const line = lineOf(now.visit);
        seen.add(`${now.visit.stage} ${line && placeAt(line, now.nowMs)}`);
      });
      for (let ticks = 2; ticks <= 10; ticks += 1) {
        const asked = joined().length;
        time.pass(2);
        tick({ serving: 21, state });
        if (joined().length > asked) ticket({ serving: 21, state, status: "waiting" });
      }
      stop();
      expect(joined()).toHaveLength(1 + 5);
      expect(visit().stage).toBe(stage);
      expect([...seen]).toEqual([`${stage} 1`]);
    },
  );

  test("an answer that is lost as well is asked for again two ticks later, whatever else is heard", () => {
    const { sockets, time, tick, joined } = waiting();
    for (let ticks = 1; ticks <= 5; ticks += 1) {
      time.pass(2);
      tick({ serving: 25 });
      sockets.says({ type: "pong" });
      sockets.says({ type: "error", code: "rate_limited", message: "later" });
    }
    expect(joined()).toHaveLength(1 + 2);
  });

  test.each([
    ["a line that comes up to the number and no further", [19, 20, 20, 20, 20]],
    ["one tick that is ahead of the turn", [19, 20, 21]],
    ["ticks past the number that do not follow each other", [21, 20, 21, 20, 21]],
  ])("%s is no reason to ask", (_, told) => {
    const { time, tick, joined } = waiting();
    for (const serving of told) {
      time.pass(2);
      tick({ serving });
    }
    expect(joined()).toHaveLength(1);
  });

  test("one tick before a ticket and one after it are no reason to ask", () => {
    const { time, tick, ticket, joined } = waiting();
    tick({ serving: 21 });
    ticket({ serving: 21, status: "waiting" });
    time.pass(2);
    tick({ serving: 21 });
    expect(joined()).toHaveLength(1);
  });

  test("a second tick that was computed before the first is no reason to ask", () => {
    const { time, tick, joined } = waiting();
    const early = time.at();
    time.pass(2);
    tick({ serving: 21 });
    tick({ serving: 21, at: early });
    expect(joined()).toHaveLength(1);
  });

  test("whose turn it is asks for nothing, however far the line goes", () => {
    const { time, tick, turn, joined } = waiting();
    tick({ serving: 21 });
    turn();
    for (let ticks = 1; ticks <= 6; ticks += 1) {
      time.pass(2);
      tick({ serving: 21 + ticks });
    }
    expect(joined()).toHaveLength(1);
  });

  test("a reservation is sent with the pass and confirmed", async () => {
    const { turn, web, store, visit } = waiting();
    web.answers["POST /rooms/demo/reservations"] = () => json({}, 201);
    turn();
    await store.reserve(" mina@example.com ");
    expect(web.asked.at(-1)).toMatchObject({
      headers: { authorization: "Bearer the-pass" },
      body: { email: "mina@example.com" },
    });
    expect(visit()).toEqual({ stage: "completed", reservedFor: "mina@example.com" });
  });

  test("the end of the visit that overtakes the answer to the reservation does not hide the confirmation", async () => {
    const { turn, end, web, store, visit } = waiting();
    web.answers["POST /rooms/demo/reservations"] = () => {
      end("completed");
      return json({}, 201);
    };
    turn();
    await store.reserve("mina@example.com");
    expect(visit()).toEqual({ stage: "completed", reservedFor: "mina@example.com" });
  });

  test("a second click while the reservation is under way sends nothing", async () => {
    const { turn, web, store } = waiting();
    web.answers["POST /rooms/demo/reservations"] = () => json({}, 201);
    turn();
    await Promise.all([store.reserve("a@example.com"), store.reserve("a@example.com")]);
    expect(web.asked.filter(({ path }) => path.endsWith("/reservations"))).toHaveLength(1);
  });

  test.each([
    [401, "unauthorized", { stage: "turn", request: { why: "pass" } }],
    [403, "wrong_room", { stage: "turn", request: { why: "pass" } }],
    [409, "already_done", { stage: "completed" }],
    [410, "visit_over", { stage: "expired" }],
    [422, "invalid", { stage: "turn", request: { why: "email" } }],
    [503, "unavailable", { stage: "turn", request: { why: "server" } }],
    [409, "of a proxy", { stage: "turn", request: { why: "server" } }],
    [410, "of a proxy", { stage: "turn", request: { why: "server" } }],
  ])("a reservation that is answered with %i %s leads to %o", async (status, code, expected) => {
    const { turn, web, store, visit } = waiting();
    web.answers["POST /rooms/demo/reservations"] = () =>
      problem(status, code, [{ field: "email", message: "must be an e-mail address" }]);
    turn();
    await store.reserve("nobody");
    expect(visit()).toMatchObject(expected);
  });

  test("a reservation without a network can be sent again, and the turn goes on", async () => {
    const { turn, store, visit } = waiting();
    turn();
    await store.reserve("mina@example.com");
    expect(visit()).toMatchObject({ stage: "turn", request: { why: "offline" } });
  });

  test("an empty address is refused without asking the server", async () => {
    const { turn, store, visit, web } = waiting();
    turn();
    const before = web.asked.length;
    await store.reserve("  ");
    expect(visit()).toMatchObject({ request: { why: "noEmail" } });
    expect(web.asked).toHaveLength(before);
  });

  test("a visitor who is done lets the next one in", async () => {
    const { turn, web, store, visit } = waiting();
    web.answers["POST /rooms/demo/visits/complete"] = () => new Response(null, { status: 204 });
    turn();
    await store.complete();
    expect(visit()).toEqual({ stage: "completed" });
  });
});

describe("the end", () => {
  test.each(["completed", "expired", "noshow", "left"] as const)(
    "an end with the outcome %s is the stage of that name, and the connection is closed",
    (outcome) => {
      const { turn, end, visit, sockets } = waiting();
      turn();
      end(outcome);
      expect(visit().stage).toBe(outcome);
      expect(sockets.last().closed).toBe(true);
    },
  );

  test("a key whose visit is over sees its outcome again after a reload", () => {
    const { sockets, ticket, visit } = page();
    sockets.opens();
    ticket({ status: "noshow" });
    expect(visit().stage).toBe("noshow");
  });

  test("what an earlier place's connection still says is not heard after joining again", () => {
    const { store, sockets, time, end, visit, ticket } = waiting();
    const earlier = sockets.last();
    end("left");
    store.joinAgain();
    const late: ServerMessage[] = [
      { type: "end", room: "demo", number: 20, outcome: "left" },
      { type: "turn", room: "demo", number: 20, lane: 0, pass: "old", expiresAt: time.at(60) },
    ];
    const says = () => {
      for (const message of late) earlier.events.heard(JSON.stringify(message));
    };
    says();
    expect(visit().stage).toBe("connecting");
    sockets.opens();
    says();
    expect(visit().stage).toBe("connecting");
    ticket({ number: 31, serving: 12, issued: 31 });
    says();
    expect(visit()).toMatchObject({ stage: "waiting", line: { number: 31 } });
  });

  test.each(["completed", "expired", "left", "noshow"] as const)(
    "an end with the outcome %s that comes twice, with a turn and a ticket behind it, is heard once",
    (outcome) => {
      const { turn, end, ticket, time, visit } = waiting();
      turn();
      end(outcome);
      const first = visit();
      end(outcome);
      turn();
      ticket({ status: "admitted", pass: "the-pass", expiresAt: time.at(60) });
      expect(visit()).toBe(first);
    },
  );

  test("the answer to a reservation of an earlier place does not touch the new one", async () => {
    const { turn, end, ticket, web, store, sockets, visit } = waiting();
    const answer = Promise.withResolvers<Response>();
    web.answers["POST /rooms/demo/reservations"] = () => answer.promise;
    turn();
    const reserved = store.reserve("mina@example.com");
    end("expired");
    store.joinAgain();
    sockets.opens();
    ticket({ number: 31, serving: 22, issued: 31 });
    answer.resolve(problem(410, "gone"));
    await reserved;
    expect(visit()).toMatchObject({ stage: "waiting", line: { number: 31 } });
    expect(sockets.last().closed).toBe(false);
  });

  test("an end for another number changes nothing", () => {
    const { end, visit } = waiting();
    end("left", 3);
    expect(visit().stage).toBe("waiting");
  });

  test("leaving is told to the server and shown as the visitor's own wish", () => {
    const { store, sockets, visit } = waiting();
    store.leave();
    expect(sockets.sent.at(-1)).toMatchObject({ action: "leave", room: "demo" });
    expect(visit()).toEqual({ stage: "left", why: "asked" });
    expect(sockets.last().closed).toBe(true);
  });

  test("leaving without a connection is told as soon as there is one", () => {
    const { store, sockets, visit } = waiting();
    sockets.drops();
    store.leave();
    expect(visit()).toEqual({ stage: "left", why: "asked" });
    sockets.opens();
    expect(sockets.sent.at(-1)).toMatchObject({ action: "leave" });
    expect(sockets.last().closed).toBe(true);
  });

  test("joining again takes a new key", () => {
    const { store, sockets, end, joined, visit } = waiting();
    end("expired");
    store.joinAgain();
    expect(visit().stage).toBe("connecting");
    sockets.opens();
    expect(joined()).toHaveLength(2);
    expect(new Set(joined()).size).toBe(2);
  });

  test("joining again while still in line changes nothing", () => {
    const { store, sockets } = waiting();
    store.joinAgain();
    expect(sockets.count()).toBe(1);
  });
});
