import { PassThrough } from "node:stream";
import { afterEach, describe, expect, test } from "vitest";
import { captureConsole, createLog, type LogFormat } from "../src/log.ts";

const original = globalThis.console;
afterEach(() => {
  globalThis.console = original;
});

function capture(format: LogFormat) {
  const to = new PassThrough();
  let text = "";
  to.on("data", (chunk) => {
    text += chunk;
  });
  const log = createLog(format, to);
  captureConsole(log);
  return { log, text: () => text };
}

/** What Powertools' Logger gives to the console in its development mode. */
const fromHandler = JSON.stringify(
  {
    level: "INFO",
    message: "A visit begins",
    timestamp: "2026-01-01T00:00:00.000Z",
    service: "fairline",
    sampling_rate: 0,
    function_name: "admit",
    function_request_id: "1",
    room: "demo",
    number: 7,
  },
  null,
  4,
);

describe("the log of one machine", () => {
  test("in JSON, gives a handler's line and its own the same shape", () => {
    const { log, text } = capture("json");
    console.info(fromHandler);
    log.warn({ room: "demo" }, "Its own");
    const [handlers, own] = text()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(handlers).toEqual({
      level: "info",
      time: expect.any(String),
      part: "admit",
      room: "demo",
      number: 7,
      msg: "A visit begins",
    });
    expect(own).toEqual({ level: "warn", time: expect.any(String), room: "demo", msg: "Its own" });
  });

  test("in pretty, gives a handler's line in words", () => {
    const { text } = capture("pretty");
    console.warn(fromHandler);
    expect(text()).toMatch(/^\[\d\d:\d\d:\d\d\] WARN: admit: A visit begins {2}room=demo number=7\n$/);
  });

  test("takes what a library prints, with an error's stack", () => {
    const { text } = capture("json");
    console.error("It went wrong:", new Error("out of luck"));
    expect(JSON.parse(text())).toMatchObject({
      level: "error",
      msg: expect.stringMatching(/^It went wrong: Error: out of luck\n {4}at /),
    });
  });

  test("leaves out the complaint of metrics that are switched off", () => {
    const { text } = capture("json");
    console.warn("No application metrics to publish. The cold-start metric may be published if enabled.");
    expect(text()).toBe("");
  });
});
