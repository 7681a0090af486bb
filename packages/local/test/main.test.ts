import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { until } from "./fakes.ts";

const main = join(import.meta.dirname, "..", "src", "main.ts");
const root = join(import.meta.dirname, "..", "..", "..");
const processes: ChildProcess[] = [];
afterEach(() => {
  for (const child of processes.splice(0)) child.kill("SIGKILL");
});

function run(...args: string[]) {
  const child = spawn(process.execPath, [main, ...args], { cwd: root });
  processes.push(child);
  const said = { out: "", err: "" };
  child.stdout.on("data", (chunk) => {
    said.out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    said.err += chunk;
  });
  const ended = once(child, "close").then(([code]) => code as number);
  return { child, said, ended };
}

describe("the command", () => {
  test("with --help prints every flag and ends well", async () => {
    const { said, ended } = run("--help");
    expect(await ended).toBe(0);
    for (const flag of [
      "--port",
      "--host",
      "--data",
      "--config",
      "--admin-token",
      "--site-key",
      "--session-seconds",
      "--theme",
      "--crowd",
      "--log",
    ]) {
      expect(said.out).toContain(flag);
    }
  });

  test.each([
    ["--prot", "1"],
    ["--port", "no"],
    ["--config", "nowhere.ts"],
    ["--data", "/dev/null/data"],
    ["--theme", "nowhere"],
  ])("with %s %s prints one line that names it, and ends with 2", async (flag, value) => {
    const { said, ended } = run(flag, value);
    expect(await ended).toBe(2);
    expect(said.err).toMatch(/^fairline: [^\n]+\n$/);
    expect(said.err).toContain(flag);
  });

  test("with a port that is taken prints one line that names it, and ends with 2", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const { said, ended } = run("--port", String(port));
    expect(await ended).toBe(2);
    expect(said.err).toMatch(new RegExp(`^fairline: --port ${port}: something else is listening[^\n]+\n$`));
    other.close();
  });

  test("prints its addresses when it is ready, is healthy within 8 s, and ends well within 5 s of SIGTERM", async () => {
    const startedAtMs = Date.now();
    const { child, said, ended } = run("--port", "0", "--admin-token", "token");
    const url = await until("the address", () => /http:\S+(?=\/r\/demo)/.exec(said.out)?.[0], 8000);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(Date.now() - startedAtMs).toBeLessThan(8000);
    expect(said.out).toContain(`${url}/admin`);
    expect(said.out).toContain("token");
    const stoppedAtMs = Date.now();
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(Date.now() - stoppedAtMs).toBeLessThan(5000);
    expect(said.err).toBe("");
  }, 20_000);

  test("with tokens of several operators prints their names alone, and logs no token and no session", async () => {
    const ana = "the-token-of-ana";
    const { child, said, ended } = run("--port", "0", "--admin-token", `ana=${ana} ben=the-token-of-ben`);
    const url = await until("the address", () => /http:\S+(?=\/r\/demo)/.exec(said.out)?.[0], 8000);
    const signIn = (token: string) =>
      fetch(`${url}/admin/session`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ token }),
      });
    const cookie = (await signIn(ana)).headers.get("set-cookie")?.split(";")[0] ?? "";
    expect(cookie).toMatch(/^fairline_session=./);
    for (const headers of [{ cookie }, { authorization: "Bearer a-wrong-token" }])
      await fetch(`${url}/admin/rooms/demo/settings`, { headers });
    await signIn("another-wrong-token");
    await fetch(`${url}/admin/session`, { method: "DELETE", headers: { cookie } });
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(said.out).toContain("of ana, ben");
    for (const secret of [ana, "the-token-of-ben", "wrong-token", cookie.split("=")[1] ?? ""])
      expect(said.out + said.err).not.toContain(secret);
  }, 20_000);

  test("with --log json prints nothing but JSON lines", async () => {
    const { child, said, ended } = run("--port", "0", "--log", "json");
    await until("it is ready", () => said.out.includes('"Ready"'), 8000);
    child.kill("SIGINT");
    expect(await ended).toBe(0);
    for (const line of said.out.trim().split("\n")) expect(JSON.parse(line).msg).toBeTypeOf("string");
  }, 20_000);
});
