import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { importCode } from "../../local/src/code.ts";
import { handlerNames, type Permissions, wiring } from "../src/wiring.ts";
import { type Call, permissionsOf, watched } from "./calls.ts";
import { type Emulators, startEmulators } from "./emulators.ts";
import { stages } from "./life.ts";

let world: Emulators;
let calls: readonly Call[] = [];

beforeAll(async () => {
  let seen: () => Call[] = () => [];
  world = await startEmulators({
    async importTheCode() {
      const { code, calls } = watched(await importCode());
      seen = calls;
      return code;
    },
  });
  for (const live of stages) await live(world);
  calls = seen();
  // A life is long: calls are missed in it, and visits run out.
}, 90_000);
afterAll(async () => {
  await world.stop();
  console.log(handlerNames.map((name) => `${name}\n${shown(permissionsOf(callsOf(name)))}`).join("\n"));
});

const callsOf = (name: string) => calls.filter(({ handler }) => handler === name);

describe("in all of its life", () => {
  test.each(handlerNames)("%s calls everything that it may, and nothing else", (name) => {
    expect(permissionsOf(callsOf(name))).toEqual(wiring.permissions[name]);
  });

  test("the handlers together send every command that is in the sources", () => {
    expect([...new Set(calls.map(({ command }) => command))].sort()).toEqual(commandsInSources());
  });
});

function commandsInSources(): string[] {
  const folder = join(import.meta.dirname, "..", "src");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  const text = files.map((file) => readFileSync(join(folder, file), "utf8")).join("\n");
  const sent = [...text.matchAll(/\b[A-Z][A-Za-z]+Command\b/g)].map(([name]) => name);
  const paginated = [...text.matchAll(/\bpaginate([A-Z][A-Za-z]+)\b/g)].map(([, name]) => `${name}Command`);
  return [...new Set([...sent, ...paginated])].sort();
}

function shown(permissions: Permissions): string {
  return Object.entries(permissions)
    .map(([resource, actions]) => `  ${resource.padEnd(12)}${actions.join(" ")}`)
    .join("\n");
}
