import { lineOf } from "@fairline/client/visit";
import { describe, expect, test } from "vitest";
import { page, waiting } from "./visitorPage.ts";
import { json, problem, settled } from "./world.ts";

const confirm = "POST /rooms/demo/tickets/me/confirm";
const defer = "POST /rooms/demo/tickets/me/defer";

/** A page whose visitor is being called. */
function called(seconds = 15) {
  const shown = waiting();
  shown.call(seconds);
  return shown;
}

describe("a call", () => {
  test("shows by when it must be answered, in local time, and keeps the line", () => {
    const { visit, time, place } = called(15);
    expect(visit()).toMatchObject({
      stage: "called",
      confirmByMs: time.clock.nowMs() + 15_000,
      lastChance: false,
      request: { kind: "none" },
    });
    expect(place()).toBe(10);
  });

  test("by a server whose clock is ten minutes ahead leaves the visitor the whole time", () => {
    const { sockets, ticket, time, visit } = page();
    sockets.opens();
    ticket({ at: time.at(600), confirmBy: time.at(615) });
    expect(visit()).toMatchObject({ stage: "called", confirmByMs: time.clock.nowMs() + 15_000 });
  });

  test("that is answered lets the visitor in by the answer alone", async () => {
    const { web, time, store, ticketNow, visit } = called();
    web.answers[confirm] = () =>
      json(ticketNow({ status: "admitted", pass: "the-pass", expiresAt: time.at(60) }));
    await store.confirm();
    expect(web.asked.at(-1)).toMatchObject({ headers: { authorization: "Bearer r" }, body: undefined });
    expect(visit()).toMatchObject({ stage: "turn", pass: "the-pass", request: { kind: "none" } });
  });

  test("that is answered twice at once is sent once", async () => {
    const { web, store, visit } = called();
    const sent = [store.confirm(), store.confirm()];
    expect(visit()).toMatchObject({ request: { kind: "sent", what: "confirm" } });
    await Promise.all(sent);
    expect(web.asked.filter(({ path }) => path.endsWith("/confirm"))).toHaveLength(1);
  });

  test("whose answer is lost can be answered again", async () => {
    const { store, visit } = called();
    await store.confirm();
    expect(visit()).toMatchObject({ stage: "called", request: { kind: "refused", why: "offline" } });
  });

  test.each([
    [404, "unknown_ticket"],
    [410, "moved"],
  ])("whose answer is %i %s is no failure: the ticket is asked for at once", async (status, code) => {
    const { web, store, visit, joined } = called();
    web.answers[confirm] = () => problem(status, code);
    await store.confirm();
    expect(visit()).toMatchObject({ stage: "called", request: { kind: "none" } });
    expect(joined()).toHaveLength(2);
  });

  test("that a proxy refuses with 410 can be answered again", async () => {
    const { web, store, visit, joined } = called();
    web.answers[confirm] = () => new Response("<h1>Gone</h1>", { status: 410 });
    await store.confirm();
    expect(visit()).toMatchObject({ stage: "called", request: { kind: "refused", why: "server" } });
    expect(joined()).toHaveLength(1);
  });

  test("is answered by the turn that overtakes the answer, and the late answer changes nothing", async () => {
    const { web, store, turn, visit } = called();
    web.answers[confirm] = () => {
      turn(60);
      return problem(503, "unavailable");
    };
    await store.confirm();
    expect(visit()).toMatchObject({ stage: "turn", pass: "the-pass", request: { kind: "none" } });
  });

  test("stays through ticks, also when the line goes on and the room is paused", () => {
    const { time, tick, visit, joined } = called();
    for (const serving of [21, 22, 23, 24]) {
      time.pass(2);
      tick({ serving, state: "paused" });
    }
    expect(visit()).toMatchObject({ stage: "called", line: { serving: 24 } });
    expect(joined()).toHaveLength(1);
  });

  test("stays when a ticket comes that was written before it", () => {
    const { ticket, visit } = called();
    ticket({ status: "waiting" });
    expect(visit().stage).toBe("called");
  });

  test("is over when a ticket says so that was written after its time", () => {
    const { time, ticket, visit } = called(15);
    time.pass(16);
    ticket({ status: "waiting" });
    expect(visit().stage).toBe("waiting");
  });

  test("is there again after a reload", () => {
    const { sockets, ticket, time, visit } = page();
    sockets.opens();
    ticket({ status: "waiting", confirmBy: time.at(9), lastChance: true });
    expect(visit()).toMatchObject({ stage: "called", lastChance: true });
  });

  test("of which nothing more is heard is asked about soon after its time, every 5 s", () => {
    const { time, joined } = called(15);
    time.pass(16);
    expect(joined()).toHaveLength(1);
    time.pass(1);
    expect(joined()).toHaveLength(2);
    time.pass(4);
    expect(joined()).toHaveLength(2);
    time.pass(1);
    expect(joined()).toHaveLength(3);
  });

  test("that comes after its own turn changes nothing", () => {
    const { turn, call, visit } = waiting();
    turn(60);
    call(15);
    expect(visit()).toMatchObject({ stage: "turn", pass: "the-pass" });
  });

  test("for another number changes nothing", () => {
    const { call, visit } = waiting();
    call(15, { number: 21 });
    expect(visit().stage).toBe("waiting");
  });

  test("can be answered by leaving", async () => {
    const { store, sockets, turn, visit } = called();
    store.leave();
    turn(60);
    expect(visit()).toEqual({ stage: "left", why: "asked" });
    expect(sockets.sent.at(-1)).toMatchObject({ action: "leave" });
  });

  test("an answer that comes after leaving does not bring the visitor back", async () => {
    const { web, store, time, ticketNow, visit } = called();
    const answer = Promise.withResolvers<Response>();
    web.answers[confirm] = () => answer.promise;
    const confirmed = store.confirm();
    store.leave();
    answer.resolve(json(ticketNow({ status: "admitted", pass: "the-pass", expiresAt: time.at(60) })));
    await confirmed;
    expect(visit()).toEqual({ stage: "left", why: "asked" });
  });
});

describe("a missed call", () => {
  test("keeps the place until the time that the room names", () => {
    const { missed, visit, time } = called();
    missed(120);
    expect(visit()).toMatchObject({ stage: "missed", untilMs: time.clock.nowMs() + 120_000 });
  });

  test("is made good by saying I'm here: the visitor waits, and the next call is the last", async () => {
    const { missed, web, store, ticketNow, visit, call } = called();
    missed();
    web.answers[confirm] = () => json(ticketNow({ status: "waiting", lastChance: true }));
    await store.confirm();
    expect(visit()).toMatchObject({ stage: "waiting", line: { lastChance: true } });
    call(15, { lastChance: true });
    expect(visit()).toMatchObject({ stage: "called", lastChance: true });
  });

  test("that is told late does not take back what a newer ticket says", () => {
    const { missed, ticket, visit } = called();
    ticket({ status: "waiting", lastChance: true });
    expect(visit().stage).toBe("waiting");
    missed();
    expect(visit().stage).toBe("waiting");
  });

  test("that is told late does not take back the second call", () => {
    const { call, missed, visit } = called();
    call(15, { lastChance: true });
    missed();
    expect(visit()).toMatchObject({ stage: "called", lastChance: true });
  });

  test("is not undone by its own call, or by a ticket from before it", () => {
    const { call, missed, ticket, visit } = called();
    missed();
    call(15);
    ticket({ status: "waiting" });
    expect(visit().stage).toBe("missed");
  });

  test("whose I'm here is refused late leaves the newer call alone", async () => {
    const { call, missed, web, store, visit } = called();
    missed();
    web.answers[confirm] = () => {
      call(15, { lastChance: true });
      return problem(503, "unavailable");
    };
    await store.confirm();
    expect(visit()).toMatchObject({ stage: "called", lastChance: true, request: { kind: "none" } });
  });

  test("that came while the answer to the call was under way is shown, and the late answer counts", async () => {
    const { missed, web, store, ticketNow, visit } = called();
    web.answers[confirm] = () => {
      missed();
      return json(ticketNow({ status: "waiting", lastChance: true }));
    };
    await store.confirm();
    expect(visit()).toMatchObject({ stage: "waiting", line: { lastChance: true } });
  });

  test("is there again after a reload, and ends as a no-show", () => {
    const { sockets, ticket, time, visit, end } = page();
    sockets.opens();
    ticket({ status: "waiting", missedUntil: time.at(60), lastChance: true });
    expect(visit().stage).toBe("missed");
    end("noshow");
    expect(visit()).toEqual({ stage: "noshow" });
  });
});

describe("letting others go ahead", () => {
  test("the place is counted from the number that the room names, at once", async () => {
    const { web, store, ticketNow, place, visit } = waiting();
    web.answers[defer] = () => json(ticketNow({ deferredTo: 25 }));
    await store.defer(5);
    expect(web.asked.at(-1)).toMatchObject({ body: { places: 5 } });
    expect(place()).toBe(15);
    expect(lineOf(visit())).toMatchObject({ number: 20, deferredTo: 25 });
    expect(store.getState().deferral).toEqual({ kind: "none" });
  });

  test("a tick that overtakes the answer keeps its figures, and the answer counts", async () => {
    const { web, time, tick, store, ticketNow, place } = waiting();
    const answer = ticketNow({ deferredTo: 25 });
    time.pass(1);
    web.answers[defer] = () => {
      tick({ serving: 13 });
      return json(answer);
    };
    await store.defer(5);
    expect(place()).toBe(13);
  });

  test("an older ticket does not take it back", async () => {
    const { web, time, ticket, store, ticketNow, place } = waiting();
    const early = time.at();
    time.pass(2);
    web.answers[defer] = () => json(ticketNow({ deferredTo: 25 }));
    await store.defer(5);
    ticket({ at: early });
    expect(place()).toBe(15);
  });

  test("a line that goes past the number, but not past the deferred place, is no reason to ask", () => {
    const { time, ticket, tick, joined, place } = waiting();
    ticket({ deferredTo: 25 });
    for (const serving of [21, 22, 23]) {
      time.pass(2);
      tick({ serving });
    }
    expect(joined()).toHaveLength(1);
    // 23, 24 and 25 are ahead.
    expect(place()).toBe(4);
  });

  test("the other tab follows by its ticket", () => {
    const { ticket, place } = waiting();
    ticket({ status: "waiting", deferredTo: 28 });
    expect(place()).toBe(18);
  });

  test.each([
    [409, "nobody_behind", "nobodyBehind"],
    [409, "not_waiting", "notWaiting"],
    [503, "unavailable", "server"],
  ])("a refusal with %i %s is told as %s, and the place stays", async (status, code, why) => {
    const { web, store, place } = waiting();
    web.answers[defer] = () => problem(status, code);
    await store.defer(5);
    expect(store.getState().deferral).toEqual({ kind: "refused", why });
    expect(place()).toBe(10);
  });

  test("a refusal can be put away, but what is under way cannot", async () => {
    const { store } = waiting();
    const refused = store.defer(5);
    store.endDeferral();
    expect(store.getState().deferral).toEqual({ kind: "sent" });
    await refused;
    expect(store.getState().deferral.kind).toBe("refused");
    store.endDeferral();
    expect(store.getState().deferral).toEqual({ kind: "none" });
  });

  test("without a network it can be asked for again", async () => {
    const { web, store, ticketNow } = waiting();
    await store.defer(5);
    expect(store.getState().deferral).toEqual({ kind: "refused", why: "offline" });
    web.answers[defer] = () => json(ticketNow({ deferredTo: 25 }));
    await store.defer(5);
    expect(store.getState().deferral).toEqual({ kind: "none" });
  });

  test("an answer for an earlier place does not touch the new one", async () => {
    const { web, store, end, sockets, ticket, ticketNow, visit } = waiting();
    const answer = Promise.withResolvers<Response>();
    web.answers[defer] = () => answer.promise;
    const deferred = store.defer(5);
    end("left");
    store.joinAgain();
    sockets.opens();
    ticket({ number: 31, serving: 12, issued: 31 });
    answer.resolve(json(ticketNow({ deferredTo: 25 })));
    await deferred;
    await settled();
    expect(visit()).toMatchObject({ line: { number: 31 } });
    expect(store.getState().deferral).toEqual({ kind: "none" });
  });
});
