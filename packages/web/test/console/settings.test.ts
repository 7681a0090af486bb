import { describe, expect, test } from "vitest";
import { hintOf, refusalSaid } from "../../src/console/room/settings/words.ts";
import { settled } from "../world.ts";
import { openRoom } from "./consoles.ts";

describe("the settings", () => {
  test("only what was changed is sent, with the version that it was read in", async () => {
    const { store, server, form } = await openRoom();
    store.type("slots", "5");
    store.type("title", "Night train");
    store.type("title", "Demo");
    await store.save();
    expect(server.askedFor("PUT /admin/rooms/demo/settings")[0]).toMatchObject({
      body: { slots: 5 },
      headers: { "if-match": '"1"' },
    });
    expect(form()).toMatchObject({
      settings: { slots: 5 },
      version: 2,
      draft: {},
      outcome: { kind: "saved" },
    });
  });

  test("a switch that is turned is sent as what it is, and one that is turned back is no change", async () => {
    const { store, server, form } = await openRoom();
    store.type("confirm", "true");
    expect(form().draft).toEqual({ confirm: "true" });
    store.type("confirm", "false");
    expect(form().draft).toEqual({});
    store.type("confirm", "true");
    await store.save();
    expect(server.settings.confirm).toBe(true);
    expect(form()).toMatchObject({ settings: { confirm: true }, draft: {}, outcome: { kind: "saved" } });
  });

  test("addresses are typed one a line, and sent as a list without what is empty", async () => {
    const { store, server, form } = await openRoom();
    store.type("returnAddresses", "https://shop.example/\n  https://shop.example/sale \n\n");
    store.type("maxVisitSeconds", "900");
    await store.save();
    expect(server.askedFor("PUT /admin/rooms/demo/settings")[0]).toMatchObject({
      body: {
        returnAddresses: ["https://shop.example/", "https://shop.example/sale"],
        maxVisitSeconds: 900,
      },
    });
    expect(form()).toMatchObject({ draft: {}, outcome: { kind: "saved" } });
    store.type("returnAddresses", "https://shop.example/\nhttps://shop.example/sale");
    expect(form().draft).toEqual({});
    store.type("returnAddresses", "");
    await store.save();
    expect(server.settings.returnAddresses).toEqual([]);
  });

  test("of an address that is refused the field tells which it is, and what it must be", async () => {
    const { store, form } = await openRoom();
    store.type("returnAddresses", "https://shop.example/\nhttp://shop.example/\nshop");
    await store.save();
    expect(form().outcome).toEqual({ kind: "refused" });
    const { returnAddresses = "" } = form().refused;
    expect(returnAddresses).toMatch(/^number 2 must be an https address/);
    expect(refusalSaid("returnAddresses", returnAddresses)).toMatch(
      /^Return addresses: number 2 must be an https/,
    );
  });

  test("a save is told until it is in force, then a moment longer, and then no more", async () => {
    const { store, form, seconds } = await openRoom();
    store.type("slots", "5");
    await store.save();
    await seconds(2);
    const { outcome } = form();
    expect(outcome.kind === "saved" && outcome.inForceAtMs > store.getState().nowMs).toBe(true);
    await seconds(2);
    expect(form().outcome.kind === "saved" && outcome.kind === "saved").toBe(true);
    expect(outcome.kind === "saved" && outcome.inForceAtMs < store.getState().nowMs).toBe(true);
    await seconds(7);
    expect(form().outcome).toEqual({ kind: "none" });
  });

  test("a save is told no more once somebody else has changed something after it", async () => {
    const { store, server, form, seconds } = await openRoom();
    store.type("slots", "5");
    await store.save();
    server.change("Sora", "set slots to 8 (was 5)", { slots: 8 });
    await seconds(2);
    expect(form()).toMatchObject({ settings: { slots: 8 }, outcome: { kind: "none" } });
  });

  test("a field that is refused shows the server's words until it is typed into", async () => {
    const { store, form } = await openRoom();
    store.type("slots", "9000");
    await store.save();
    expect(form()).toMatchObject({
      refused: { slots: "must be a whole number from 1 to 5000" },
      outcome: { kind: "refused" },
    });
    store.type("slots", "90");
    expect(form().refused).toEqual({});
  });

  test("settings that cannot be saved say why, and what was typed is kept", async () => {
    const { store, server, form } = await openRoom();
    store.type("slots", "5");
    server.answers = false;
    await store.save();
    expect(form()).toMatchObject({
      draft: { slots: "5" },
      outcome: { kind: "failed", message: "The server did not answer." },
    });
  });

  test.each([
    [true, /say “I’m here”/],
    [false, /no-show/],
  ])("while calls are to be answered (%s) the grace seconds mean something else", (isAsking, meaning) => {
    expect(hintOf("graceSeconds", isAsking)).toMatch(meaning);
  });
});

describe("two operators", () => {
  test("do not overwrite each other: the later one is told who changed what, keeps what was typed, and may overrule", async () => {
    const { store, server, form } = await openRoom();
    store.type("slots", "5");
    server.change("Sora", "set slots to 4 (was 3)", { slots: 4, tickSeconds: 9 });
    await store.save();
    expect(server.settings.slots).toBe(4);
    expect(form()).toMatchObject({
      settings: { slots: 4, tickSeconds: 9 },
      draft: { slots: "5" },
      outcome: { kind: "changedElsewhere", what: "Sora set slots to 4 (was 3)" },
    });
    await store.save();
    expect(server.settings).toMatchObject({ slots: 5, tickSeconds: 9 });
  });

  test("are told of each other even when the poll has brought the change before the save", async () => {
    const { store, server, form, seconds } = await openRoom();
    store.type("slots", "5");
    server.change("Sora", "set slots to 4 (was 3)", { slots: 4 });
    await seconds(2);
    expect(form()).toMatchObject({ settings: { slots: 4 }, draft: { slots: "5" } });
    await store.save();
    expect(form().outcome).toEqual({ kind: "changedElsewhere", what: "Sora set slots to 4 (was 3)" });
    expect(server.settings.slots).toBe(4);
  });

  test("are told all that happened meanwhile, in order, and not what happened before", async () => {
    const { store, server, form } = await openRoom((server) => {
      server.change("Hana", "set slots to 9 (was 3)", { slots: 9 });
    });
    store.type("slots", "5");
    server.change("Sora", "paused the room", { state: "paused" });
    server.note("Sora", "called number 12 in");
    server.change("Yuki", "set slots to 4 (was 9)", { slots: 4 });
    await store.save();
    expect(form().outcome).toEqual({
      kind: "changedElsewhere",
      what: "Sora paused the room, then Yuki set slots to 4 (was 9)",
    });
  });

  test("are told of a reset, which changes no settings, and of nothing that was done before", async () => {
    const { store, server, form } = await openRoom((server) => {
      server.change("Hana", "set slots to 9 (was 3)", { slots: 9 });
    });
    store.type("slots", "5");
    server.change("Yuki", "reset the room: run 2 begins", {});
    await store.save();
    expect(form().outcome).toEqual({ kind: "changedElsewhere", what: "Yuki reset the room: run 2 begins" });
  });

  test("are told that somebody changed the room where the log has nothing newer, and of no one who did not", async () => {
    const { store, server, form } = await openRoom((server) => {
      server.change("Hana", "set slots to 9 (was 3)", { slots: 9 });
    });
    store.type("slots", "5");
    server.version += 1;
    await store.save();
    expect(form().outcome).toEqual({ kind: "changedElsewhere", what: "Somebody changed the room" });
  });

  test("see each other's settings by themselves while nothing is typed", async () => {
    const { server, form, seconds } = await openRoom();
    server.change("Sora", "set slots to 8 (was 3)", { slots: 8 });
    await seconds(2);
    expect(form()).toMatchObject({ settings: { slots: 8 }, base: 2 });
  });

  test("whose own deed is between typing and saving are not asked twice", async () => {
    const { store, server, form } = await openRoom();
    store.type("slots", "5");
    await store.pause();
    await store.save();
    expect(form().outcome.kind).toBe("saved");
    expect(server.settings).toMatchObject({ slots: 5, state: "paused" });
  });
});

describe("the effect of a change", () => {
  const typingIsOver = 1;

  test("is shown before it is saved, a moment after the last key", async () => {
    const { store, server, seconds } = await openRoom();
    store.type("slots", "5");
    store.type("slots", "50");
    await settled();
    expect(server.askedFor("POST /admin/rooms/demo/preview")).toEqual([]);
    await seconds(typingIsOver);
    expect(server.askedFor("POST /admin/rooms/demo/preview").map(({ body }) => body)).toEqual([
      { slots: 50 },
    ]);
    expect(store.getState().foresight).toMatchObject({
      kind: "foreseen",
      preview: { effects: ["At X = 50 more are let in."] },
    });
    expect(server.settings.slots).toBe(3);
  });

  test("of what was typed before is dropped, even when it comes last", async () => {
    const { store, server, seconds } = await openRoom();
    let late = (_: Response) => {};
    server.special["POST /admin/rooms/demo/preview"] = () =>
      new Promise((resolve) => {
        late = resolve;
      });
    store.type("slots", "5");
    await seconds(typingIsOver);
    server.special = {};
    store.type("slots", "7");
    await seconds(typingIsOver);
    late(new Response("{}"));
    await settled();
    expect(store.getState().foresight).toMatchObject({ preview: { effects: ["At X = 7 more are let in."] } });
  });

  test("stays on the screen while it is asked for anew", async () => {
    const { store, seconds } = await openRoom();
    store.type("slots", "5");
    await seconds(typingIsOver);
    store.type("slots", "7");
    expect(store.getState().foresight).toMatchObject({
      kind: "asking",
      before: { change: { slots: 5 }, preview: { effects: ["At X = 5 more are let in."] } },
    });
  });

  test("goes when nothing is changed any more", async () => {
    const { store, seconds } = await openRoom();
    store.type("slots", "5");
    await seconds(typingIsOver);
    store.type("slots", "3");
    expect(store.getState().foresight).toEqual({ kind: "none" });
  });

  test("of what cannot be is told beside the field, before anybody saves", async () => {
    const { store, form, seconds } = await openRoom();
    store.type("slots", "9000");
    await seconds(typingIsOver);
    expect(form()).toMatchObject({
      refused: { slots: "must be a whole number from 1 to 5000" },
      outcome: { kind: "none" },
    });
  });

  test("is asked for anew while the line goes on", async () => {
    const { store, server, seconds } = await openRoom();
    store.type("slots", "5");
    await seconds(12);
    expect(server.askedFor("POST /admin/rooms/demo/preview")).toHaveLength(2);
  });
});
