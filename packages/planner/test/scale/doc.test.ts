import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { quotas } from "../../src/quotas.ts";
import { byDefault } from "../../src/scale/allowance.ts";
import { curvesOf } from "../../src/scale/curves.ts";
import { docText, million } from "../../src/scale/doc.ts";
import { loadOf } from "../../src/scale/load.ts";
import { parseScale } from "../../src/scale/options.ts";
import { ownBounds } from "../../src/scale/ownBounds.ts";
import { raisedFor } from "../../src/scale/raised.ts";
import { saturatesAt, stages } from "../../src/scale/stages.ts";
import { tell } from "../../src/scale/story.ts";
import { percent } from "../../src/scale/tables.ts";
import { gateMax } from "../../src/scale/visits.ts";
import { amount } from "../../src/table.ts";

const root = new URL("../../../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");

test("docs/scale.md shows what the model computes; `npm run scale -- --doc` writes it anew", () => {
  const document = read("docs/scale.md");
  expect(docText(document)).toBe(document);
  // Eighteen runs of the model: seconds on a machine of its own, and longer on one that others use.
}, 90_000);

test("the sentences of docs/scale.md name the figures that the model has", () => {
  const document = read("docs/scale.md");
  const fullAt = (bound: string) => {
    const stage = stages.find((one) => one.bound === bound);
    return amount(stage === undefined ? 0 : saturatesAt(stage, million, byDefault));
  };
  expect(document).toContain(`at ${fullAt("newTableWrites")} joins a second`);
  expect(document).toContain(`Above ${fullAt("fifoLookedThrough")} waiting`);
  expect(document).toContain(`The gate: ${gateMax(1000)} visits a second`);
  expect(document).toContain(`a line of more than ${fullAt("tickSeconds")} later than within N`);
  const load = loadOf(million, byDefault);
  const tickSeconds = stages.find(({ bound }) => bound === "tickSeconds")?.use(load, million) ?? 0;
  expect(document).toMatch(
    new RegExp(
      `at ${amount(load.waiting)}, the longest\\s+line of this event, that takes ${amount(tickSeconds)} s`,
    ),
  );
  const { requestsMax, refusedMax } = tell(million, byDefault);
  expect(document).toContain(`at most ${amount(requestsMax)} are asked for in a second`);
  expect(document).toContain(`${percent(refusedMax)} is refused`);
  const { numberSeconds } = tell(million, raisedFor(million), { endsWhenPlaced: true });
  expect(document).toContain(`within ${numberSeconds.p95} s, and all within ${numberSeconds.max} s`);
});

test("each picture of docs/scale.md is there, is shown, and has all of its curves", () => {
  const document = read("docs/scale.md");
  for (const [picture, curves] of Object.entries(
    curvesOf({ ...million, visitors: 50_000, arriveSeconds: 60 }),
  )) {
    expect(document).toContain(`pictures/scale-${picture}.svg`);
    const svg = read(`docs/pictures/scale-${picture}.svg`);
    for (const curve of Object.keys(curves)) expect(svg).toContain(curve);
  }
});

test.each(Object.entries(ownBounds))("the bound %s is the one in stacks/", (name, { limit, file }) => {
  const stack = read(`stacks/${file}`);
  const written: Record<keyof typeof ownBounds, RegExp> = {
    joinFrames: /messagesPerSecondMax = \{ join: (\d+)/,
    httpRequests: /throttlingRateLimit: (\d+)/,
    httpBurst: /throttlingBurstLimit: (\d+)/,
    registers: /concurrencyMax = \{ Lobby: (\d+)/,
    admits: /concurrencyMax = \{.* Turns: (\d+)/,
    ticks: /concurrencyMax = \{.* Ticks: (\d+)/,
  };
  expect(Number(written[name as keyof typeof ownBounds].exec(stack)?.[1])).toBe(limit);
});

test("every quota has a page of AWS's, and says when it was known", () => {
  for (const { source, knownOn, limit } of Object.values(quotas)) {
    expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
    expect(knownOn).toMatch(/^(20\d\d(-\d\d){0,2}|undated|not verified)$/);
    expect(limit).toBeGreaterThan(0);
  }
});

test.each([
  [["--bogus"], /bogus/],
  [["--visitors", "0"], /--visitors: must be a whole number from 1/],
  [["--doc", "--visitors", "5"], /--doc: it goes with no other flag/],
  [["--batch", "5"], /--batch: there is no such flag here/],
])("npm run scale refuses %j, and says why", (args, reason) => {
  const parsed = parseScale(args);
  expect(parsed.kind).toBe("refused");
  expect(parsed.kind === "refused" ? parsed.message : "").toMatch(reason);
});

test("the pictures that the page shows are files", () => {
  const shown = [...read("docs/scale.md").matchAll(/\((pictures\/[^)]+)\)/g)].map(([, path]) => path);
  expect(shown.length).toBeGreaterThanOrEqual(3);
  for (const path of shown) expect(existsSync(new URL(`docs/${path}`, root))).toBe(true);
});
