import { once } from "node:events";
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import { connect, createServer as createHttp2Server, type IncomingHttpHeaders } from "node:http2";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import express from "express";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { fetchRequest, protect } from "../src/express.ts";
import { createGate, type GateOptions, type Visit } from "../src/index.ts";
import { listening } from "./sites/listening.ts";
import type { Served } from "./sites/site.ts";
import { testClock } from "./support/clock.ts";
import { type FakeFairline, startFakeFairline } from "./support/fairline.ts";

type Site = (request: IncomingMessage, response: ServerResponse) => void;
// biome-ignore lint/suspicious/noExplicitAny: it says what no type allows.
type Careless = (request: IncomingMessage, response: any) => void;

const clock = testClock();
let fairline: FakeFairline;
let served: Served | undefined;
beforeAll(async () => {
  fairline = await startFakeFairline(clock);
});
afterEach(() => served?.close());
afterAll(() => fairline.stop());

/** A plain server of Node, without Express. */
async function serve(site: Site, options: Partial<GateOptions> = {}): Promise<string> {
  const gate = createGate({
    url: fairline.url,
    room: "shop",
    nowMs: clock.nowMs,
    api: { bearer: true },
    ...options,
  });
  const guard = protect(gate);
  const server = createServer((request, response) => {
    void guard(request, response, (error) => {
      if (error) response.writeHead(500).end(String(error));
      else site(request, response);
    });
  });
  served = await listening(server.listen(0, "127.0.0.1"));
  return served.url;
}

async function asApp(): Promise<Record<string, string>> {
  return { authorization: `Bearer ${await fairline.passOf(fairline.admit())}` };
}

/** What `fetch` does not send: any method, any Host, a path as it stands. */
function raw(url: string, path: string, headers: Record<string, string>, method = "GET"): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { path, headers, method }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on("error", reject).end();
  });
}

describe("A request that means to look like another", () => {
  const open = { bypass: { paths: ["/healthz"] } };
  const site: Site = (_, response) => response.end("inside");

  test.each([
    ["a Host header with an open path in it", "/sale", { host: "shop.example/healthz?" }, "GET", 401],
    ["a Host header that is no host", "/sale", { host: "a b" }, "GET", 400],
    ["dots that lead to an open path", "/sale/../healthz", {}, "GET", 401],
    ["encoded dots that lead to an open path", "/sale/%2e%2e/healthz", {}, "GET", 401],
    ["a whole address in place of a path", "http://other.example/sale", {}, "GET", 401],
    ["a method that Fetch does not know", "/sale", {}, "TRACE", 400],
    ["an open path", "/healthz", {}, "GET", 200],
  ])("%s", async (_, path, headers, method, status) => {
    expect(await raw(await serve(site, open), path, headers, method)).toBe(status);
  });
});

describe("X-Forwarded-Proto, where Express believes it", () => {
  // biome-ignore format: a table
  test.each([
    ["foo",          400],
    ["javascript",   400],
    ["a b",          400],
    ["file",         400],
    ["http",         200],
    ["https,http",   200],
  ])("%s: %d, and no error of the server's own", async (proto, status) => {
    const gate = createGate({ url: fairline.url, room: "shop", nowMs: clock.nowMs, protect: ["/sale"] });
    const app = express().set("trust proxy", true).use(protect(gate));
    const server = createServer(app.get("/", (_, response) => void response.send("open")));
    served = await listening(server.listen(0, "127.0.0.1"));
    expect(await raw(served.url, "/", { "x-forwarded-proto": proto })).toBe(status);
  });
});

test("a visitor's own header of the gate's name: the site sees it in no list of headers", async () => {
  const url = await serve((request, response) => {
    const { headers, headersDistinct, rawHeaders } = request;
    response.end(JSON.stringify({ headers, headersDistinct, rawHeaders }));
  });
  const answer = await fetch(url, {
    headers: { ...(await asApp()), "Fairline-Visit": "forged", "x-own": "1" },
  });
  const seen = await answer.text();
  expect([answer.status, seen.includes("forged"), seen.split("x-own").length]).toEqual([200, false, 4]);
});

describe("Node's server of HTTP/2", () => {
  async function get(headers: Record<string, string>): Promise<[number, string]> {
    const gate = createGate({ url: fairline.url, room: "shop", nowMs: clock.nowMs, api: { bearer: true } });
    const guard = protect(gate);
    const server = createHttp2Server((asked, answered) => {
      const request = asked as unknown as IncomingMessage & { visit?: Visit };
      const response = answered as unknown as ServerResponse;
      void guard(request, response, () => {
        response.end(`inside: ${request.visit?.room} ${"fairline-visit" in request.headers}`);
      });
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    try {
      const stream = session.request({ ":path": "/sale", ...headers });
      const [answer] = (await once(stream, "response")) as [IncomingHttpHeaders];
      return [Number(answer[":status"]), await text(stream)];
    } finally {
      session.close();
      server.close();
    }
  }

  test("without a visit: refused", async () => {
    const [status, body] = await get({});
    expect([status, JSON.parse(body).code]).toEqual([401, "no_pass"]);
  });

  test("with a visit: let in, without what the visitor says of the gate", async () => {
    const headers = { ...(await asApp()), "fairline-visit": "forged" };
    expect(await get(headers)).toEqual([200, "inside: shop false"]);
  });
});

describe("The site's way of answering", () => {
  test.each<[string, Site]>([
    [
      "writeHead with an object",
      (_, r) => r.writeHead(201, "Made", { "X-Site": "yes", fairline: "complete" }).end("ok"),
    ],
    [
      "writeHead with a list",
      (_, r) => r.writeHead(201, ["X-Site", "yes", "fairline", "complete"]).end("ok"),
    ],
    [
      "writeHead with pairs",
      (_, r) => {
        const pairs = [
          ["X-Site", "yes"],
          ["fairline", "complete"],
        ];
        r.writeHead(201, pairs as never).end("ok");
      },
    ],
    [
      "headers, flushed before the body",
      (_, r) => {
        r.statusCode = 201;
        r.setHeader("X-Site", "yes").setHeader("fairline", "complete").flushHeaders();
        r.end("ok");
      },
    ],
    [
      "a stream that waits for room",
      (_, r) => {
        r.writeHead(201, { "X-Site": "yes", fairline: "complete" });
        Readable.from(["o", "k"]).pipe(r);
      },
    ],
  ])("%s: is sent as it was meant, and the gate is heard", async (_, site) => {
    const answer = await fetch(await serve(site), { headers: await asApp() });
    expect([answer.status, await answer.text()]).toEqual([201, "ok"]);
    expect(answer.headers.get("x-site")).toBe("yes");
    expect(answer.headers.has("fairline")).toBe(false);
  });

  test("a large stream: all of it, in order, and not faster than it is read", async () => {
    const parts = Array.from({ length: 500 }, (_, i) => String(i).padStart(4, "0").repeat(1000));
    const url = await serve((_, response) => {
      Readable.from(parts).pipe(response);
    });
    const answer = await fetch(url, { headers: await asApp() });
    expect(await answer.text()).toBe(parts.join(""));
  });

  test("once it has begun to answer: headersSent says so, as error handlers ask", async () => {
    const seen: boolean[] = [];
    const url = await serve((_, response) => {
      seen.push(response.headersSent);
      response.write("a");
      seen.push(response.headersSent);
      response.end();
    });
    await (await fetch(url, { headers: await asApp() })).text();
    expect(seen).toEqual([false, true]);
  });
});

describe("A handler that answers twice: the first answer is sent, and the server goes on", () => {
  const twice = express();
  twice.get("/send", (_, response) => {
    response.send("first");
    response.send("a second");
  });
  twice.get("/redirect", (_, response) => {
    response.redirect("/elsewhere");
    response.send("a page");
  });
  twice.get("/head", (_, response) => {
    response.writeHead(201, { "x-site": "first" });
    response.writeHead(500, { "x-site": "second" });
  });
  const refusals: unknown[] = [];
  twice.get("/late", (_, response) => {
    response.send("first");
    refusals.push(response.headersSent, response.writableEnded);
    for (const change of [
      () => response.setHeader("x", "1"),
      () => response.appendHeader("x", "1"),
      () => response.removeHeader("x"),
      () => response.writeHead(200),
    ])
      try {
        refusals.push(change());
      } catch (error) {
        refusals.push((error as NodeJS.ErrnoException).code);
      }
  });
  twice.get("/status", (_, response) => {
    response.send("first");
    response.statusMessage = "Failed";
    response.status(500).json({ error: "a second" });
  });
  // What it says goes to the log otherwise.
  twice.set("env", "test");

  test.each([
    ["two pages", "/send", 200, "first"],
    ["a redirect and a page", "/redirect", 302, "Found. Redirecting to /elsewhere"],
    ["a page and an error of another status", "/status", 200, "first"],
  ])("%s", async (_, path, status, body) => {
    const url = await serve(twice);
    for (const _time of [1, 2]) {
      const answer = await fetch(url + path, { headers: await asApp(), redirect: "manual" });
      expect([answer.status, await answer.text()]).toEqual([status, body]);
      expect(answer.statusText).toBe(STATUS_CODES[status]);
    }
  });

  test("headers that come late: refused by the error that Node has for it", async () => {
    const answer = await fetch(`${await serve(twice)}/late`, { headers: await asApp() });
    expect(await answer.text()).toBe("first");
    expect(refusals).toEqual([true, true, ...Array(4).fill("ERR_HTTP_HEADERS_SENT")]);
  });

  test("two heads and no end: that request fails, as without the gate", async () => {
    const url = await serve(twice);
    await expect(fetch(`${url}/head`, { headers: await asApp() }).then((r) => r.text())).rejects.toThrow();
    expect((await fetch(`${url}/redirect`, { headers: await asApp(), redirect: "manual" })).status).toBe(302);
  });
});

describe("What Node refuses of an answer: the handler gets Node's own error, and can say so", () => {
  // biome-ignore format: a table
  test.each<[string, Careless, string]>([
    ["a status that is none",            (_, r) => r.writeHead(99).end(),                         "ERR_HTTP_INVALID_STATUS_CODE"],
    ["such a status, set before",        (_, r) => Object.assign(r, { statusCode: 9999 }).end(),  "ERR_HTTP_INVALID_STATUS_CODE"],
    ["a number for a page",              (_, r) => r.end(5),                                      "ERR_INVALID_ARG_TYPE"],
    ["nothing for a part",               (_, r) => r.write(undefined),                            "ERR_INVALID_ARG_TYPE"],
    ["null for a part",                  (_, r) => r.write(null),                                 "ERR_STREAM_NULL_VALUES"],
    ["a header without a value",         (_, r) => r.writeHead(200, { "x-a": undefined }).end(),  "ERR_HTTP_INVALID_HEADER_VALUE"],
    ["a list of headers that lacks one", (_, r) => r.writeHead(200, ["x-a"]).end(),               "ERR_HTTP_INVALID_HEADER_VALUE"],
  ])("%s", async (_, site, code) => {
    const url = await serve((request, response) => {
      try {
        site(request, response);
      } catch (error) {
        const seen = [response.headersSent, response.writableEnded];
        response.statusCode = 500;
        response.end([(error as NodeJS.ErrnoException).code, ...seen].join(" "));
      }
    });
    const answer = await fetch(url, { headers: await asApp() });
    expect([answer.status, await answer.text()]).toEqual([500, `${code} false false`]);
  });

  test("what it refuses only in the sending: that request fails, the log tells, and the server goes on", async () => {
    const told = vi.spyOn(console, "error").mockImplementation(() => {});
    const url = await serve((request, response) => {
      if (request.url === "/bad") response.statusMessage = "\u2713";
      response.end("inside");
    });
    await expect(fetch(`${url}/bad`, { headers: await asApp() })).rejects.toThrow();
    expect(told.mock.calls).toMatchObject([[expect.any(String), { code: "ERR_INVALID_CHAR" }]]);
    told.mockRestore();
    expect(await (await fetch(url, { headers: await asApp() })).text()).toBe("inside");
  });
});

test("a handler that answers, fails, and destroys its answer: what it said is sent, as without the gate", async () => {
  const url = await serve((_, response) => {
    response.end("first");
    response.destroy();
  });
  const answer = await fetch(url, { headers: await asApp() });
  expect([answer.status, await answer.text()]).toEqual([200, "first"]);
});

test("a library that writes headers by the way that Node itself does: is heard as any other", async () => {
  const url = await serve((_, response) => {
    response.setHeader("fairline", "complete");
    for (const part of ["o", "k"]) {
      // compression up to 1.7 does it before each part, until it sees that they are sent.
      (response as ServerResponse & { _implicitHeader(): void })._implicitHeader();
      response.write(part);
    }
    response.end();
  });
  const answer = await fetch(url, { headers: await asApp() });
  expect([await answer.text(), answer.headers.has("fairline")]).toEqual(["ok", false]);
});

test("a function of the operator's own that throws: the site's error handler hears of it", async () => {
  const crawlers = () => {
    throw new Error("no list of crawlers");
  };
  const url = await serve((_, response) => response.end(), { bypass: { crawlers } });
  const answer = await fetch(url, { headers: { "user-agent": "Googlebot/2.1", accept: "text/html" } });
  expect([answer.status, await answer.text()]).toEqual([500, "Error: no list of crawlers"]);
});

test("fetchRequest: what gate.complete takes, from a handler of the site", async () => {
  const visit = fairline.admit();
  const options = { url: fairline.url, room: "shop", nowMs: clock.nowMs, api: { bearer: true } };
  const url = await serve(async (request, response) => {
    const asked = fetchRequest(request);
    const { kind } = await createGate(options).complete(asked as Request);
    response.end(`${kind} ${await text(request)}`);
  });
  const headers = { authorization: `Bearer ${await fairline.passOf(visit)}` };
  const answer = await fetch(url, { method: "POST", body: "order", headers });
  expect([await answer.text(), visit.isOver]).toEqual(["completed order", true]);
});
