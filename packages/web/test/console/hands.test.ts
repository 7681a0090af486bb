import type { TicketView } from "@fairline/core";
import { describe, expect, test } from "vitest";
import { afterReset } from "../../src/console/room/hands/afterReset.ts";
import { meaning, offered } from "../../src/console/room/hands/offers.ts";
import { announcementOf, otherLanguages, written } from "../../src/console/room/hands/speech.ts";
import { json, problem, settled } from "../world.ts";
import { openRoom } from "./consoles.ts";
import { configured } from "./fakeServer.ts";

const waiting: TicketView = {
  number: 12,
  status: "waiting",
  present: true,
  position: 4,
  joinedAt: "2026-05-04T08:50:00.000Z",
  calledIn: false,
};

describe("the buttons", () => {
  test("pausing shows the new state at once, and is told for a while", async () => {
    const { store, view, seconds } = await openRoom();
    await store.pause();
    expect(store.getState().deed).toMatchObject({ kind: "done", name: "pause" });
    expect(view().snapshot.state).toBe("paused");
    await seconds(11);
    expect(store.getState().deed).toEqual({ kind: "none" });
  });

  test.each([
    ["pause", "open", "not_open"],
    ["resume", "paused", "Sora closed the room meanwhile. Please look again before you repeat it."],
  ] as const)(
    "a %s that comes just after somebody has closed the room leaves it closed, and that is told",
    async (name, from, message) => {
      const { store, server } = await openRoom((server) => server.change("Olga", "x", { state: from }));
      server.change("Sora", "closed the room", { state: "closed" });
      await store[name]();
      expect(server.settings.state).toBe("closed");
      expect(store.getState().deed).toMatchObject({ kind: "failed", message });
    },
  );

  test("a pause may be urgent: what somebody else has changed does not hold it up", async () => {
    const { store, server } = await openRoom();
    server.change("Sora", "set slots to 8 (was 3)", { slots: 8 });
    await store.pause();
    expect(server.settings).toMatchObject({ state: "paused", slots: 8 });
  });

  test("a room that is paused while it drains is told as one that refuses newcomers, and is not to be drained again", () => {
    expect(offered["paused, draining"]).toEqual(["resume", "open", "close"]);
    expect(meaning["paused, draining"]).toContain("newcomers are refused");
  });

  test("draining is asked about first, with what the server foresees, and done only when that is confirmed", async () => {
    const { store, server } = await openRoom();
    await store.ask("drain");
    expect(store.getState().question).toMatchObject({ name: "drain", prospect: { kind: "foreseen" } });
    expect(server.askedFor("POST /admin/rooms/demo/preview")[0]?.body).toEqual({
      state: "open",
      draining: true,
    });
    expect(server.settings.draining).toBe(false);
    await store.confirm();
    expect(server.settings.draining).toBe(true);
    expect(store.getState().question).toEqual({ kind: "none" });
  });

  test("a question that is taken back changes nothing", async () => {
    const { store, server } = await openRoom();
    await store.ask("close");
    store.cancel();
    await store.confirm();
    expect(server.settings.state).toBe("open");
    expect(server.askedFor("POST /admin/rooms/demo/close")).toEqual([]);
  });

  test("what is confirmed is not done when somebody else changed the room meanwhile, and that is told", async () => {
    const { store, server } = await openRoom();
    await store.ask("close");
    server.change("Sora", "set slots to 8 (was 3)", { slots: 8 });
    await store.confirm();
    expect(server.settings.state).toBe("open");
    expect(store.getState().deed).toEqual({
      kind: "failed",
      name: "close",
      message: "Sora set slots to 8 (was 3) meanwhile. Please look again before you repeat it.",
    });
  });

  test("a question does not wait long for what the server foresees", async () => {
    const { store, server, seconds } = await openRoom();
    server.special["POST /admin/rooms/demo/preview"] = () => new Promise(() => {});
    void store.ask("close");
    await settled();
    expect(store.getState().question).toEqual({ kind: "asking" });
    await seconds(2);
    expect(store.getState().question).toMatchObject({ kind: "asked", prospect: { kind: "failed" } });
  });

  test("a question is not taken back by the dialog of the one before, which closes late", async () => {
    const { store } = await openRoom();
    const asked = store.ask("close");
    store.cancel();
    await asked;
    expect(store.getState().question).toMatchObject({ kind: "asked", name: "close" });
  });

  test("what cannot be foreseen can be done all the same", async () => {
    const { store, server } = await openRoom();
    server.special["POST /admin/rooms/demo/preview"] = () => problem(503, "unavailable");
    await store.ask("close");
    expect(store.getState().question).toMatchObject({
      prospect: { kind: "failed", message: "unavailable" },
    });
    await store.confirm();
    expect(server.settings.state).toBe("closed");
  });

  test("a reset shows what is configured, and drops what was typed, written and told of the last save", async () => {
    const { store, server, form, view } = await openRoom();
    store.type("slots", "5");
    await store.save();
    store.type("tickSeconds", "9");
    store.write("everybody", "Half past.");
    await store.reset();
    expect(form()).toMatchObject({ settings: configured, draft: {}, outcome: { kind: "none" } });
    expect(store.getState().speech.draft).toEqual({});
    expect(view().run).toBe(2);
    expect(server.settings).toEqual(configured);
  });

  test("a deed that the server refuses says why, and what was typed is kept", async () => {
    const { store, server, form } = await openRoom();
    server.special["POST /admin/rooms/demo/reset"] = () => problem(503, "unavailable");
    store.type("slots", "5");
    await store.reset();
    expect(form().draft).toEqual({ slots: "5" });
    expect(store.getState().deed).toEqual({ kind: "failed", name: "reset", message: "unavailable" });
  });

  test("a second deed is not begun while one is under way", async () => {
    const { store, server } = await openRoom();
    await Promise.all([store.pause(), store.resume()]);
    expect(server.settings.state).toBe("paused");
  });
});

describe("an announcement", () => {
  test("is sent in every language that has a text, and those without a field are kept", async () => {
    const { store, server } = await openRoom((server) => {
      server.settings = { ...configured, announcement: "Old.", translations: { fr: "Vieux.", ja: "古い。" } };
    });
    store.write("everybody", "Sector B is sold out.");
    store.write("ko", "B 구역은 매진되었습니다.");
    store.write("ja", "");
    await store.announce();
    expect(server.askedFor("POST /admin/rooms/demo/announce")[0]).toMatchObject({
      headers: { "if-match": '"1"' },
      body: {
        announcement: "Sector B is sold out.",
        translations: { fr: "Vieux.", ko: "B 구역은 매진되었습니다." },
      },
    });
    expect(store.getState().speech.draft).toEqual({});
  });

  test("is told in languages that have no field, each of which can be removed", async () => {
    const { store, server } = await openRoom((server) => {
      server.settings = { ...configured, translations: { de: "Alt.", fr: "Vieux.", ja: "古い。" } };
    });
    expect(otherLanguages(server.settings)).toEqual(["de", "fr"]);
    store.write("de", "");
    await store.announce();
    expect(server.settings.translations).toEqual({ fr: "Vieux.", ja: "古い。" });
    expect(store.getState().speech.draft).toEqual({});
  });

  test("is taken away in every language at once, and what is being written stays", async () => {
    const { store, server } = await openRoom((server) => {
      server.settings = { ...configured, announcement: "Old.", translations: { de: "Alt.", ja: "古い。" } };
    });
    store.write("everybody", "New.");
    store.write("ja", "");
    await store.takeAnnouncementAway();
    expect(server.settings).toMatchObject({ announcement: "", translations: {} });
    expect(store.getState().speech.draft).toEqual({ everybody: "New." });
    await store.announce();
    expect(server.settings.announcement).toBe("New.");
  });

  test("that somebody has changed is not taken away unseen", async () => {
    const { store, server } = await openRoom((server) =>
      server.change("Olga", "x", { announcement: "Five." }),
    );
    server.change("Sora", "announced “Six.”", { announcement: "Six." });
    await store.takeAnnouncementAway();
    expect(server.settings.announcement).toBe("Six.");
  });

  test("that somebody else was faster with is kept, told, and may be sent again", async () => {
    const { store, server } = await openRoom();
    store.write("everybody", "Half past.");
    server.change("Sora", "announced “Six.”", { announcement: "Six." });
    await store.announce();
    expect(server.settings.announcement).toBe("Six.");
    expect(store.getState()).toMatchObject({
      speech: { draft: { everybody: "Half past." } },
      deed: { kind: "failed", name: "announce" },
    });
    await store.announce();
    expect(server.settings.announcement).toBe("Half past.");
  });

  test("that is typed while another is being sent is not lost", async () => {
    const { store, server } = await openRoom();
    store.write("everybody", "Half past.");
    const sent = store.announce();
    store.write("ko", "반에.");
    await sent;
    expect(store.getState().speech).toEqual({ draft: { ko: "반에." }, base: 2 });
    await store.announce();
    expect(server.settings).toMatchObject({ announcement: "Half past.", translations: { ko: "반에." } });
  });

  test("that is as what is in force is no change", () => {
    const speech = written({ draft: {}, base: 0 }, configured, 1, "everybody", "x");
    expect(written(speech, configured, 1, "everybody", "").draft).toEqual({});
  });

  test("of spaces alone is no translation", () => {
    const speech = { draft: { ko: "  " }, base: 1 };
    expect(announcementOf(configured, speech)).toEqual({ announcement: "", translations: {} });
  });
});

describe("one number", () => {
  const withTicket = (ticket = waiting) =>
    openRoom((server) => void server.tickets.set(ticket.number, ticket));

  test("is looked up, and looked up again while it is on the screen", async () => {
    const { store, server, seconds } = await withTicket();
    await store.lookUp(12);
    expect(store.getState().lookUp).toMatchObject({ kind: "found", ticket: { position: 4 } });
    server.tickets.set(12, { ...waiting, position: 3 });
    await seconds(2);
    expect(store.getState().lookUp).toMatchObject({ kind: "found", ticket: { position: 3 } });
  });

  test("that nobody has is told", async () => {
    const { store } = await withTicket();
    await store.lookUp(99);
    expect(store.getState().lookUp).toEqual({
      kind: "failed",
      number: 99,
      message: "Nobody has number 99 in this run.",
    });
  });

  test("is called in, and shown as called", async () => {
    const { store, server } = await withTicket();
    await store.lookUp(12);
    await store.callIn(12);
    expect(server.askedFor("POST /admin/rooms/demo/call")[0]?.body).toEqual({ number: 12 });
    expect(store.getState()).toMatchObject({
      deed: { kind: "done", name: "call" },
      lookUp: { ticket: { calledIn: true } },
    });
  });

  test("that cannot be called in is not, and the server says why", async () => {
    const { store, server } = await withTicket();
    server.special["POST /admin/rooms/demo/call"] = () =>
      json({ type: "about:blank", title: "x", status: 409, detail: "Number 12 is away." }, 409);
    await store.callIn(12);
    expect(store.getState().deed).toEqual({
      kind: "failed",
      name: "call",
      number: 12,
      message: "Number 12 is away.",
    });
  });

  test("whose visit is ended is shown as over", async () => {
    const { store } = await withTicket({ ...waiting, status: "admitted" });
    await store.lookUp(12);
    await store.endVisit(12);
    expect(store.getState()).toMatchObject({
      deed: { kind: "done", name: "end" },
      lookUp: { ticket: { status: "expired" } },
    });
  });

  test("is somebody else's after a reset, and is not shown any more", async () => {
    const { store, server, seconds } = await withTicket();
    await store.lookUp(12);
    server.run = 2;
    await seconds(2);
    expect(store.getState().lookUp).toEqual({ kind: "none" });
  });
});

describe("the log", () => {
  test("is read by itself, further back when asked, and stays so when new entries come", async () => {
    const { store, server, seconds } = await openRoom((server) => {
      for (let index = 0; index < 30; index += 1) server.note("Sora", `deed ${index}`);
    });
    expect(store.getState().log).toMatchObject({ more: true, entries: { length: 20 } });
    await store.readOlderLog();
    expect(store.getState().log).toMatchObject({ more: false, entries: { length: 30 } });
    server.note("Yuki", "paused the room");
    await seconds(5);
    const { entries, more } = store.getState().log;
    expect(entries).toHaveLength(31);
    expect(entries[0]?.who).toBe("Yuki");
    expect(more).toBe(false);
  });

  test("of which more than a page has passed since is read anew, without a gap", async () => {
    const { store, server, seconds } = await openRoom((server) => server.note("Sora", "the first"));
    for (let index = 0; index < 25; index += 1) server.note("Sora", `deed ${index}`);
    await seconds(5);
    expect(store.getState().log).toMatchObject({ more: true, entries: { length: 20 } });
  });

  test("undoes an entry, and shows the settings as they are then", async () => {
    const { store, server } = await openRoom((server) => {
      server.change("Sora", "set slots to 8 (was 3)", { slots: 8 });
    });
    await store.undo("0001");
    expect(server.askedFor("POST /admin/rooms/demo/undo")[0]?.body).toEqual({ id: "0001" });
    expect(store.getState()).toMatchObject({ deed: { kind: "done", name: "undo" }, form: { version: 3 } });
  });

  test("that cannot be read says so, and keeps what is known", async () => {
    const { store, server, seconds } = await openRoom((server) => server.note("Sora", "paused the room"));
    server.answers = false;
    await seconds(5);
    expect(store.getState().log).toMatchObject({
      trouble: "The server did not answer.",
      entries: { length: 1 },
    });
    server.answers = true;
    await seconds(5);
    expect(store.getState().log.trouble).toBeUndefined();
  });
});

test.each([
  [{ state: "open", draining: false }, "stays open"],
  [{ state: "paused", draining: false }, "stays paused"],
  [{ state: "closed", draining: false }, "stays closed"],
  [{ state: "open", draining: true }, "goes on draining, so it closes soon"],
] as const)("before a reset a room that is %j is said of: it %s", (room, said) => {
  expect(afterReset(room)).toBe(said);
});
