import { describe, expect, test } from "vitest";
import { type Going, leadsOn, siteHost, siteStart } from "../src/visitor/going.ts";
import { goLabel, goText } from "../src/visitor/goingText.ts";
import { en } from "../src/visitor/words.en.ts";
import { type Given, page, snapshot } from "./visitorPage.ts";
import { type Asked, fakeBrowser, fakeHttp, json, problem, settled } from "./world.ts";

const shop = "https://shop.example/";
const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const cart = "https://shop.example/cart?item=7";
const withWish = `return=${encodeURIComponent(cart)}&challenge=${challenge}`;
const codes = "POST /rooms/demo/codes";
const location = "https://shop.example/cart?item=7&fairline-code=c0de";

/** A room that stands before the shop, or before nothing, and gives a code for whatever lies below it. */
function roomOf(returnTo: string | undefined) {
  return fakeHttp({
    "GET /rooms/demo": () => snapshot({ returnTo }),
    [codes]: ({ body }: Asked) =>
      (body as { returnTo: string }).returnTo.startsWith(shop)
        ? json({ code: "c0de", location, expiresAt: "2026-05-04T09:01:00Z" }, 201)
        : problem(422, "invalid", [
            { field: "returnTo", message: "must be below one of the return addresses" },
          ]),
  });
}

/** A room without return addresses. It gives nobody a code. */
function roomBeforeNothing() {
  const room = roomOf(undefined);
  room.answers[codes] = () => problem(422, "invalid", [{ field: "returnTo", message: "no" }]);
  return room;
}

/** A page that was sent from the cart, unless said otherwise, and has joined. */
function opened(given: Given = {}) {
  const shown = page({ fragment: withWish, web: roomOf(shop), ...given });
  shown.sockets.opens();
  const asked = () => shown.web.asked.filter(({ path }) => path === "/rooms/demo/codes");
  const going = () => shown.store.getState().going;
  /** The ring has been heard. */
  const rings = async () => {
    shown.time.pass(3);
    await settled();
  };
  return { ...shown, asked, going, rings, left: shown.address.left };
}

/** The same in line, and it knows its room. */
async function inLine(given: Given = {}) {
  const shown = opened(given);
  shown.ticket();
  await settled();
  return shown;
}

/** The same tab, sent back by the site's gate. It has the turn as soon as it joins. */
async function sentBack(before: ReturnType<typeof opened>, fragment = withWish) {
  before.stop();
  const again = opened({ ...before, fragment });
  again.ticket({ status: "admitted", pass: "the-pass", expiresAt: again.time.at(60) });
  await settled();
  return again;
}

describe("at the turn", () => {
  test("the page goes on by itself, after the ring, with a code for where it came from", async () => {
    const { turn, rings, asked, left } = await inLine();
    turn();
    await settled();
    expect(left).toEqual([]);
    await rings();
    expect(asked()).toMatchObject([
      { headers: { authorization: "Bearer the-pass" }, body: { returnTo: cart, challenge } },
    ]);
    expect(left).toEqual([location]);
  });

  test("a page that was called goes at once: the visitor has just said so", async () => {
    const { call, turn, left } = await inLine();
    call();
    turn();
    await settled();
    expect(left).toEqual([location]);
  });

  test("a page that came by a plain link goes to the room's own address, and asks for no code", async () => {
    const { turn, rings, asked, left } = await inLine({ fragment: "" });
    turn();
    await rings();
    expect(asked()).toEqual([]);
    expect(left).toEqual([shop]);
  });

  test("and is sent back by the gate, once, with a challenge: then it goes with a code, at once", async () => {
    const first = await inLine({ fragment: "" });
    first.turn();
    await first.rings();
    expect((await sentBack(first)).left).toEqual([location]);
  });

  test("in a room that stands before no site nothing happens to one who came by a plain link", async () => {
    const { turn, rings, asked, left, going, store } = await inLine({ web: roomOf(undefined), fragment: "" });
    expect(leadsOn(store.getState())).toBe(false);
    turn();
    await rings();
    await store.go();
    expect([asked(), left, going().kind]).toEqual([[], [], "none"]);
  });

  test("in a room that stands before no site one who came from a site is told so, and sees no form", async () => {
    const { turn, rings, asked, left, going, store } = await inLine({ web: roomBeforeNothing() });
    expect(leadsOn(store.getState())).toBe(true);
    expect(store.getState().cameFrom).toBe("shop.example");
    turn();
    await rings();
    // The room has heard of it: its log tells the operator.
    expect(asked()).toMatchObject([{ body: { returnTo: cart, challenge } }]);
    expect([left, going().kind]).toEqual([[], "noWayBack"]);
  });

  test("a page that learns only then of the site goes on when it does", async () => {
    const { web, turn, rings, tick, time, left, going } = await inLine({ web: roomBeforeNothing() });
    turn();
    await rings();
    expect(going().kind).toBe("noWayBack");
    Object.assign(web.answers, roomOf(shop).answers, {
      "GET /rooms/demo": () => snapshot({ returnTo: shop, version: 2 }),
    });
    tick({ version: 2 });
    time.pass(20);
    await settled();
    expect(left).toEqual([location]);
  });

  test("a page that nobody sees waits until somebody looks", async () => {
    const { around, turn, rings, left } = await inLine();
    around.hides();
    turn();
    await rings();
    expect(left).toEqual([]);
    around.isShown();
    await settled();
    expect(left).toEqual([location]);
  });

  test("a page that would not know after a reload that it went waits for the button", async () => {
    const { around, store, turn, rings, going, left } = await inLine({ isMemoryLasting: false });
    turn();
    await rings();
    around.wakes();
    await settled();
    expect([left, going().kind]).toEqual([[], "none"]);
    await store.go();
    expect(left).toEqual([location]);
  });

  test("of two tabs the one that acts goes on, alone", async () => {
    const first = await inLine();
    const second = await inLine({ ...first, tabMemory: fakeBrowser().tab() });
    for (const tab of [first, second]) tab.turn();
    await first.rings();
    expect([first.left, second.left]).toEqual([[location], []]);
    second.around.wakes();
    await settled();
    expect(second.left).toEqual([]);
  });

  test("the tab that stays behind does not say that it was sent back: only the other one has left", async () => {
    const first = await inLine();
    const second = await inLine({ ...first, tabMemory: fakeBrowser().tab() });
    for (const tab of [first, second]) tab.turn();
    await first.rings();
    // The first is at the site: the second acts in the room.
    first.stop();
    await second.rings();
    expect([second.left, second.going().kind]).toEqual([[], "none"]);
    await second.store.go();
    expect(second.left).toEqual([location]);
  });

  test("a visit that ends before the ring is over leads nowhere", async () => {
    const { turn, end, rings, left } = await inLine();
    turn();
    end("completed");
    await rings();
    expect(left).toEqual([]);
  });
});

describe("a page that the gate sends back a moment after it went", () => {
  test("waits, and says why; the button goes on", async () => {
    const first = await inLine();
    first.turn();
    await first.rings();
    const again = await sentBack(first);
    expect([again.left, again.going().kind]).toEqual([[], "cameBack"]);
    await again.store.go();
    expect(again.left).toEqual([location]);
  });

  test("goes by itself no more than twice, however often the gate makes up a new challenge", async () => {
    let tab = await inLine({ fragment: "" });
    tab.turn();
    await tab.rings();
    const left = [...tab.left];
    for (let round = 0; round < 5; round += 1) {
      tab = await sentBack(tab, `return=${encodeURIComponent(cart)}&challenge=${String(round).repeat(43)}`);
      left.push(...tab.left);
    }
    expect(left).toEqual([shop, location]);
  });

  test.each([
    [14, []],
    [15, [location]],
  ])("after %i s goes by itself to %j", async (seconds, left) => {
    const first = await inLine();
    first.turn();
    await first.rings();
    first.stop();
    first.time.pass(seconds);
    expect((await sentBack(first)).left).toEqual(left);
  });
});

describe("where a tab came from", () => {
  test("is taken out of the address, and kept over a reload", async () => {
    const first = await inLine();
    expect(first.address.fragment()).toBe("");
    first.stop();
    const again = await inLine({ ...first, fragment: "" });
    again.turn();
    await again.rings();
    expect(again.left).toEqual([location]);
  });

  test("is known to no other tab", async () => {
    const first = await inLine();
    first.stop();
    const other = await inLine({ ...first, tabMemory: fakeBrowser().tab(), fragment: "" });
    other.turn();
    await other.rings();
    expect(other.left).toEqual([shop]);
  });

  test.each([
    ["without a challenge", `return=${encodeURIComponent(cart)}`],
    ["with a challenge that is none", `return=${encodeURIComponent(cart)}&challenge=short`],
    ["without a return address", `challenge=${challenge}`],
    ["with one that is too long", `return=${"x".repeat(2001)}&challenge=${challenge}`],
  ])("is not believed %s, and not left in the address", async (_, fragment) => {
    const { address, turn, rings, asked, left } = await inLine({ fragment });
    expect(address.fragment()).toBe("");
    turn();
    await rings();
    expect([asked(), left]).toEqual([[], [shop]]);
  });

  test("is taken from the address of a page that is open, too", async () => {
    const { address, turn, rings, left } = await inLine({ fragment: "" });
    address.becomes(withWish);
    turn();
    await rings();
    expect(left).toEqual([location]);
  });

  test("and is not allowed gives way to the room's own address, when the visitor says so", async () => {
    const fragment = `return=${encodeURIComponent("https://evil.example/")}&challenge=${challenge}`;
    const { store, turn, rings, asked, left, going } = await inLine({ fragment });
    expect(siteHost(store.getState())).toBeUndefined();
    turn();
    await rings();
    expect([left, going().kind]).toEqual([[], "otherSite"]);
    expect(siteHost(store.getState())).toBe("shop.example");
    await store.go();
    expect(asked().at(-1)?.body).toEqual({ returnTo: shop, challenge });
    expect(left).toEqual([location]);
  });
});

describe("a code that is refused", () => {
  test.each([
    ["nobody answers", () => Promise.reject(new TypeError("no network")), "offline"],
    ["the room does not know the pass", () => problem(401, "unauthorized"), "pass"],
    ["the room is in trouble", () => problem(503, "unavailable"), "server"],
    [
      "the room does not allow its own address",
      () => problem(422, "invalid", [{ field: "returnTo", message: "no" }]),
      "server",
    ],
    ["the answer is none", () => json({}), "server"],
  ])("because %s is told, and can be asked for again", async (_, answer, why) => {
    const fragment = `return=${encodeURIComponent(shop)}&challenge=${challenge}`;
    const { web, store, turn, rings, left, going } = await inLine({ fragment });
    web.answers[codes] = answer;
    turn();
    await rings();
    expect([left, going()]).toEqual([[], { kind: "refused", why }]);
    Object.assign(web.answers, { [codes]: roomOf(shop).answers[codes] });
    await store.go();
    expect(left).toEqual([location]);
  });

  test("because the visit is over ends it", async () => {
    const { web, turn, rings, visit, going } = await inLine();
    web.answers[codes] = () => problem(410, "visit_over");
    turn();
    await rings();
    expect([visit().stage, going().kind]).toEqual(["expired", "none"]);
  });
});

test.each([
  ["https://shop.example/sale/tonight", "https://shop.example/"],
  ["http://localhost:4000/", "http://localhost:4000/"],
  [undefined, undefined],
])("after a visit the page of a room that leads to %s links to %s", async (returnTo, start) => {
  const { store, turn, end, visit } = await inLine({ web: roomOf(returnTo), fragment: "" });
  turn();
  end("completed");
  expect([visit().stage, siteStart(store.getState())]).toEqual(["completed", start]);
});

// biome-ignore format: a table
test.each<[Going["kind"], string, string | undefined]>([
  ["none",      "Go to shop.example", en.goText],
  ["otherSite", "Go to shop.example", en.goText],
  ["cameBack",  "Go to shop.example", en.goText],
  ["noWayBack", "Try now",            undefined],
])("where the way is %s the button says %j, and the text %j", (kind, label, text) => {
  const going = { kind } as Going;
  const facts = { returnTo: shop };
  expect([goLabel({ going, facts, cameFrom: "shop.example" }, en), goText(going, en)]).toEqual([label, text]);
});

test("a second press while the first is under way asks for nothing; a site that does not come can be tried again", async () => {
  const { store, time, turn, rings, asked } = await inLine();
  turn();
  await rings();
  await store.go();
  expect(asked()).toHaveLength(1);
  time.pass(10);
  await store.go();
  expect(asked()).toHaveLength(2);
});
