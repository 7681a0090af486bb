import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import {
  AuditPage,
  type Line,
  LiveView,
  Preview,
  Rooms,
  Samples,
  Settings,
  TicketView,
} from "@fairline/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { admitIn, arrive } from "../../functions/test/arrivals.ts";
import { until } from "../../functions/test/until.ts";
import { Paper, start } from "./commandLine.ts";
import { type Served, serveRooms } from "./servedRoom.ts";

let served: Served;
beforeAll(async () => {
  served = await serveRooms();
});
afterAll(() => served.stop());

/** A room of its own, with so many in line. */
async function open(settings: Partial<Settings> = {}, waiting = 0): Promise<Line> {
  const line = await served.world.openRoom(settings);
  if (waiting > 0) await arrive(served.world, line, waiting);
  return line;
}

/** A command about a room, which must succeed; gives what it printed. */
async function room(line: Line, ...args: readonly string[]): Promise<string> {
  const { code, out, err } = await served.room([...args, "--room", line.room]);
  expect([code, err]).toEqual([0, ""]);
  return out;
}

/** The same with --json, as its schema has it. */
async function json<S extends z.ZodMiniType>(schema: S, line: Line, ...args: readonly string[]) {
  return schema.parse(JSON.parse(await room(line, ...args, "--json"))) as z.output<S>;
}

async function refused(args: readonly string[], code: number, line: RegExp): Promise<void> {
  const said = await served.room(args);
  expect(said).toEqual({ code, out: "", err: expect.stringMatching(line) });
  expect(said.err).toMatch(/^room: [^\n]+\n$/);
}

const settingsOf = (line: Line) => json(Settings, line, "settings");
const versionOf = async (line: Line) => (await json(LiveView, line, "status")).version;

test("without --room it is the only room there is; with none or several it says so", async () => {
  await refused(["status"], 1, /^room: there is no room\n$/);
  const first = await open({ title: "The first" });
  expect((await served.room(["status"])).out).toContain(first.room);
  const second = await open();
  await refused(
    ["status"],
    2,
    new RegExp(`^room: several rooms: give --room \\(${first.room}, ${second.room}\\)\n$`),
  );
  const { out } = await served.room(["rooms"]);
  expect(out.split("\n").map((row) => row.split(/ +/)[0])).toEqual(["room", first.room, second.room, ""]);
  expect(out).toContain("The first");
  const { rooms } = Rooms.parse(JSON.parse((await served.room(["rooms", "--json"])).out));
  expect(rooms.map((one) => one.room)).toEqual([first.room, second.room]);
});

describe("status", () => {
  test("shows the line and who is inside, in words and as JSON", async () => {
    const line = await open({ slots: 2, title: "Tickets" }, 4);
    await admitIn(served.world, line, 1);
    const view = await json(LiveView, line, "status");
    expect(view).toMatchObject({ snapshot: { waiting: 3, active: 1 }, slots: [{ lane: 1, number: 1 }] });
    const text = await room(line, "status");
    for (const fact of [
      /^room-\d+ {2}open {2}Tickets/,
      /^waiting +3$/m,
      /^active +1 of 2$/m,
      /^next +number 2, of 4 given out$/m,
    ])
      expect(text).toMatch(fact);
    expect(text).toMatch(/^ *lane +number +for +left\n +1 +1 +\d+ s +(1 min|\d+ s)$/m);
  });

  test("--watch looks again and again until it is stopped, and then ends well", async () => {
    const line = await open();
    const stop = new AbortController();
    const out = new Paper();
    const watching = served.room(["status", "--watch", "--json", "--room", line.room], {
      out,
      stop: stop.signal,
    });
    await until("two looks", () => out.text.split("\n").length > 2);
    stop.abort();
    expect(await watching).toMatchObject({ code: 0, err: "" });
    const lines = out.text.trimEnd().split("\n");
    for (const one of lines) expect(LiveView.parse(JSON.parse(one)).snapshot.room).toBe(line.room);
  });

  test("--watch goes on when the server comes back, and says meanwhile that it does not answer", async () => {
    const line = await open();
    let isDown = false;
    const between = createServer((request, response) => {
      const headers = { authorization: request.headers.authorization ?? "" };
      if (isDown) request.socket.destroy();
      else
        void fetch(`${served.url}${request.url}`, { headers }).then(async (answer) =>
          response.end(await answer.text()),
        );
    }).listen(0, "127.0.0.1");
    await once(between, "listening");
    const url = `http://127.0.0.1:${(between.address() as AddressInfo).port}`;
    const stop = new AbortController();
    const [out, err] = [new Paper(), new Paper()];
    const args = ["status", "--watch", "--json", "--url", url, "--room", line.room];
    const watching = served.room(args, { out, err, stop: stop.signal });
    const looks = () => out.text.split("\n").length - 1;
    await until("a look", () => looks() > 0);
    isDown = true;
    await until("a word of it", () => /^room: nobody answers at .*; trying again\n/.test(err.text));
    isDown = false;
    const before = looks();
    await until("another look", () => looks() > before);
    stop.abort();
    expect((await watching).code).toBe(0);
    between.close();
    between.closeAllConnections();
  });

  test("--watch on a terminal draws over what it drew before", async () => {
    const line = await open();
    const stop = new AbortController();
    const out = new Paper(true);
    const watching = served.room(["status", "--watch", "--room", line.room], { out, stop: stop.signal });
    await until("the first look", () => out.text.includes("last tick"));
    await served.room(["pause", "--room", line.room]);
    await until("the second look", () => out.text.includes("paused"));
    stop.abort();
    expect(await watching).toMatchObject({ code: 0, err: "" });
    // Up and away with what stood there.
    const moves = out.text.split("\u001b[");
    expect(moves.some((move) => /^\d+A/.test(move))).toBe(true);
  });

  test("--watch on a low terminal leaves out the end, and not the beginning", async () => {
    const line = await open();
    const stop = new AbortController();
    const out = new Paper(true, 6);
    const watching = served.room(["status", "--watch", "--room", line.room], { out, stop: stop.signal });
    await until("the first look", () => out.text.includes("waiting"));
    stop.abort();
    await watching;
    expect(out.text).toContain(line.room);
    expect(out.text).not.toContain("last tick");
  });
});

describe("set", () => {
  // biome-ignore format: a table
  test.each([
    ["max-visit-seconds=20", "maxVisitSeconds is 20 s", " at maxVisitSeconds 20 s: that takes more than Y, 60 s"],
    ["max-visit-seconds=60", "maxVisitSeconds is 60 s", " at maxVisitSeconds 60 s: that takes more than Y, 60 s"],
    ["max-visit-seconds=90", "maxVisitSeconds is 90 s", undefined],
    ["slot-seconds=90",      "slotSeconds is 90 s",     " at maxVisitSeconds 80 s: that takes more than Y, 90 s"],
    ["slots=3",              "slots is 3",              undefined],
  ])("%s says whether the site can give more time by it", async (change, done, inVain) => {
    const line = await open({ slotSeconds: 60, maxVisitSeconds: 80 });
    const more = inVain === undefined ? "" : `The site gives no visit more time${inVain}.\n`;
    expect(await room(line, "set", change)).toBe(`${done} (version 2).\n${more}`);
  });

  test("changes settings, as the log tells with the operator's name", async () => {
    const line = await open({ slots: 2 });
    expect(await room(line, "set", "slots=20", "slot-seconds=90", "--as", "지호")).toBe(
      "slots is 20, slotSeconds is 90 s (version 2).\n",
    );
    expect(await settingsOf(line)).toMatchObject({ slots: 20, slotSeconds: 90 });
    const [entry] = (await json(AuditPage, line, "log")).entries;
    expect(entry).toMatchObject({ who: "지호", undoable: true });
    expect(entry?.what).toContain("slots to 20 (was 2)");
  });

  test("of two operators who saw the same version the second one is refused, and overwrites nothing", async () => {
    const line = await open({ slots: 2 });
    const version = String(await versionOf(line));
    const set = (slots: number) => ["set", `slots=${slots}`, "--if-version", version, "--room", line.room];
    expect((await served.room(set(5))).code).toBe(0);
    await refused(set(7), 1, /version 2/);
    expect(await settingsOf(line)).toMatchObject({ slots: 5 });
  });

  test("to what is so already changes nothing, and says so; beforehand, too", async () => {
    const line = await open({ slots: 3, state: "closed" });
    const args = ["slots=3", "draining=true"];
    expect(await room(line, "set", "slots=3")).toBe("Nothing changed: slots is 3 (version 1).\n");
    expect(await room(line, "set", ...args)).toBe(
      "Nothing changed: slots is 3, draining is false (version 1).\n",
    );
    for (const name of ["preview", "set"])
      expect(await room(line, name, "slots=3", ...(name === "set" ? ["-n"] : []))).toBe(
        "Nothing changes: slots is 3 already (version 1).\n",
      );
    const told = await room(line, "preview", "slots=9");
    expect(told).toMatch(/^Nothing now: the room is closed\. It counts when the room opens\.\n/);
    expect(told).toMatch(/^until all are called +at once +at once$/m);
  });

  test("out of range is refused before anybody is asked", async () => {
    const line = await open();
    await refused(
      ["set", "slots=0", "--room", line.room],
      2,
      /^room: slots: must be a whole number from 1 to 5000 \(was 0\)\n$/,
    );
    expect(await versionOf(line)).toBe(1);
  });

  test.each(["preview slots=4", "set slots=4 --dry-run"])(
    "%s tells what would happen, and changes nothing",
    async (args) => {
      const line = await open({ slots: 2 }, 6);
      const preview = await json(Preview, line, ...args.split(" "));
      expect(preview.then.admittedPerMinute).toBeGreaterThan(preview.now.admittedPerMinute);
      const text = await room(line, ...args.split(" "));
      for (const effect of preview.effects)
        expect(text.replaceAll(/[\d.]+/g, "N")).toContain(effect.replaceAll(/[\d.]+/g, "N"));
      expect(text).toContain("Nothing was changed");
      expect(await settingsOf(line)).toMatchObject({ slots: 2 });
    },
  );
});

// biome-ignore format: a table
test.each([
  ["pause",  { state: "open" },                   { state: "paused", draining: false }, /^room-\d+ is paused \(version 2\)/],
  ["resume", { state: "paused" },                 { state: "open", draining: false },   /^room-\d+ is open \(version 2\)/],
  ["close",  { state: "open" },                   { state: "closed", draining: false }, /^room-\d+ is closed \(version 2\)/],
  ["open",   { state: "closed" },                 { state: "open", draining: false },   /^room-\d+ is open \(version 2\)/],
  ["resume", { state: "paused", draining: true }, { state: "open", draining: true },    /^room-\d+ is draining: .* \(version 2\)/],
  ["pause",  { draining: true },                  { state: "paused", draining: true },  /^room-\d+ is paused, draining: .* newcomers are refused \(version 2\)/],
  ["drain",  { state: "open" },                   { state: "open", draining: true },    /^room-\d+ is draining: .* \(version 2\)/],
] as const)("%s makes a room that is %j one that is %j", async (name, from, to, said) => {
  const line = await open(from);
  expect(await room(line, name)).toMatch(said);
  expect(await settingsOf(line)).toMatchObject(to);
});

test("status --json tells the cost, too, as the table does, and with --watch as well", async () => {
  const line = await open({}, 1);
  const Priced = z.object({
    cost: z.object({ dollars: z.number(), dollarsPerHour: z.number(), pricesKnownOn: z.string() }),
  });
  const { cost } = await json(Priced, line, "status");
  expect(cost.dollars).toBeGreaterThan(0);
  expect(await room(line, "status")).toContain(`(prices of ${cost.pricesKnownOn})`);
  const stop = new AbortController();
  const out = new Paper();
  const watching = served.room(["status", "-w", "--json", "--room", line.room], { out, stop: stop.signal });
  await until("a look", () => out.text.includes("\n"));
  stop.abort();
  await watching;
  expect(Priced.parse(JSON.parse(out.text.split("\n")[0] ?? "")).cost.dollars).toBeGreaterThan(0);
});

test("samples tells each minute on a line, with --since only later ones", async () => {
  const line = await open();
  expect(await room(line, "samples")).toBe("There are none of that time.\n");
  const figures = { active: 2, slots: 3, serving: 4, issued: 5, admitted: 6, ended: 7, pushes: 8000 };
  const nowMs = Date.now();
  for (const [atMs, waiting] of [
    [nowMs - 120_000, 11],
    [nowMs - 60_000, 12],
  ] as const)
    await served.world.runtime.ports.ledger.addSample(
      line,
      { atMs, waiting, ...figures, lastWaitSeconds: 90 },
      "minute",
    );
  const lines = (await room(line, "samples")).trimEnd().split("\n");
  expect(lines[0]).toMatch(
    /^minute \(\S+\) +waiting +active +slots +next +given out +admitted +ended +pushes +last wait$/,
  );
  expect(lines[1]).toMatch(/^\S+ \S+ +11 +2 +3 +4 +5 +6 +7 +8,000 +1 min 30 s$/);
  const since = new Date(nowMs - 90_000).toISOString();
  const { samples } = await json(Samples, line, "samples", "--since", since);
  expect(samples.map(({ waiting }) => waiting)).toEqual([12]);
  await refused(
    ["samples", "--since", "noon", "--room", line.room],
    2,
    /^room: --since: .*\(was "noon"\)\n$/,
  );
});

test.each([
  ["pause", "the room is closed: only one that is open can be paused."],
  ["resume", "the room is closed: only one that is paused can be resumed."],
])("%s of a closed room is refused with what is wrong, and ends with 1", async (name, said) => {
  const line = await open({ state: "closed" });
  const { code, err } = await served.room([name, "--room", line.room]);
  expect([code, err]).toEqual([1, `room: ${said}\n`]);
  expect(await settingsOf(line)).toMatchObject({ state: "closed" });
});

test("settings, previews and resets ask for no samples, which are most of what a look weighs", async () => {
  const line = await open({}, 1);
  const looks: string[] = [];
  const between = createServer(async (request, response) => {
    const body = await text(request);
    const { authorization = "", "content-type": type = "text/plain" } = request.headers;
    if (request.url?.includes("/live")) looks.push(request.url);
    const answer = await fetch(`${served.url}${request.url}`, {
      ...{ method: request.method ?? "", headers: { authorization, "content-type": type } },
      ...(body === "" ? {} : { body }),
    });
    response.writeHead(answer.status).end(await answer.text());
  }).listen(0, "127.0.0.1");
  await once(between, "listening");
  const url = `http://127.0.0.1:${(between.address() as AddressInfo).port}`;
  const startMs = Date.now();
  for (const args of [["settings"], ["preview", "slots=4"], ["reset"]])
    await served.room([...args, "--url", url, "--room", line.room], { ask: async () => line.room });
  between.close();
  between.closeAllConnections();
  expect(looks).toHaveLength(3);
  for (const look of looks)
    expect(Date.parse(new URL(look, url).searchParams.get("since") ?? "")).toBeGreaterThanOrEqual(startMs);
});

describe("announce", () => {
  test("tells everybody, each in their language, until it is cleared", async () => {
    const line = await open();
    expect(await room(line, "announce", "Back at noon.", "--in", "ko=정오에", "--in", "ja=正午に")).toBe(
      "Announced, and in ko, ja (version 2).\n",
    );
    expect(await settingsOf(line)).toMatchObject({
      announcement: "Back at noon.",
      translations: { ko: "정오에", ja: "正午に" },
    });
    expect(await room(line, "status")).toMatch(/^announced +Back at noon\. \(and in ko, ja\)$/m);
    expect(await room(line, "announce", "--clear")).toBe("The announcement is gone (version 3).\n");
    expect(await settingsOf(line)).toMatchObject({ announcement: "", translations: {} });
  });

  test("by set is refused while it stands in other languages, which would stay as they are", async () => {
    const line = await open();
    await room(line, "announce", "Doors", "--in", "de=Alt", "--in", "ko=옛");
    for (const args of [
      ["announcement=New"],
      ["announcement=", "slots=9"],
      ["announcement=New", "--dry-run"],
    ])
      await refused(
        ["set", ...args, "--room", line.room],
        2,
        /^room: set: the announcement stands in de, ko, too; use announce, which replaces all languages\n$/,
      );
    expect(await versionOf(line)).toBe(2);
    await room(line, "announce", "New");
    expect(await room(line, "set", "announcement=Newer")).toBe("announcement is Newer (version 4).\n");
  });

  test.each([[["announce"]], [["announce", "Soon", "--clear"]], [["announce", "--clear", "--in", "ko=곧"]]])(
    "%j is neither a text nor --clear",
    (args) => refused(args, 2, /^room: announce: give either a text or --clear\n$/),
  );
});

describe("one visitor", () => {
  test("is called in past those before, and let in at the next free slot; and the visit is ended", async () => {
    const line = await open({ slots: 1 }, 3);
    expect(await json(TicketView, line, "ticket", "3")).toMatchObject({
      status: "waiting",
      position: 3,
      calledIn: false,
    });
    expect(await room(line, "call", "3")).toMatch(
      /^status +waiting, called in: the next free slot is theirs$/m,
    );
    await admitIn(served.world, line, 0);
    expect(await room(line, "ticket", "3")).toMatch(/^status +admitted$/m);
    expect(await room(line, "ticket", "3")).toMatch(/^present +yes$[\s\S]*^until /m);
    expect(await json(TicketView, line, "end", "3")).toMatchObject({ number: 3, status: "expired" });
    expect(await room(line, "ticket", "3")).toMatch(/^status +expired$/m);
    expect(await room(line, "ticket", "3")).not.toMatch(/^(present|until) /m);
  });

  // biome-ignore format: a table
  test.each([
    ["ticket 99", 1, /./], ["call 99", 1, /./], ["end 99", 1, /./], ["end 1", 1, /./],
    ["ticket twelve", 2, /^room: number: must be a whole number, 1 or more \(was "twelve"\)\n$/],
    ["call 0",        2, /^room: number: must be a whole number, 1 or more \(was 0\)\n$/],
  ] as const)("%s is refused", async (args, code, said) => {
    const line = await open({}, 1);
    await refused([...args.split(" "), "--room", line.room], code, said);
  });
});

describe("the log", () => {
  test("has 20 entries a page, and all of them with --all", async () => {
    const line = await open({ slots: 100 });
    for (let slots = 1; slots <= 22; slots++) await room(line, "set", `slots=${slots}`);
    const page = await json(AuditPage, line, "log");
    expect([page.entries.length, page.more]).toEqual([20, true]);
    expect(await room(line, "log")).toContain("There are older ones: --all");
    const all = await json(AuditPage, line, "log", "--all");
    expect(all.more).toBe(false);
    expect(all.entries.slice(0, 20)).toEqual(page.entries);
    const changes = all.entries.filter(({ what }) => what.includes("slots"));
    expect(new Set(changes.map(({ id }) => id)).size).toBe(22);
  });

  test("undo last takes the newest change of settings back, and twice does it again", async () => {
    const line = await open({ slots: 2 });
    await room(line, "set", "slots=20");
    expect(await room(line, "undo", "last")).toBe("Undone: set slots to 20 (was 2) (version 3).\n");
    expect(await settingsOf(line)).toMatchObject({ slots: 2 });
    await room(line, "undo", "last");
    expect(await settingsOf(line)).toMatchObject({ slots: 20 });
  });

  test("undo takes an id of the log, and refuses what was changed since, and what there is none of", async () => {
    const line = await open({ slots: 2 });
    await room(line, "set", "slots=20");
    const [{ id } = { id: "" }] = (await json(AuditPage, line, "log")).entries;
    expect(await room(line, "log")).toContain(id);
    await room(line, "set", "slots=30");
    await refused(["undo", id, "--room", line.room], 1, /./);
    await refused(["undo", "nothing", "--room", line.room], 1, /./);
    expect(await settingsOf(line)).toMatchObject({ slots: 30 });
    await refused(["undo", "last", "--room", (await open()).room], 1, /./);
  });
});

describe("reset", () => {
  const runOf = async (line: Line) => (await json(LiveView, line, "status")).run;

  test("on a terminal asks for the room's name, and tells what will be lost", async () => {
    const line = await open({}, 3);
    let asked = "";
    const reset = (answer: string) =>
      served.room(["reset", "--room", line.room], {
        async ask(question) {
          asked = question;
          return answer;
        },
      });
    const wrong = await reset("yes");
    expect(wrong).toEqual({
      code: 2,
      out: "",
      err: "room: reset: that is not the room's name; nothing was changed\n",
    });
    expect(await runOf(line)).toBe(1);
    expect(asked).toContain("3 wait and 0 are inside");
    expect((await reset(` ${line.room} `)).code).toBe(0);
    expect(await runOf(line)).toBe(2);
  });

  test("without a terminal takes --yes with the room's name, and nothing else", async () => {
    const line = await open();
    await refused(
      ["reset", "--room", line.room],
      2,
      /no terminal to ask on; give --yes with the room's name\n$/,
    );
    await refused(
      ["reset", "--room", line.room, "--yes", "demo"],
      2,
      /--yes: must be the room's name, room-\d+ \(was "demo"\)\n$/,
    );
    expect(await runOf(line)).toBe(1);
    expect(await room(line, "reset", "--yes", line.room)).toContain("was reset: numbers begin at 1 again");
    expect(await runOf(line)).toBe(2);
  });
});

describe("whoever cannot be served is told in one line", () => {
  // biome-ignore format: a table
  test.each([
    [["status", "--token", "wrong"],  1, /^room: http:\S+ does not take this token\n$/],
    [["status", "--room", "nowhere"], 1, /^room: there is no room nowhere; there are room-1, room-\d+.*\n$/],
  ] as const)("%j ends with %i", (args, code, said) => refused(args, code, said));

  test("a server that is not there is not reached, and somebody else's is not taken for Fairline's", async () => {
    const other = createServer((_, response) => response.end("<h1>Hello</h1>")).listen(0, "127.0.0.1");
    await once(other, "listening");
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    await refused(["rooms", "--url", url], 3, /does not answer as Fairline does\n$/);
    other.close();
    other.closeAllConnections();
    await once(other, "close");
    await refused(["rooms", "--url", url], 3, /^room: nobody answers at http:\S+ \(ECONNREFUSED\)\n$/);
  });
});

describe("as a process", () => {
  const env = () => ({ FAIRLINE_URL: served.url, FAIRLINE_ADMIN_TOKEN: "the-operators-token" });

  test("it ends with 0, 1, 2 or 3, with the server's JSON alone on standard output", async () => {
    const { room: name } = await open();
    const good = start(["status", "--room", name, "--json"], env());
    expect(await good.ended).toBe(0);
    expect(LiveView.parse(JSON.parse(good.said.out)).snapshot.room).toBe(name);
    expect(good.said.err).toBe("");
    const bad: readonly [readonly string[], number][] = [
      [["status", "--room", "nowhere", "--json"], 1],
      [["reset", "--room", name, "--json"], 2],
      [["status", "--room", name, "--json", "--url", "http://localhost:1"], 3],
    ];
    for (const [args, code] of bad) {
      const { said, ended } = start(args, env());
      expect([await ended, said.out]).toEqual([code, ""]);
      expect(said.err).toMatch(/^room: [^\n]+\n$/);
    }
  });

  test("Ctrl-C ends status --watch well", async () => {
    const { room: name } = await open();
    const { child, said, ended } = start(["status", "--watch", "--room", name], env());
    await until("the first look", () => said.out.includes("last tick"));
    child.kill("SIGINT");
    expect(await ended).toBe(0);
    expect(said.err).toBe("");
  });

  test("whoever reads no further ends it without a complaint", async () => {
    const { room: name } = await open();
    const { child, said, ended } = start(["status", "--watch", "--room", name], env());
    await until("the first look", () => said.out !== "");
    child.stdout?.destroy();
    expect(await ended).toBe(0);
    expect(said.err).toBe("");
  });
});
