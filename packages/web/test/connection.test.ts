import { lineOf } from "@fairline/client/visit";
import { describe, expect, test } from "vitest";
import { page, snapshot, waiting } from "./visitorPage.ts";
import { fakeClock, fakeHttp, settled } from "./world.ts";

describe("a connection that is lost", () => {
  test("and is back within 2 s is not told of at all", () => {
    const { sockets, time, store } = waiting();
    const seen = new Set<string>();
    store.subscribe(({ link }) => seen.add(link.link));
    sockets.drops();
    time.pass(1);
    sockets.opens();
    time.pass(10);
    expect([...seen]).toEqual(["up"]);
  });

  test("for longer is told of, and when it is back that is told, too", () => {
    const { sockets, time, store } = waiting();
    sockets.drops();
    time.pass(2);
    expect(store.getState().link.link).toBe("lost");
    sockets.opens();
    expect(store.getState().link.link).toBe("found");
  });

  test("because the network is gone is told of at once, and not trusted any more", () => {
    const { around, sockets, store } = waiting();
    around.goesOffline();
    expect(store.getState().link.link).toBe("lost");
    expect(sockets.count()).toBe(2);
    sockets.opens();
    expect(store.getState().link.link).toBe("found");
  });
});

describe("a machine that slept", () => {
  test("asks on waking whether its connection lives, and replaces one that is silent for 3 s", () => {
    const { time, sockets, joined } = waiting();
    time.sleeps(3600);
    expect(sockets.sent.at(-1)).toEqual({ action: "ping" });
    time.pass(2);
    expect(sockets.count()).toBe(1);
    time.pass(1);
    expect(sockets.count()).toBe(2);
    sockets.opens();
    expect(joined()).toHaveLength(2);
    expect(new Set(joined()).size).toBe(1);
  });

  test("keeps a connection that answers", () => {
    const { time, sockets } = waiting();
    time.sleeps(3600);
    sockets.says({ type: "pong" });
    time.pass(10);
    expect(sockets.count()).toBe(1);
  });

  test("and whose hidden page only beats late, but hears the room, asks nothing", () => {
    const { time, sockets, tick } = waiting();
    for (let minutes = 0; minutes < 5; minutes += 1) time.sleeps(60, () => tick());
    expect(sockets.sent.some(({ action }) => action === "ping")).toBe(false);
  });

  test("for 5 s has not slept", () => {
    const { time, sockets } = waiting();
    time.sleeps(5);
    expect(sockets.sent.some(({ action }) => action === "ping")).toBe(false);
  });
});

test("a page that comes to the front asks whether its connection lives", () => {
  const { around, time, sockets } = waiting();
  around.wakes();
  expect(sockets.sent.at(-1)).toEqual({ action: "ping" });
  time.pass(3);
  expect(sockets.count()).toBe(2);
});

describe("the first paint", () => {
  const room = (time = fakeClock()) =>
    fakeHttp({ "GET /rooms/demo": () => snapshot({ at: time.at(), issued: 30, serving: 15, waiting: 14 }) });

  test("a newcomer sees how many wait before there is a ticket, and then the ticket alone", async () => {
    const { store, sockets, ticket, visit } = page({ web: room() });
    await settled();
    expect(visit().stage).toBe("connecting");
    expect(store.getState().early).toEqual({ waiting: 14 });
    sockets.opens();
    ticket();
    expect(store.getState().early).toBeUndefined();
  });

  test("a reload shows the last line at once, brought up to date by the snapshot, and says it is opening", async () => {
    const first = waiting();
    first.tick({ serving: 12 });
    first.stop();
    const { time } = first;
    const again = page({ ...first, web: room(time) });
    expect(again.place()).toBe(9);
    expect(again.store.getState().link.link).toBe("opening");
    time.pass(1);
    await settled();
    expect(again.place()).toBe(6);
    expect(again.store.getState().link.link).toBe("opening");
  });

  test("the line that was kept gives way to whatever the room says", () => {
    const first = waiting();
    first.stop();
    const again = page(first);
    again.sockets.opens();
    again.ticket({ number: 31, serving: 12, issued: 31 });
    expect(again.visit()).toMatchObject({ stage: "waiting", line: { number: 31 } });
  });

  test("a line from before a reset is not shown, and the room is asked for a new place", async () => {
    const first = waiting();
    first.stop();
    first.time.pass(60);
    const web = fakeHttp({ "GET /rooms/demo": () => snapshot({ at: first.time.at(), issued: 3 }) });
    const again = page({ ...first, web });
    await settled();
    expect(again.visit().stage).toBe("connecting");
    again.sockets.opens();
    expect(again.joined()).toHaveLength(1);
  });

  test("a line that is older than the room holds a place is not shown", () => {
    const first = waiting();
    first.stop();
    first.time.pass(121);
    expect(page(first).visit().stage).toBe("connecting");
  });

  test.each(["completed", "expired", "noshow", "left"] as const)(
    "a place that has ended as %s is not shown again",
    (outcome) => {
      const first = waiting();
      first.end(outcome);
      first.stop();
      expect(page(first).visit().stage).toBe("connecting");
    },
  );

  test("a deferred place is restored as it was", () => {
    const first = waiting();
    first.ticket({ deferredTo: 25 });
    first.stop();
    const again = page(first);
    expect(again.place()).toBe(15);
    expect(lineOf(again.visit())).toMatchObject({ number: 20, deferredTo: 25 });
  });

  test.each([
    ["since when the visitor waits", "since", { atMs: 8.7e15 }],
    ["since when the visitor waits, before all time", "since", { atMs: -1 }],
    ["the first place", "since", { place: 1e15 }],
    ["the time of the ticket", "line", { ticketAtMs: 8.7e15 }],
    ["the pace", "line", { paceSeconds: 1e300 }],
    ["the end of the line", "line", { issued: 1e15 }],
  ])("%s is not taken from what is kept and cannot be", (_, name, wrong) => {
    const first = waiting();
    first.stop();
    const { kept } = first.browser;
    const keptName = `fairline:demo:${name}`;
    kept.set(keptName, JSON.stringify({ ...JSON.parse(kept.get(keptName) ?? "{}"), ...wrong }));
    const again = page(first);
    expect(again.visit().stage).toBe(name === "line" ? "connecting" : "waiting");
    again.sockets.opens();
    again.ticket();
    const nowMs = first.time.clock.nowMs();
    expect(lineOf(again.visit())).toMatchObject({ firstPlace: 10, sinceMs: nowMs, ticketAtMs: nowMs });
  });

  test("what is kept and is no line is not shown", () => {
    const first = waiting();
    first.stop();
    first.browser.kept.set("fairline:demo:line", '{"number":"20"}');
    expect(page(first).visit().stage).toBe("connecting");
  });
});

describe("two tabs", () => {
  test("show the same, and one acts", () => {
    const first = waiting();
    const second = waiting(first);
    expect([first, second].map(({ store }) => store.getState().acting)).toEqual([true, false]);
    expect(second.place()).toBe(first.place());
  });

  test("the visitor can act in the other, by asking for it or by turning to it", () => {
    const first = waiting();
    const second = waiting(first);
    const acting = () => [first, second].map(({ store }) => store.getState().acting);
    second.store.actHere();
    expect(acting()).toEqual([false, true]);
    first.around.isTurnedTo();
    expect(acting()).toEqual([true, false]);
  });

  test("the other acts when the one is closed", () => {
    const first = waiting();
    const second = waiting(first);
    first.stop();
    expect(second.store.getState().acting).toBe(true);
  });
});
