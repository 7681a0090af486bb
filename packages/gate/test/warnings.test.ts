import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { parseOptions } from "../src/config.ts";
import { createGate, type GateOptions } from "../src/index.ts";
import { browserOf } from "./support/browser.ts";
import { type Clock, testClock } from "./support/clock.ts";

let clock: Clock;
let said: string[];

beforeEach(() => {
  clock = testClock();
  said = [];
  vi.spyOn(console, "warn").mockImplementation((line) => void said.push(line));
});
afterEach(() => void vi.restoreAllMocks());

function withAway(options: Partial<GateOptions> = {}): GateOptions {
  const away = () => Promise.reject(new TypeError("fetch failed"));
  return { url: "https://wait.example", room: "sale", fetch: away, nowMs: clock.nowMs, ...options };
}

const visit = { room: "sale", number: 1, ticket: "1.1", expiresAt: new Date(0) };

test("a site that says nothing of onTrouble reads on its console what is wrong, once a minute", async () => {
  const browser = browserOf(createGate(withAway()));
  await browser.open("/");
  for (const seconds of [0, 30, 29]) {
    clock.pass(seconds);
    await browser.open("/?fairline-code=0123456789abcdefghijkl");
  }
  expect(said).toEqual([
    "fairline gate: Fairline at https://wait.example was asked for a visitor's pass, and did not answer as it should: TypeError: fetch failed.",
  ]);
  clock.pass(1);
  await browser.open("/?fairline-code=0123456789abcdefghijkl");
  expect(said).toHaveLength(2);
});

// biome-ignore format: a table
test.each([
  [{ kind: "bad_header", value: "finish" },        'The site\'s header "fairline: finish" is neither "complete" nor "extend=SECONDS".'],
  [{ kind: "no_visit", value: "complete" },        'The site\'s header "fairline: complete" did nothing: who got that answer has no visit.'],
  [{ kind: "several_visits", rooms: ["presale", "sale"] }, "Nothing was ended or made longer: who asked has a visit in each of presale, sale. Say which room is meant."],
  [{ kind: "no_more_time", visit },                "The room sale gives no more time: a visit has had all that maxVisitSeconds allows."],
  [{ kind: "not_the_site", visit },                "More time needs the option siteKey."],
  [{ kind: "clock", aheadSeconds: 20 },            "Nobody can be let in: this machine's clock is 20 s behind Fairline's. Set it (NTP)."],
  [{ kind: "clock", aheadSeconds: -600 },          "Nobody can be let in: this machine's clock is 600 s ahead of Fairline's. Set it (NTP)."],
] as const)("trouble is told in a sentence: %j", (trouble, sentence) => {
  parseOptions(withAway()).onTrouble(trouble);
  expect(said).toEqual([`fairline gate: ${sentence}`]);
});

test("kinds of trouble do not keep each other quiet", () => {
  const { onTrouble } = parseOptions(withAway());
  onTrouble({ kind: "clock", aheadSeconds: 20 });
  onTrouble({ kind: "not_the_site", visit });
  expect(said).toHaveLength(2);
});

test("a key that Fairline does not know is told without the key", () => {
  const siteKey = "a-site-key-of-the-test";
  parseOptions(withAway({ siteKey })).onTrouble({ kind: "not_the_site", visit });
  expect(said).toEqual(["fairline gate: Fairline does not know this siteKey for the room sale."]);
});

test("a site with its own onTrouble has nothing on its console", async () => {
  const browser = browserOf(createGate(withAway({ onTrouble: () => {} })));
  await browser.open("/");
  await browser.open("/?fairline-code=0123456789abcdefghijkl");
  expect(said).toEqual([]);
});
