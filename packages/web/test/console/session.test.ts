import { describe, expect, test } from "vitest";
import { fragmentOf, whereIn } from "../../src/console/where.ts";
import { json, problem, settled } from "../world.ts";
import { openConsole } from "./consoles.ts";
import { right } from "./fakeServer.ts";

describe("signing in", () => {
  test("a browser that has a session is in, and asks for nothing but that", async () => {
    const { access, server } = await openConsole();
    expect(access()).toMatchObject({ access: "in", operator: "Min-ji" });
    expect(server.asked.map(({ method, path }) => `${method} ${path}`)).toEqual(["GET /admin/session"]);
  });

  test("a browser without a session is asked for a token, and blamed for nothing", async () => {
    const { access } = await openConsole({ operator: undefined });
    expect(access()).toEqual({ access: "out", why: { kind: "new" } });
  });

  test("a token and a name begin a session", async () => {
    const { store, access, server } = await openConsole({ operator: undefined });
    await store.signIn(right, "Sora");
    expect(access()).toMatchObject({ access: "in", operator: "Sora" });
    expect(server.askedFor("POST /admin/session")[0]?.body).toEqual({ token: right, name: "Sora" });
  });

  test("without a name none is sent", async () => {
    const { store, access, server } = await openConsole({ operator: undefined });
    await store.signIn(right, "");
    expect(access()).toMatchObject({ access: "in", operator: "operator" });
    expect(server.askedFor("POST /admin/session")[0]?.body).toEqual({ token: right });
  });

  test("a wrong token is refused, and a right one after it is not", async () => {
    const { store, access } = await openConsole({ operator: undefined });
    await store.signIn("wrong", "");
    expect(access()).toEqual({ access: "out", why: { kind: "refused" } });
    await store.signIn(right, "");
    expect(access()).toMatchObject({ access: "in" });
  });

  test("after too many attempts it is told until when none is heard", async () => {
    const { store, access, server, time } = await openConsole({ operator: undefined });
    server.shutOutSeconds = 40;
    await store.signIn(right, "");
    const untilMs = time.clock.nowMs() + 40_000;
    expect(access()).toEqual({ access: "out", why: { kind: "tooMany", untilMs } });
  });

  test("a server that does not answer is asked again until it does", async () => {
    const { access, server, seconds } = await openConsole({ answers: false });
    expect(access()).toEqual({ access: "asking", trouble: "The server did not answer." });
    server.answers = true;
    await seconds(3);
    expect(access().access).toBe("in");
  });
});

describe("a token in the address", () => {
  test("is exchanged for a session, and taken out of the address with the room left in", async () => {
    const { access, server, bar } = await openConsole({
      fragment: `token=${right}&room=demo`,
      operator: undefined,
    });
    expect(access().access).toBe("in");
    expect(bar.fragment()).toBe("room=demo");
    expect(server.askedFor("POST /admin/session")[0]?.body).toEqual({ token: right });
  });

  test("that is wrong is refused, and is out of the address, too", async () => {
    const { access, bar } = await openConsole({ fragment: "token=wrong", operator: undefined });
    expect(access()).toEqual({ access: "out", why: { kind: "refused" } });
    expect(bar.fragment()).toBe("");
  });

  test("is taken even when it comes while the page is open", async () => {
    const { access, bar } = await openConsole({ operator: undefined });
    bar.becomes(`token=${right}`);
    await settled();
    expect(access().access).toBe("in");
    expect(bar.fragment()).toBe("");
  });
});

describe("a session", () => {
  test("that the server ends is over here, too, and is told", async () => {
    const { store, access, server } = await openConsole();
    server.operator = undefined;
    await store.asks("GET", "/rooms");
    expect(access()).toEqual({ access: "out", why: { kind: "ended" } });
  });

  test("is not ended by what an older one was refused", async () => {
    const { store, access, server } = await openConsole();
    let refuse = (_: Response) => {};
    server.special["GET /admin/rooms"] = () =>
      new Promise((resolve) => {
        refuse = resolve;
      });
    const late = store.asks("GET", "/rooms");
    await store.signIn(right, "Sora");
    refuse(problem(401, "unauthorized"));
    await late;
    expect(access()).toMatchObject({ access: "in", operator: "Sora" });
  });

  test("is ended by signing out, and what was looked at is not shown to the next", async () => {
    const { store, access, server } = await openConsole();
    const { visit } = store.getState();
    await store.signOut();
    expect(access()).toEqual({ access: "out", why: { kind: "left" } });
    expect(server.operator).toBeUndefined();
    expect(store.getState().visit).not.toBe(visit);
  });

  test("goes on where signing out failed, and that is told", async () => {
    const { store, access, server } = await openConsole();
    server.answers = false;
    await store.signOut();
    expect(access()).toMatchObject({ access: "in", trouble: "The server did not answer." });
  });

  test("whose answer is not understood is no session", async () => {
    const { store, access, server } = await openConsole({ operator: undefined });
    server.special["POST /admin/session"] = () => json({ hello: "world" });
    await store.signIn(right, "");
    expect(access()).toMatchObject({ access: "out", why: { kind: "failed" } });
  });
});

describe("what is looked at", () => {
  const whereOf = (fragment: string) => {
    const values = new URLSearchParams(fragment);
    return whereIn((name) => values.get(name) ?? undefined);
  };

  test.each([
    ["", { view: "rooms" }],
    ["room=", { view: "rooms" }],
    ["room=demo", { view: "room", room: "demo", part: "now" }],
    ["room=demo&part=log", { view: "room", room: "demo", part: "log" }],
    ["room=demo&part=cellar", { view: "room", room: "demo", part: "now" }],
  ])("stands in the address: %j is %o", (fragment, where) => {
    expect(whereOf(fragment)).toEqual(where);
  });

  test.each(["", "room=demo", "room=demo&part=log"])(
    "comes back from the address %j as it was",
    (fragment) => {
      expect(fragmentOf(whereOf(fragment))).toBe(fragment);
    },
  );

  test("follows the address", async () => {
    const { store, bar } = await openConsole();
    bar.becomes("room=demo&part=slots");
    expect(store.getState().where).toEqual({ view: "room", room: "demo", part: "slots" });
    bar.becomes("");
    expect(store.getState().where).toEqual({ view: "rooms" });
  });
});
