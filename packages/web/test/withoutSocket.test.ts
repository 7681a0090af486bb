import { describe, expect, test } from "vitest";
import { type Given, page, snapshot, waiting } from "./visitorPage.ts";
import { fakeHttp, json, problem, settled } from "./world.ts";

const mine = "GET /rooms/demo/tickets/me";

/** A page whose sockets are refused, in a room that answers over HTTP. */
function withoutSocket(given: Given = {}) {
  const shown = page(given);
  const { web, ticketNow } = shown;
  web.answers["POST /rooms/demo/tickets"] ??= () => json({ room: "demo", resume: "resume-1" }, 202);
  web.answers["GET /rooms/demo"] ??= () =>
    snapshot({ at: shown.time.at(), serving: 11, issued: 30, paceSeconds: 12 });
  web.answers[mine] ??= () => json(ticketNow({ resume: "resume-1" }));
  /** Seconds go by, and each request is answered before the next. */
  const goesOn = async (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      shown.time.pass(1);
      await settled();
    }
  };
  const asked = (what: string) => web.asked.filter(({ method, path }) => `${method} ${path}` === what);
  const isRefusedASocket = () => {
    shown.sockets.drops();
    shown.sockets.drops();
  };
  return { ...shown, goesOn, asked, isRefusedASocket };
}

/** The same, in line already. */
async function waitingWithoutSocket(given: Given = {}) {
  const shown = withoutSocket(given);
  shown.isRefusedASocket();
  await shown.goesOn(4);
  expect(shown.visit().stage).toBe("waiting");
  return shown;
}

describe("joining without a socket", () => {
  test("two refused sockets: the visitor joins by POST with the kept key, and has a place", async () => {
    const { isRefusedASocket, goesOn, asked, browser, place, store } = withoutSocket();
    isRefusedASocket();
    await goesOn(4);
    expect(asked("POST /rooms/demo/tickets").map(({ body }) => body)).toEqual([
      { key: browser.kept.get("fairline:demo:key") },
    ]);
    expect(asked(mine)[0]?.headers).toMatchObject({ authorization: "Bearer resume-1" });
    expect(place()).toBe(10);
    expect(store.getState()).toMatchObject({ transport: "http", link: { link: "up" } });
  });

  test("a socket that neither opens nor fails is waited for 4 s", async () => {
    const { goesOn, asked } = withoutSocket({ chance: 0 });
    await goesOn(3);
    expect(asked("POST /rooms/demo/tickets")).toHaveLength(0);
    await goesOn(1);
    expect(asked("POST /rooms/demo/tickets")).toHaveLength(1);
  });

  test("one failure of the socket is none yet", async () => {
    const { sockets, goesOn, asked } = withoutSocket();
    sockets.drops();
    await goesOn(3);
    expect(asked("POST /rooms/demo/tickets")).toHaveLength(0);
  });

  test("a place that is being registered is asked for again, less and less often", async () => {
    const { web, isRefusedASocket, goesOn, asked, visit } = withoutSocket();
    web.answers[mine] = () => json({ room: "demo", status: "registering" }, 202, { "retry-after": "1" });
    isRefusedASocket();
    await goesOn(40);
    expect(visit().stage).toBe("connecting");
    expect(asked("POST /rooms/demo/tickets")).toHaveLength(1);
    expect(asked(mine).length).toBeGreaterThanOrEqual(3);
    expect(asked(mine).length).toBeLessThanOrEqual(6);
  });

  test("a ticket that the room does not know any more is asked for anew, with the same key", async () => {
    const { web, goesOn, asked, ticketNow, visit } = await waitingWithoutSocket();
    web.answers[mine] = () => problem(404, "unknown_ticket");
    web.answers["POST /rooms/demo/tickets"] = () => {
      web.answers[mine] = () => json(ticketNow({ number: 27, issued: 30 }));
      return json({ resume: "resume-2" }, 202);
    };
    await goesOn(50);
    const joins = asked("POST /rooms/demo/tickets");
    expect(joins).toHaveLength(2);
    expect(joins[1]?.body).toEqual(joins[0]?.body);
    expect(visit()).toMatchObject({ line: { number: 27 } });
  });

  test("a room that is not there is told", async () => {
    const { web, isRefusedASocket, goesOn, visit } = withoutSocket();
    web.answers["POST /rooms/demo/tickets"] = () => problem(404, "unknown_room");
    isRefusedASocket();
    await goesOn(3);
    expect(visit().stage).toBe("unknown");
  });

  test("a closed room is told, and joined by itself when it opens", async () => {
    const { web, time, isRefusedASocket, goesOn, visit, place } = withoutSocket();
    const opened = web.answers[mine];
    web.answers[mine] = () => problem(404, "unknown_ticket");
    web.answers["GET /rooms/demo"] = () => snapshot({ at: time.at(), state: "closed" });
    isRefusedASocket();
    await goesOn(8);
    expect(visit().stage).toBe("closed");
    if (opened !== undefined) web.answers[mine] = opened;
    web.answers["GET /rooms/demo"] = () => snapshot({ at: time.at(), serving: 11, issued: 30 });
    await goesOn(22);
    expect(place()).toBe(10);
  });
});

describe("a room that drains, without a socket", () => {
  test("tells newcomers that nobody can join, and is asked no more than a snapshot each 15 s", async () => {
    const { web, time, isRefusedASocket, goesOn, visit, asked, store } = withoutSocket();
    web.answers[mine] = () => problem(404, "unknown_ticket");
    web.answers["GET /rooms/demo"] = () => snapshot({ at: time.at(), draining: true });
    isRefusedASocket();
    await goesOn(8);
    expect(visit()).toEqual({ stage: "closed" });
    expect(store.getState().facts.draining).toBe(true);
    const before = web.asked.length;
    await goesOn(60);
    expect(web.asked.length - before).toBe(4);
    expect(asked("GET /rooms/demo").length).toBeGreaterThanOrEqual(4);
  });

  test("goes on as before for one who has a place", async () => {
    const { web, time, isRefusedASocket, goesOn, place } = withoutSocket();
    web.answers["GET /rooms/demo"] = () =>
      snapshot({ at: time.at(), serving: 11, issued: 30, draining: true });
    isRefusedASocket();
    await goesOn(8);
    expect(place()).toBe(10);
  });

  test("does not turn one away whose join was still under way when it was asked", async () => {
    const { web, time, isRefusedASocket, goesOn, place } = withoutSocket();
    const registered = web.answers[mine];
    let reads = 0;
    web.answers[mine] = (request) => {
      reads += 1;
      return reads === 1 || registered === undefined ? problem(404, "unknown_ticket") : registered(request);
    };
    web.answers["GET /rooms/demo"] = () =>
      snapshot({ at: time.at(), serving: 11, issued: 30, draining: true });
    isRefusedASocket();
    await goesOn(10);
    expect(place()).toBe(10);
  });
});

describe("waiting without a socket", () => {
  test("the snapshot moves the place along, every tick", async () => {
    const { web, time, goesOn, place } = await waitingWithoutSocket();
    web.answers["GET /rooms/demo"] = () => snapshot({ at: time.at(), serving: 15, issued: 30 });
    await goesOn(3);
    expect(place()).toBe(6);
  });

  test("an answer that is older than the one on the screen changes nothing", async () => {
    const { web, time, goesOn, place } = await waitingWithoutSocket();
    const early = time.at();
    web.answers["GET /rooms/demo"] = () => snapshot({ at: time.at(), serving: 15, issued: 30 });
    await goesOn(3);
    web.answers["GET /rooms/demo"] = () => snapshot({ at: early, serving: 12, issued: 30 });
    await goesOn(6);
    expect(place()).toBe(6);
  });

  test("far from the head the own ticket is read three times in holdSeconds, near it every 5 s", async () => {
    const { web, time, goesOn, asked, ticketNow } = await waitingWithoutSocket();
    const far = asked(mine).length;
    await goesOn(120);
    expect(asked(mine).length - far).toBe(3);
    web.answers["GET /rooms/demo"] = () =>
      snapshot({ at: time.at(), serving: 18, issued: 30, paceSeconds: 12 });
    web.answers[mine] = () => json(ticketNow({ serving: 18 }));
    await goesOn(45);
    const near = asked(mine).length;
    await goesOn(60);
    expect(asked(mine).length - near).toBeGreaterThanOrEqual(10);
    expect(asked(mine).length - near).toBeLessThanOrEqual(12);
  });

  test("a network that fails is called lost after 2 s, and is asked less and less often", async () => {
    const { web, goesOn, store, place } = await waitingWithoutSocket();
    for (const what of Object.keys(web.answers)) delete web.answers[what];
    await goesOn(6);
    expect(store.getState().link.link).toBe("lost");
    expect(place()).toBe(10);
    await goesOn(120);
    const before = web.asked.length;
    await goesOn(120);
    // Two reads, each after 30 s on average: half a minute of the longest wait.
    expect(web.asked.length - before).toBeLessThanOrEqual(10);
    expect(web.asked.length - before).toBeGreaterThan(0);
  });

  test("a network that brings the snapshot alone is not called found: the place is not known yet", async () => {
    const { web, goesOn, store } = await waitingWithoutSocket();
    const ticket = web.answers[mine];
    delete web.answers[mine];
    await goesOn(60);
    expect(store.getState().link.link).toBe("lost");
    if (ticket !== undefined) web.answers[mine] = ticket;
    await goesOn(60);
    expect(store.getState().link.link).toBe("up");
  });

  test("sockets that go on being refused are no news to a visitor who is heard of over HTTP", async () => {
    const { sockets, goesOn, store } = await waitingWithoutSocket();
    const seen = new Set<string>();
    store.subscribe(({ link }) => seen.add(link.link));
    for (let tries = 0; tries < 5; tries += 1) {
      sockets.drops();
      await goesOn(4);
    }
    expect([...seen]).toEqual(["up"]);
  });

  test("a busy room that asks for patience is not asked before", async () => {
    const { web, goesOn, asked } = await waitingWithoutSocket({ chance: 0 });
    web.answers["GET /rooms/demo"] = () =>
      json({ type: "about:blank", title: "busy", status: 503 }, 503, { "retry-after": "30" });
    await goesOn(4);
    const before = asked("GET /rooms/demo").length;
    await goesOn(25);
    expect(asked("GET /rooms/demo")).toHaveLength(before);
    await goesOn(6);
    expect(asked("GET /rooms/demo").length).toBe(before + 1);
  });

  test("the turn comes by the ticket, and so does the end", async () => {
    const { web, time, goesOn, ticketNow, visit } = await waitingWithoutSocket();
    const admitted = { serving: 21, status: "admitted", pass: "the-pass" } as const;
    const expiresAt = time.at(100);
    web.answers[mine] = () => json(ticketNow({ ...admitted, expiresAt }));
    await goesOn(45);
    expect(visit()).toMatchObject({ stage: "turn", pass: "the-pass" });
    web.answers[mine] = () => json(ticketNow({ serving: 22, status: "completed" }));
    await goesOn(6);
    expect(visit().stage).toBe("completed");
  });

  test("after the end nothing is asked any more", async () => {
    const { web, goesOn, ticketNow } = await waitingWithoutSocket();
    web.answers[mine] = () => json(ticketNow({ status: "noshow" }));
    await goesOn(45);
    const before = web.asked.length;
    await goesOn(200);
    expect(web.asked).toHaveLength(before);
  });

  test("a line that has gone past the visitor is reason to read the ticket at once", async () => {
    const { web, time, goesOn, asked } = await waitingWithoutSocket();
    web.answers["GET /rooms/demo"] = () => snapshot({ at: time.at(), serving: 24, issued: 30 });
    const before = asked(mine).length;
    await goesOn(8);
    expect(asked(mine).length).toBeGreaterThan(before);
  });

  test("a place that another device took is told", async () => {
    const { web, goesOn, visit } = await waitingWithoutSocket();
    web.answers[mine] = () => problem(410, "moved");
    await goesOn(45);
    expect(visit()).toEqual({ stage: "moved" });
  });

  test.each([401, 404, 410])(
    "a proxy's own %i says nothing of the place: it is asked for again, and stays",
    async (status) => {
      const { web, time, goesOn, asked, visit, ticketNow } = await waitingWithoutSocket();
      web.answers[mine] = () => new Response("<h1>Sorry</h1>", { status });
      await goesOn(60);
      expect(visit()).toMatchObject({ stage: "waiting", line: { number: 20 } });
      expect(asked("POST /rooms/demo/tickets")).toHaveLength(1);
      web.answers[mine] = () => json(ticketNow({ status: "admitted", pass: "p", expiresAt: time.at(60) }));
      await goesOn(60);
      expect(visit().stage).toBe("turn");
    },
  );

  test.each([
    ["is told that the place is gone", () => problem(404, "unknown_ticket"), 1],
    ["is told that the place has moved", () => problem(410, "moved"), 1],
    ["hears a proxy's 404", () => new Response("<h1>Sorry</h1>", { status: 404 }), 2],
  ])("who leaves and %s says so as often as there is reason to", async (_, answer, times) => {
    const { web, store, goesOn, asked } = await waitingWithoutSocket();
    web.answers["DELETE /rooms/demo/tickets/me"] = answer;
    store.leave();
    await goesOn(2);
    expect(asked("DELETE /rooms/demo/tickets/me")).toHaveLength(times);
  });

  test("leaving is said by DELETE, and again until it was heard", async () => {
    const { web, store, goesOn, asked, visit } = await waitingWithoutSocket();
    store.leave();
    expect(visit()).toEqual({ stage: "left", why: "asked" });
    await goesOn(3);
    expect(asked("DELETE /rooms/demo/tickets/me").length).toBeGreaterThan(1);
    web.answers["DELETE /rooms/demo/tickets/me"] = () => new Response(null, { status: 204 });
    await goesOn(60);
    const told = asked("DELETE /rooms/demo/tickets/me");
    expect(told[0]?.headers).toMatchObject({ authorization: "Bearer resume-1" });
    await goesOn(200);
    expect(asked("DELETE /rooms/demo/tickets/me")).toHaveLength(told.length);
  });
});

test("the answer to leaving does not end the place that the visitor has joined for since", async () => {
  const { web, store, sockets, goesOn } = await waitingWithoutSocket();
  const answer = Promise.withResolvers<Response>();
  web.answers["DELETE /rooms/demo/tickets/me"] = () => answer.promise;
  store.leave();
  store.joinAgain();
  answer.resolve(new Response(null, { status: 204 }));
  await goesOn(3);
  expect(sockets.last().closed).toBe(false);
  expect(store.getState().visit.stage).toBe("waiting");
});

describe("between socket and HTTP", () => {
  test("a socket that opens after all ends the asking, and joins with the same key", async () => {
    const { sockets, goesOn, web, joined, browser, ticket, store } = await waitingWithoutSocket();
    sockets.opens();
    ticket({ status: "waiting" });
    expect(joined()).toEqual([browser.kept.get("fairline:demo:key")]);
    expect(store.getState()).toMatchObject({ transport: "socket", link: { link: "up" } });
    const before = web.asked.length;
    await goesOn(15);
    expect(web.asked).toHaveLength(before);
  });

  test("an answer that comes after the socket has opened changes nothing", async () => {
    const { sockets, web, goesOn, ticket, place, ticketNow } = await waitingWithoutSocket();
    const answer = Promise.withResolvers<Response>();
    web.answers[mine] = () => answer.promise;
    const old = json(ticketNow({ serving: 3, number: 99 }));
    await goesOn(45);
    sockets.opens();
    ticket({ status: "waiting" });
    answer.resolve(old);
    await settled();
    expect(place()).toBe(10);
  });

  test("a socket that is lost for good gives way to HTTP by the token of its ticket, without a new join", async () => {
    const shown = withoutSocket();
    shown.sockets.opens();
    shown.ticket({ resume: "from-the-socket" });
    shown.sockets.drops();
    await shown.goesOn(6);
    expect(shown.asked("POST /rooms/demo/tickets")).toHaveLength(0);
    expect(shown.asked(mine)[0]?.headers).toMatchObject({ authorization: "Bearer from-the-socket" });
    expect(shown.store.getState()).toMatchObject({ transport: "http", link: { link: "found" } });
    expect(shown.place()).toBe(10);
  });

  test("whoever joins again without a socket does not wait for one first", async () => {
    const { web, ticketNow, goesOn, store, asked } = await waitingWithoutSocket();
    web.answers[mine] = () => json(ticketNow({ status: "expired" }));
    await goesOn(45);
    store.joinAgain();
    await goesOn(2);
    const keys = asked("POST /rooms/demo/tickets").map(({ body }) => (body as { key: string }).key);
    expect(new Set(keys).size).toBe(2);
  });
});

test("a page that waits with a socket, and knows its room, asks nothing over HTTP", async () => {
  const { time, web, tick } = waiting({ web: fakeHttp({ "GET /rooms/demo": () => snapshot() }) });
  await settled();
  const before = web.asked.length;
  for (let ticks = 0; ticks < 30; ticks += 1) {
    time.pass(2);
    tick();
  }
  await settled();
  expect(web.asked).toHaveLength(before);
});
