import type { LiveView, Settings } from "@fairline/core";
import { afterEach, describe, expect, test } from "vitest";
import { isStale } from "../src/console/live.ts";
import { points } from "../src/console/Sparkline.tsx";
import { createConsoleStore, givenIn } from "../src/console/store.ts";
import { type Asked, fakeBrowser, fakeClock, fakeHttp, json, problem, settled } from "./world.ts";

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

const configured: Settings = {
  slots: 3,
  slotSeconds: 60,
  tickSeconds: 2,
  graceSeconds: 15,
  holdSeconds: 120,
  confirm: false,
  state: "open",
  title: "Demo",
  announcement: "",
};

/** A room and its console, with the right token in the address unless another is given. */
async function console(given: { token?: string; room?: string } = { token: "right" }) {
  const time = fakeClock();
  const memory = fakeBrowser().tab();
  const room = {
    version: 1,
    answers: true,
    settings: configured,
  };
  const guarded = (answer: (asked: Asked) => Response) => (asked: Asked) => {
    if (!room.answers) throw new TypeError("no network");
    return asked.headers.authorization === "Bearer right" ? answer(asked) : problem(401, "unauthorized");
  };
  const settings = () => json(room.settings, 200, { etag: `"${room.version}"` });
  const post = (change: (asked: Asked) => Partial<Settings>) =>
    guarded((asked) => {
      room.settings = { ...room.settings, ...change(asked) };
      room.version += 1;
      return settings();
    });
  const web = fakeHttp({
    "GET /admin/rooms/demo/live": guarded(() => json(liveView(room, time.at()))),
    "GET /admin/rooms/demo/settings": guarded(settings),
    "PUT /admin/rooms/demo/settings": guarded((asked) => {
      if (asked.headers["if-match"] !== `"${room.version}"`) return problem(412, "changed");
      const change = asked.body as Partial<Settings>;
      if ((change.slots ?? 1) > 5000)
        return problem(422, "invalid", [
          { field: "slots", message: "must be a whole number from 1 to 5000" },
        ]);
      room.settings = { ...room.settings, ...change };
      room.version += 1;
      return settings();
    }),
    "POST /admin/rooms/demo/pause": post(() => ({ state: "paused" })),
    "POST /admin/rooms/demo/announce": post((asked) => asked.body as Partial<Settings>),
    "POST /admin/rooms/demo/reset": post(() => configured),
    "GET /admin/rooms/other/live": guarded(() => problem(404, "unknown_room")),
  });
  const store = createConsoleStore({ clock: time.clock, memory, http: web.http }, given);
  stops.push(store.start());
  await settled();
  const form = () => {
    const { form } = store.getState();
    if (form.form !== "ready") throw new Error("the settings were not read");
    return form;
  };
  const second = async () => {
    time.pass(1);
    await settled();
  };
  return { store, room, web, memory, time, form, second };
}

function liveView(room: { settings: Settings; version: number }, at: string): LiveView {
  return {
    snapshot: {
      type: "tick",
      room: "demo",
      serving: 4,
      issued: 9,
      waiting: 6,
      active: 3,
      paceSeconds: 5,
      paceSecondsP90: 8,
      nextTickSeconds: 2,
      at,
      ...room.settings,
    },
    run: 1,
    version: room.version,
    configured,
    totals: { issued: 9, admitted: 3, completed: 0, expired: 0, left: 0, noshow: 0 },
    waitSecondsMean: 0,
    slots: [],
    samples: [],
    audit: [],
  };
}

describe("the session", () => {
  test("a token in the address signs in and is kept for this tab", async () => {
    const { store, memory } = await console();
    expect(store.getState().feed.feed).toBe("live");
    expect(memory.read("fairline:admin-token")).toBe("right");
  });

  test("a wrong token signs out, says so and is forgotten", async () => {
    const { store, memory } = await console({ token: "wrong" });
    expect(store.getState().session).toEqual({ session: "signedOut", refused: true });
    expect(memory.read("fairline:admin-token")).toBeUndefined();
  });

  test("a right token after a wrong one shows the room", async () => {
    const { store } = await console({ token: "wrong" });
    store.signIn("right", "demo");
    await settled();
    expect(store.getState().feed.feed).toBe("live");
  });

  test("without a token nothing is asked of the server", async () => {
    const { web, second } = await console({});
    await second();
    expect(web.asked).toEqual([]);
  });

  test("a room that is not there is told, and the session stays", async () => {
    const { store } = await console();
    store.changeRoom("other");
    await settled();
    expect(store.getState().feed).toEqual({ feed: "unknownRoom" });
    expect(store.getState().session.session).toBe("signedIn");
  });

  test("an answer for the room that was shown before is dropped", async () => {
    const { store, web } = await console();
    let answer = (_: Response) => {};
    const held = new Promise<Response>((resolve) => {
      answer = resolve;
    });
    web.answers["GET /admin/rooms/slow/live"] = () => held;
    store.changeRoom("slow");
    store.changeRoom("other");
    await settled();
    answer(json(liveView({ settings: {} as Settings, version: 1 }, "")));
    await settled();
    expect(store.getState().feed).toEqual({ feed: "unknownRoom" });
  });

  test.each([
    ["#token=abc", { token: "abc" }],
    ["#token=a%2Bb&room=sale", { token: "a+b", room: "sale" }],
    ["#main", {}],
    ["", {}],
  ])("the fragment %s gives %o", (fragment, given) => {
    expect(givenIn(fragment)).toEqual(given);
  });
});

describe("the live view", () => {
  test("each second asks once, and not while an answer is under way", async () => {
    const { web, second, time } = await console();
    const asked = () => web.asked.filter(({ path }) => path.endsWith("/live")).length;
    expect(asked()).toBe(1);
    await second();
    expect(asked()).toBe(2);
    time.pass(5);
    expect(asked()).toBe(3);
    await settled();
  });

  test("an answer older than three seconds is stale, stays on the screen, and is live again with the next", async () => {
    const { store, room, second } = await console();
    room.answers = false;
    for (let seconds = 0; seconds < 3; seconds += 1) await second();
    expect(isStale(store.getState().feed, store.getState().nowMs)).toBe(false);
    await second();
    expect(isStale(store.getState().feed, store.getState().nowMs)).toBe(true);
    expect(store.getState().feed).toMatchObject({ feed: "live", trouble: "The server did not answer." });
    room.answers = true;
    await second();
    expect(isStale(store.getState().feed, store.getState().nowMs)).toBe(false);
  });

  test("a picture of samples has the highest at the top and the lowest at the bottom", () => {
    expect(points([0, 10, 5], 10)).toBe("0.0,56.0 150.0,0.0 300.0,28.0");
  });
});

describe("the settings", () => {
  test("only what was changed is sent, with the version that it was read in", async () => {
    const { store, web, form } = await console();
    store.type("slots", "5");
    store.type("title", "Night train");
    store.type("title", "Demo");
    await store.save();
    expect(web.asked.find(({ method }) => method === "PUT")).toMatchObject({
      body: { slots: 5 },
      headers: { "if-match": '"1"' },
    });
    expect(form()).toMatchObject({
      settings: { slots: 5 },
      etag: '"2"',
      draft: {},
      outcome: { kind: "saved" },
    });
  });

  test("a switch that is turned is sent as what it is, and one that is turned back is no change", async () => {
    const { store, web, form } = await console();
    store.type("confirm", "true");
    expect(form().draft).toEqual({ confirm: "true" });
    store.type("confirm", "false");
    expect(form().draft).toEqual({});
    store.type("confirm", "true");
    await store.save();
    expect(web.asked.find(({ method }) => method === "PUT")?.body).toEqual({ confirm: true });
    expect(form()).toMatchObject({ settings: { confirm: true }, draft: {}, outcome: { kind: "saved" } });
  });

  test("settings that somebody else changed meanwhile are read again, and what was typed is kept", async () => {
    const { store, room, form } = await console();
    store.type("slots", "5");
    room.settings = { ...room.settings, tickSeconds: 9, slots: 4 };
    room.version = 2;
    await store.save();
    expect(form()).toMatchObject({
      settings: { slots: 4, tickSeconds: 9 },
      draft: { slots: "5" },
      outcome: { kind: "changedElsewhere" },
    });
    await store.save();
    expect(room.settings).toMatchObject({ slots: 5, tickSeconds: 9 });
  });

  test("a field that is refused shows the server's words until it is typed into", async () => {
    const { store, form } = await console();
    store.type("slots", "9000");
    await store.save();
    expect(form().refused).toEqual({ slots: "must be a whole number from 1 to 5000" });
    store.type("slots", "90");
    expect(form().refused).toEqual({});
  });

  test("settings that somebody else changed appear by themselves while nothing is typed", async () => {
    const { room, form, second } = await console();
    room.settings = { ...room.settings, slots: 8 };
    room.version = 13;
    await second();
    expect(form().settings.slots).toBe(8);
  });

  test("settings that cannot be saved say why", async () => {
    const { store, room, form } = await console();
    store.type("slots", "5");
    room.answers = false;
    await store.save();
    expect(form()).toMatchObject({
      draft: { slots: "5" },
      outcome: { kind: "failed", message: "The server did not answer." },
    });
  });
});

describe("the buttons", () => {
  test("pausing shows the new state at once", async () => {
    const { store } = await console();
    await store.act("pause");
    expect(store.getState().deed).toEqual({ kind: "done", action: "pause" });
    expect(store.getState().feed).toMatchObject({ view: { snapshot: { state: "paused" } } });
  });

  test("an announcement is sent as it was written", async () => {
    const { store, room } = await console();
    await store.announce("Sector B is sold out.");
    expect(room.settings.announcement).toBe("Sector B is sold out.");
  });

  test("a reset shows what is configured, and drops what was typed and what is told of the last save", async () => {
    const { store, form } = await console();
    store.type("slots", "5");
    await store.save();
    expect(form()).toMatchObject({ settings: { slots: 5 }, outcome: { kind: "saved" } });
    store.type("tickSeconds", "9");
    await store.act("reset");
    expect(form()).toMatchObject({ settings: configured, draft: {}, outcome: { kind: "none" } });

    store.type("slots", "5");
    await store.save();
    await store.act("reset");
    expect(form()).toMatchObject({ settings: configured, draft: {}, outcome: { kind: "none" } });
  });

  test("a button that the server refuses says why, and what was typed is kept", async () => {
    const { store, web, form } = await console();
    web.answers["POST /admin/rooms/demo/reset"] = () => problem(503, "unavailable");
    store.type("slots", "5");
    await store.act("reset");
    expect(form().draft).toEqual({ slots: "5" });
    expect(store.getState().deed).toEqual({ kind: "failed", action: "reset", message: "unavailable" });
  });
});
