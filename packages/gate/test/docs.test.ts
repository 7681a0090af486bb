import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createGate, type GateOptions, type Trouble } from "../src/index.ts";

const page = readFileSync(join(import.meta.dirname, "..", "..", "..", "docs", "integrate.md"), "utf8");

/** By their types, so that none can be left out. */
const options: Record<keyof GateOptions, true> = {
  url: true,
  room: true,
  protect: true,
  bypass: true,
  complete: true,
  api: true,
  leaseSeconds: true,
  clockSkewSeconds: true,
  cookie: true,
  siteKey: true,
  origin: true,
  whenUnreachable: true,
  fetch: true,
  nowMs: true,
  onTrouble: true,
};
const troubles: Record<Trouble["kind"], true> = {
  unreachable: true,
  bad_header: true,
  no_visit: true,
  several_visits: true,
  no_more_time: true,
  not_the_site: true,
  clock: true,
};

/** The names in the first column of the section's table. */
function namesUnder(title: string): string[] {
  const [, section = ""] = new RegExp(`^#+ ${title}\\n(.*?)(?=^#|$(?![^]))`, "ms").exec(page) ?? [];
  return [...section.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name),
  );
}

test("docs/integrate.md tells of every option, and of no other", () => {
  expect(
    namesUnder("All options")
      .filter((name) => name !== "kind")
      .sort(),
  ).toEqual(Object.keys(options).sort());
});

test("docs/integrate.md tells of every trouble, and of no other", () => {
  expect(
    namesUnder("Trouble")
      .filter((name) => name !== "kind")
      .sort(),
  ).toEqual(Object.keys(troubles).sort());
});

test("docs/integrate.md's line for curl is sent to the room as a browser is", async () => {
  const [line = "", url = ""] = /`curl -i .*?(http:[^`]*)`/.exec(page) ?? [];
  const headers = new Headers({ "user-agent": /-A (\S+)/.exec(line)?.[1] ?? "curl/8.5.0" });
  for (const [, name = "", value = ""] of line.matchAll(/-H '([\w-]+): (.*?)'/g)) headers.set(name, value);
  const gate = createGate({ url: "https://wait.example", room: "demo" });
  const decided = await gate.decide(new Request(url, { headers }));
  expect(decided.kind === "answered" && decided.response.status).toBe(302);
});
