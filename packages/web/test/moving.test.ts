import { describe, expect, test } from "vitest";
import { page, waiting } from "./visitorPage.ts";
import { type Asked, json, problem, settled } from "./world.ts";

const handover = "POST /rooms/demo/tickets/me/handover";
const handovers = "POST /rooms/demo/handovers";
const code = "abcdefghijklmnop";

/** A page whose visitor has asked for a code. */
async function offering() {
  const shown = waiting();
  const expiresAt = shown.time.at(600);
  shown.web.answers[handover] = () => json({ code, expiresAt }, 201);
  await shown.store.handOver();
  return shown;
}

describe("the device that hands over", () => {
  test("shows an address with the code for as long as the code is good", async () => {
    const { store, time, web } = await offering();
    expect(web.asked.at(-1)?.headers).toMatchObject({ authorization: "Bearer r" });
    expect(store.getState().handover).toEqual({
      kind: "offered",
      url: `https://line.example/r/demo#move=${code}`,
      expiresAtMs: time.clock.nowMs() + 600_000,
    });
    time.pass(599);
    expect(store.getState().handover.kind).toBe("offered");
    time.pass(1);
    expect(store.getState().handover).toEqual({ kind: "none" });
  });

  test("can put the code away, also before it has come", async () => {
    const { store } = await offering();
    store.endHandOver();
    expect(store.getState().handover).toEqual({ kind: "none" });
    const asked = store.handOver();
    store.endHandOver();
    await asked;
    expect(store.getState().handover).toEqual({ kind: "none" });
  });

  test("takes the code away when the turn comes", async () => {
    const { store, turn } = await offering();
    turn(60);
    expect(store.getState().handover).toEqual({ kind: "none" });
  });

  test("takes the code away when it is called, and does not show it again when it waits again", async () => {
    const { store, call, ticket, time, visit } = await offering();
    call(15);
    expect(store.getState().handover).toEqual({ kind: "none" });
    time.pass(20);
    ticket({ status: "waiting", lastChance: true });
    expect(visit().stage).toBe("waiting");
    expect(store.getState().handover).toEqual({ kind: "none" });
  });

  test("takes a code away that was asked for before a missed call, and comes after it", async () => {
    const { store, web, time, call, missed } = waiting();
    const answer = Promise.withResolvers<Response>();
    web.answers[handover] = () => answer.promise;
    const asked = store.handOver();
    call(15);
    missed();
    answer.resolve(json({ code, expiresAt: time.at(600) }, 201));
    await asked;
    expect(store.getState().handover).toEqual({ kind: "none" });
  });

  test.each([
    [409, "not_waiting", "notWaiting"],
    [503, "unavailable", "server"],
  ])("is told of a refusal with %i %s as %s", async (status, problemCode, why) => {
    const { store, web } = waiting();
    web.answers[handover] = () => problem(status, problemCode);
    await store.handOver();
    expect(store.getState().handover).toEqual({ kind: "refused", why });
  });

  test("has no place any more when it has moved, and only a new key leaves that", async () => {
    const { store, moved, end, ticket, turn, visit, sockets, joined } = await offering();
    const { last } = sockets;
    const old = last();
    moved();
    expect(visit()).toEqual({ stage: "moved" });
    expect(store.getState().handover).toEqual({ kind: "none" });
    expect(old.closed).toBe(true);
    end("left");
    ticket();
    turn();
    expect(visit()).toEqual({ stage: "moved" });
    store.joinAgain();
    sockets.opens();
    expect(new Set(joined()).size).toBe(2);
  });

  test("does not lose a new place of the same number, in a room that was reset, to what an older socket says", () => {
    const { store, sockets, time, tick, ticket, visit } = waiting();
    const old = sockets.last();
    time.pass(6);
    tick({ issued: 2, serving: 1 });
    expect(visit()).toEqual({ stage: "left", why: "reset" });
    store.joinAgain();
    sockets.opens();
    ticket();
    old.events.heard(JSON.stringify({ type: "moved", room: "demo", number: 20 }));
    expect(visit()).toMatchObject({ stage: "waiting", line: { number: 20 } });
  });

  test("hears on a reload, too, that the place has moved", () => {
    const { sockets, moved, visit } = page();
    sockets.opens();
    moved();
    expect(visit()).toEqual({ stage: "moved" });
  });
});

describe("the device that takes over", () => {
  const fragment = `move=${code}`;
  const keysSent = (asked: readonly Asked[]) =>
    asked.filter(({ path }) => path.endsWith("/handovers")).map(({ body }) => (body as { key: string }).key);

  test("joins nothing until the visitor decides", () => {
    const { visit, sockets, time, web } = page({ fragment });
    time.pass(30);
    expect(visit()).toEqual({ stage: "takeover", code, request: { kind: "none" } });
    expect(sockets.count()).toBe(0);
    expect(web.asked.map(({ method }) => method)).not.toContain("POST");
  });

  test("takes the place with a new key, which it keeps, and shows it at once", async () => {
    const { store, web, ticketNow, place, sockets, joined, browser, address } = page({ fragment });
    web.answers[handovers] = () => json(ticketNow());
    await store.takeOver();
    const key = browser.kept.get("fairline:demo:key");
    expect(web.asked.at(-1)?.body).toEqual({ code, key });
    expect(place()).toBe(10);
    expect(address.fragment()).toBe("");
    sockets.opens();
    expect(joined()).toEqual([key]);
  });

  test("keeps its own key, and its own place, when the code is over", async () => {
    const first = waiting();
    first.stop();
    const { store, web, visit, joined, sockets, ticket, place, address } = page({ ...first, fragment });
    web.answers[handovers] = () => problem(410, "handover_over");
    await store.takeOver();
    expect(visit()).toMatchObject({ stage: "takeover", request: { kind: "refused", why: "over" } });
    store.declineTakeOver();
    expect(address.fragment()).toBe("");
    sockets.opens();
    ticket({ status: "waiting" });
    expect(joined()).toEqual(first.joined());
    expect(place()).toBe(10);
  });

  test("takes the code out of the address at once, and asks again after a reload of this tab alone", () => {
    const { address, tabMemory, browser } = page({ fragment });
    expect(address.fragment()).toBe("");
    expect(page({ browser, tabMemory }).visit()).toMatchObject({ stage: "takeover", code });
    expect(page({ browser }).visit().stage).toBe("connecting");
  });

  test.each(["taken over", "declined", "found to be over"])(
    "asks no more once the place was %s",
    async (how) => {
      const { store, web, ticketNow, browser, tabMemory } = page({ fragment });
      web.answers[handovers] = () =>
        how === "taken over" ? json(ticketNow()) : problem(410, "handover_over");
      if (how === "declined") store.declineTakeOver();
      else await store.takeOver();
      expect(page({ browser, tabMemory }).visit().stage).not.toBe("takeover");
    },
  );

  test("asks for the place of another code when that one comes", () => {
    const { address, visit } = page({ fragment });
    address.becomes("move=qrstuvwxyzabcdef");
    expect(visit()).toMatchObject({ stage: "takeover", code: "qrstuvwxyzabcdef" });
  });

  test.each([
    [410, "handover_over"],
    [409, "key_taken"],
  ])(
    "tries with a fresh key after %i: the other one is bound to a place that it does not hold",
    async (status, refusal) => {
      const { store, web, ticketNow, place, address } = page({ fragment });
      web.answers[handovers] = () => problem(status, refusal);
      await store.takeOver();
      await store.takeOver();
      address.becomes("move=qrstuvwxyzabcdef");
      web.answers[handovers] = () => json(ticketNow());
      await store.takeOver();
      expect(place()).toBe(10);
      expect(new Set(keysSent(web.asked)).size).toBe(3);
    },
  );

  describe("and has a place of its own", () => {
    const mine = "DELETE /rooms/demo/tickets/me";
    const leaves = ({ sockets }: ReturnType<typeof page>) =>
      sockets.sent.filter(({ action }) => action === "leave").map(({ key }) => key);

    test("says so before, also after a reload, and not where the place is lost by now", () => {
      const shown = waiting();
      shown.address.becomes(fragment);
      expect(shown.visit()).toMatchObject({ stage: "takeover", ownNumber: 20 });
      shown.stop();
      expect(page({ ...shown, fragment }).visit()).toMatchObject({ stage: "takeover", ownNumber: 20 });
      shown.time.pass(130);
      expect(page({ ...shown, fragment }).visit()).not.toHaveProperty("ownNumber");
    });

    test("gives it up by its own token, once the other one is there", async () => {
      const shown = waiting();
      const { address, web, store, ticketNow, visit } = shown;
      web.answers[mine] = () => new Response(null, { status: 204 });
      web.answers[handovers] = () => json(ticketNow({ number: 15, resume: "taken" }));
      address.becomes(fragment);
      expect(web.asked.some(({ method }) => method === "DELETE")).toBe(false);
      await store.takeOver();
      await settled();
      expect(visit()).toMatchObject({ stage: "waiting", line: { number: 15 } });
      const told = web.asked.filter(({ method }) => method === "DELETE");
      expect(told.map(({ headers }) => headers)).toEqual([{ authorization: "Bearer r" }]);
      shown.sockets.opens();
      expect(leaves(shown)).toEqual([]);
    });

    test.each(["the token is not known", "there was no answer"])(
      "gives it up over the socket where %s",
      async (why) => {
        const first = waiting();
        const [ownKey] = first.joined();
        if (why === "the token is not known") first.stop();
        else first.address.becomes(fragment);
        const shown = why === "the token is not known" ? page({ ...first, fragment }) : first;
        const { web, store, ticketNow, sockets, joined, browser, end, visit } = shown;
        web.answers[handovers] = () => json(ticketNow({ number: 15 }));
        await store.takeOver();
        await settled();
        sockets.opens();
        expect(leaves(shown)).toEqual([ownKey]);
        expect(joined().at(-1)).toBe(browser.kept.get("fairline:demo:key"));
        expect(joined().at(-1)).not.toBe(ownKey);
        // Whatever the room says to that, the place that was taken stays.
        end("left");
        sockets.says({ type: "error", code: "bad_message", message: "key: it has no place in this room" });
        expect(visit()).toMatchObject({ stage: "waiting", line: { number: 15 } });
        sockets.drops();
        sockets.opens();
        expect(leaves(shown)).toHaveLength(1);
      },
    );

    test("does not give it up where the code was for this very place", async () => {
      const shown = waiting();
      const { address, web, store, ticketNow, sockets, place } = shown;
      web.answers[handovers] = () => json(ticketNow());
      address.becomes(fragment);
      await store.takeOver();
      await settled();
      sockets.opens();
      expect(web.asked.some(({ method }) => method === "DELETE")).toBe(false);
      expect(leaves(shown)).toEqual([]);
      expect(place()).toBe(10);
    });

    test("keeps it where the other one is declined, or over", async () => {
      const shown = waiting();
      const { address, web, store, sockets } = shown;
      web.answers[handovers] = () => problem(410, "handover_over");
      address.becomes(fragment);
      await store.takeOver();
      store.declineTakeOver();
      await settled();
      sockets.opens();
      expect(web.asked.some(({ method }) => method === "DELETE")).toBe(false);
      expect(leaves(shown)).toEqual([]);
    });
  });

  test("sends the same key again after a reload, too, when no answer came", async () => {
    const { store, web, browser, tabMemory, ticketNow } = page({ fragment });
    await store.takeOver();
    const again = page({ browser, tabMemory, web });
    web.answers[handovers] = () => json(ticketNow());
    await again.store.takeOver();
    expect(again.place()).toBe(10);
    expect(keysSent(web.asked)).toHaveLength(2);
    expect(new Set(keysSent(web.asked)).size).toBe(1);
  });

  test("sends the same key again when no answer came: the place may have moved to it", async () => {
    const { store, web, ticketNow, visit, place } = page({ fragment });
    await store.takeOver();
    expect(visit()).toMatchObject({ stage: "takeover", request: { kind: "refused", why: "offline" } });
    web.answers[handovers] = () => json(ticketNow());
    await store.takeOver();
    expect(keysSent(web.asked)).toHaveLength(2);
    expect(new Set(keysSent(web.asked)).size).toBe(1);
    expect(place()).toBe(10);
  });

  test("does not change its mind while the place is on its way", async () => {
    const { store, web, ticketNow, place } = page({ fragment });
    const answer = Promise.withResolvers<Response>();
    web.answers[handovers] = () => answer.promise;
    const taken = store.takeOver();
    store.declineTakeOver();
    expect(store.getState().visit.stage).toBe("takeover");
    answer.resolve(json(ticketNow()));
    await taken;
    expect(place()).toBe(10);
  });

  test("goes on asking when another tab takes a new key", () => {
    const first = waiting();
    const { visit, sockets } = page({ ...first, fragment });
    first.end("left");
    first.store.joinAgain();
    expect(visit().stage).toBe("takeover");
    expect(sockets.count()).toBe(0);
  });

  test("asks, too, when the code comes to a page that is open already", () => {
    const { address, visit, sockets } = waiting();
    address.becomes(fragment);
    expect(visit().stage).toBe("takeover");
    expect(sockets.last().closed).toBe(true);
  });
});
