import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createVisitor, type VisitorOptions } from "../src/index.ts";
import { passingMemory } from "../src/passingMemory.ts";
import { startRooms } from "./realRoom.ts";

let rooms: Awaited<ReturnType<typeof startRooms>>;
beforeAll(async () => {
  const one = { slots: 1, slotSeconds: 60, tickSeconds: 1 };
  const asks = { ...one, confirm: true };
  // Where a call stands for 9 s, whoever asks over HTTP asks every 3 s.
  const polled = { ...asks, graceSeconds: 9 };
  const shop = { ...one, returnAddresses: ["https://shop.example/"] };
  rooms = await startRooms({
    line: one,
    leaving: one,
    hasty: one,
    back: one,
    cut: one,
    demo: asks,
    asks,
    polled,
    shop,
  });
}, 60_000);
afterEach(() => rooms.closeVisitors());
afterAll(() => rooms.stop());

/** A network that lets no WebSocket through. */
class NoWebSocket extends WebSocket {
  constructor() {
    super("ws://127.0.0.1:1");
  }
}

/** Sockets that a test can cut. */
function cuttable() {
  const sockets: WebSocket[] = [];
  class Cuttable extends WebSocket {
    constructor(url: string | URL) {
      super(url);
      sockets.push(this);
    }
  }
  return { webSocket: Cuttable as typeof WebSocket, cut: () => sockets.at(-1)?.close(), sockets };
}

function claimsIn(pass: string): unknown {
  return JSON.parse(Buffer.from(pass.split(".")[1] ?? "", "base64url").toString());
}

describe("in Node, against a real room, a visitor", () => {
  test("has the turn when nobody is before; whoever is behind hears the place, and has the turn when that visit is done", async () => {
    const first = rooms.joins("line");
    const { pass, number, expiresAt } = await first.told("turn");
    expect(pass.split(".")).toHaveLength(3);
    expect(expiresAt.getTime()).toBeGreaterThan(Date.now());

    const second = rooms.joins("line");
    await second.told("position", ({ place }) => place === 1);
    const third = rooms.joins("line");
    await third.told("position", ({ place }) => place === 2);
    await first.visitor.complete();
    expect(await first.told("end")).toEqual({ outcome: "completed" });

    expect((await second.told("turn")).number).toBe(number + 1);
    await third.told("position", ({ place }) => place === 1);
    expect(third.all.turn).toEqual([]);
  });

  test("who leaves has ended, and the next turn is that of the one behind", async () => {
    const first = rooms.joins("leaving");
    await first.told("turn");
    const leaver = rooms.joins("leaving");
    await leaver.told("position");
    const behind = rooms.joins("leaving");
    await behind.told("position");
    leaver.visitor.leave();
    expect(await leaver.told("end")).toEqual({ outcome: "left" });
    await first.visitor.complete();
    await behind.told("turn");
    expect(leaver.all.turn).toEqual([]);
  });

  test("who leaves in the moment of joining has no place, and no turn", async () => {
    const hasty = rooms.joins("hasty");
    hasty.visitor.leave();
    expect(await hasty.told("end")).toEqual({ outcome: "left" });
    const next = rooms.joins("hasty");
    expect((await next.told("turn")).number).toBe(2);
    expect(hasty.all.turn).toEqual([]);
  });

  test("in a room that asks for it is called, says that it is there, and has the turn", async () => {
    const { visitor, told, all } = rooms.joins("asks");
    const { confirmBy, lastChance } = await told("call");
    expect(confirmBy.getTime()).toBeGreaterThan(Date.now());
    expect(lastChance).toBe(false);
    expect(all.turn).toEqual([]);
    await visitor.confirm();
    await told("turn");
    // Both the answer and the turn bring a pass; the visit begins once.
    await visitor.complete();
    await told("end");
    expect(all.turn).toHaveLength(1);
    expect(all.extended).toEqual([]);
  });

  test("who comes back with the key, or with what was kept, has the same number", async () => {
    const memory = passingMemory();
    const before = rooms.joins("back", { memory });
    const { number } = await before.told("turn");
    const key = before.visitor.key();
    before.visitor.close();
    expect((await rooms.joins("back", { memory }).told("turn")).number).toBe(number);
    expect((await rooms.joins("back", { key }).told("turn")).number).toBe(number);
  });

  test("whose connection is cut connects anew by itself, and has the turn by the number it had", async () => {
    const first = rooms.joins("cut");
    await first.told("turn");
    const { webSocket, cut, sockets } = cuttable();
    const { told } = rooms.joins("cut", { webSocket });
    const { number } = await told("position");
    cut();
    await expect.poll(() => sockets[1]?.readyState, { timeout: 10_000 }).toBe(WebSocket.OPEN);
    await first.visitor.complete();
    expect((await told("turn")).number).toBe(number);
  });

  test("where no WebSocket gets through asks over HTTP: place, call, turn and end come all the same", async () => {
    const first = rooms.joins("polled");
    await first.told("call");
    await first.visitor.confirm();
    const { visitor, told } = rooms.joins("polled", { webSocket: NoWebSocket });
    await told("position", ({ place }) => place === 1);
    expect(visitor.getState().transport).toBe("http");
    await first.visitor.complete();
    await told("call");
    await visitor.confirm();
    await told("turn");
    await visitor.complete();
    expect(await told("end")).toEqual({ outcome: "completed" });
  });

  test("goes on to the site with a code that its gate exchanges for the pass, once", async () => {
    const { visitor, told } = rooms.joins("shop");
    const { number } = await told("turn");
    const verifier = randomBytes(32).toString("base64url");
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    const elsewhere = await visitor.codeForSite({ returnTo: "https://evil.example/", challenge });
    expect(elsewhere).toEqual({ kind: "refused", why: "returnTo" });
    const answer = await visitor.codeForSite({ returnTo: "https://shop.example/cart?item=7", challenge });
    if (answer.kind !== "code") throw new Error(`There is no code: ${JSON.stringify(answer)}`);
    expect(answer.location).toBe(`https://shop.example/cart?item=7&fairline-code=${answer.code}`);
    const exchange = () =>
      fetch(`${rooms.url}/rooms/shop/passes`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ code: answer.code, verifier }),
      });
    const exchanged = await exchange();
    expect(exchanged.status).toBe(201);
    expect(claimsIn(((await exchanged.json()) as { pass: string }).pass)).toMatchObject({
      aud: "shop",
      number,
    });
    expect((await exchange()).status).toBe(410);
  });

  test("of a room that there is not is refused", async () => {
    expect(await rooms.joins("nowhere").told("refused")).toEqual({ code: "unknown_room" });
  });
});

const client = join(import.meta.dirname, "..");
const docs = readFileSync(join(client, "../../docs/client.md"), "utf8");

/** Runs the first lines of docs/client.md, with these things said otherwise. */
function runLines(instead: Readonly<Record<string, string>>) {
  let [program = ""] = /(?<=```js\n)[^`]+/.exec(docs) ?? [];
  for (const [said, other] of Object.entries(instead)) {
    expect(program).toContain(said);
    program = program.replace(said, other);
  }
  const args = ["--input-type=module", "-e", program];
  return promisify(execFile)(process.execPath, args, { cwd: client, timeout: 25_000 });
}

test("the lines of docs/client.md say which room there is not, and end", async () => {
  const { stdout, stderr } = await runLines({
    "http://127.0.0.1:3000": rooms.url,
    'room: "demo"': 'room: "nowhere"',
  });
  expect([stdout, stderr]).toEqual(["", "no place: unknown_room\n"]);
});

test("the lines of docs/client.md say that nobody answers, and go on", async () => {
  // Port 1 is nobody's.
  const running = runLines({ "http://127.0.0.1:3000": "http://127.0.0.1:1" });
  const said = new Promise((resolve) => running.child.stderr?.once("data", resolve));
  expect(String(await said)).toBe("nobody answers; it is tried again\n");
  running.child.kill();
  await expect(running).rejects.toMatchObject({ signal: "SIGTERM" });
});

test("docs/client.md installs every archive that the client needs", () => {
  const { name, version, dependencies } = JSON.parse(readFileSync(join(client, "package.json"), "utf8"));
  const [, line = ""] = /^npm install (.+)$/m.exec(docs) ?? [];
  const ours = [name, ...Object.keys(dependencies).filter((one) => one.startsWith("@fairline/"))];
  expect(ours.length).toBeGreaterThan(1);
  for (const one of ours) expect(line).toContain(`/fairline-${one.split("/")[1]}-${version}.tgz`);
});

test("the lines of docs/client.md lead through a room as they stand, and end", async () => {
  const { stdout } = await runLines({ "http://127.0.0.1:3000": rooms.url });
  const lines = stdout.trim().split("\n");
  expect(lines[0]).toMatch(/^place 1 (not known yet|\d+)$/);
  const [entered, ended] = lines.slice(lines.findIndex((line) => !line.startsWith("place")));
  expect(entered).toMatch(/^in, with a pass of \d{3} characters$/);
  expect(ended).toBe("completed");
});

// biome-ignore format: a table
test.each<[string, Partial<VisitorOptions>]>([
  [`url: "wait.example" is no address`,        { url: "wait.example" }],
  [`url: "ftp://wait.example" is no address`,  { url: "ftp://wait.example" }],
  [`url: "https://wait.example/r/demo" is not Fairline's own address, without /r/ROOM`, { url: "https://wait.example/r/demo" }],
  [`socketUrl: "nowhere" is no address`,       { socketUrl: "nowhere" }],
  [`room: "No room!" is no name of a room`,    { room: "No room!" }],
  [`key: "1" is no UUID`,                      { key: "1" }],
])("an option that cannot be is refused: %s", (message, option) => {
  expect(() => createVisitor({ url: "https://wait.example", room: "sale", ...option })).toThrow(message);
});
