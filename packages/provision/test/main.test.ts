import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import config from "../../../room.config.ts";
import { up } from "./support/desk.ts";
import { type Endpoint, startEndpoint } from "./support/endpoint.ts";

const main = resolve(import.meta.dirname, "..", "src", "main.ts");

let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await startEndpoint();
});
afterAll(() => endpoint.close());

/** As a shell would: exit code, stdout, stderr. */
function command(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { ...process.env, NO_COLOR: "1", AWS_PROFILE: "no-such-profile" };
  return new Promise((ended) => {
    const child = execFile(process.execPath, [main, ...args], { env }, (_, out, err) =>
      ended({ code: child.exitCode ?? -1, out, err }),
    );
  });
}

describe("npm run provision", () => {
  test("says what it does, line by line, and where everything is; keeps it the next time; takes it down again", async () => {
    const { code, out } = await command("--endpoint", endpoint.url, "--admin-token", "said-by-hand");
    expect(code).toBe(0);
    const lines = out.split("\n").map((line) => line.trim().replace(/ +/g, " "));
    expect(lines).toEqual(
      expect.arrayContaining([
        "created Lobby",
        "created TurnsDeny",
        `created Room ${Object.keys(config.rooms)[0]}`,
      ]),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/^skipped TableTimeToLive because: 400 UnknownOperation/),
    );
    expect(lines).toContainEqual(`API ${endpoint.apis.named("fairline-desk-api").apiEndpoint}`);
    expect(lines).toContainEqual(`WebSocket ${endpoint.apis.named("fairline-desk-socket").apiEndpoint}/ws`);
    expect(lines).toContainEqual(`Turns ${endpoint.url}/000000000000/fairline-desk-turns.fifo`);
    expect(lines).toContainEqual(expect.stringMatching(/^Left out .*CloudFront/));
    expect(out).not.toContain("said-by-hand");

    // Bundled and packed anew, by another process.
    expect(new Set(Object.values((await up(endpoint)).outcomes))).toEqual(new Set(["kept"]));

    const gone = await command("--endpoint", endpoint.url, "--destroy");
    expect(gone.code).toBe(0);
    expect(gone.out).toMatch(/destroyed +Lobby\n/);
  });

  test("a flag that does not exist ends it with 2, in one line, before anybody is asked", async () => {
    const { code, out, err } = await command("--endpoint", endpoint.url, "--dry-run");
    expect({ code, out, err }).toEqual({
      code: 2,
      out: "",
      err: "fairline: --dry-run: there is no such flag; see --help\n",
    });
  });

  test("an endpoint that does not answer ends it with 2, in one line", async () => {
    const { code, err } = await command("--endpoint", "http://127.0.0.1:1");
    expect(code).toBe(2);
    expect(err).toBe("fairline: --endpoint: nobody answers at http://127.0.0.1:1 (ECONNREFUSED)\n");
  });

  test.each([["--stage=desk"], ["--destroy"]])(
    "with %s a plain web server ends it with 2, in one line",
    async (flag) => {
      const server = createServer((_, response) => response.writeHead(404).end("<html>Not Found</html>"));
      await once(server.listen(0, "127.0.0.1"), "listening");
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const { code, out, err } = await command("--endpoint", url, flag);
      server.close();
      const because = "answers, but does not speak AWS's protocols: is it the right port?";
      expect({ code, out, err }).toEqual({
        code: 2,
        out: "",
        err: `fairline: --endpoint: ${url} ${because}\n`,
      });
    },
  );
});
