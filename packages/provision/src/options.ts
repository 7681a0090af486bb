import { parseArgs } from "node:util";
import { adminTokenFlag } from "@fairline/functions/adminTokens.ts";
import { siteKeyFlag } from "@fairline/functions/siteKeys.ts";

export interface Options {
  /** Without a slash at its end. */
  readonly endpoint: string;
  /** Where functions reach the endpoint: the same, unless they run somewhere else. */
  readonly functionsEndpoint: string;
  readonly stage: string;
  readonly destroy: boolean;
  readonly adminToken: string | undefined;
  readonly siteKey: string | undefined;
  /** `undefined`: as the endpoint is found to be. */
  readonly turnHold: "deny" | "report" | undefined;
  readonly relay: boolean;
}

export type Parsed =
  | { readonly kind: "run"; readonly options: Options }
  | { readonly kind: "help" }
  /** One line for a person: the flag, the value that was given, and what is expected. */
  | { readonly kind: "refused"; readonly message: string };

interface Flag<Value> {
  readonly value: string;
  readonly expected: string;
  readonly about: string;
  /** What was wrong with it is said, but not what it was. */
  readonly isSecret?: boolean;
  /** Undefined for a value that is not `expected`. */
  readonly read: (text: string) => Value | undefined;
}

const flag = <Value>(flag: Flag<Value>): Flag<Value> => flag;

const address = "an http:// or https:// address without path, and not AWS itself (that is: npx sst deploy)";

const flags = {
  endpoint: flag({
    value: "URL",
    expected: address,
    about: "where all services of AWS are emulated",
    read: readAddress,
  }),
  "functions-endpoint": flag({
    value: "URL",
    expected: address,
    about: "where functions reach it, if that is elsewhere for them, as in a container",
    read: readAddress,
  }),
  stage: flag({
    value: "NAME",
    expected: "1 to 20 of a-z, 0-9 and -, beginning with a letter and not ending with -",
    about: "part of every name; default desk",
    read: (text) => (/^[a-z]([a-z0-9-]{0,18}[a-z0-9])?$/.test(text) ? text : undefined),
  }),
  "admin-token": flag({
    value: "T",
    expected: adminTokenFlag.expected,
    about:
      "the operators' token, or NAME=TOKEN for each of them; default: the one that is there, else a new one, printed once",
    isSecret: true,
    read: (text) => (adminTokenFlag.allows(text) ? text : undefined),
  }),
  "site-key": flag({
    value: "K",
    expected: siteKeyFlag.expected,
    about:
      "the protected site's key, or ROOM=KEY for each room; default: the one that is there, else a new one, printed once",
    isSecret: true,
    read: (text) => (siteKeyFlag.allows(text) ? text : undefined),
  }),
  "turn-hold": flag({
    value: "HOW",
    expected: "deny or report",
    about: "how a turn is kept in flight; default: deny where strangers are refused, else report",
    read: (text) => (text === "deny" || text === "report" ? text : undefined),
  }),
};

const switches = {
  relay: "a function hands frames to the Lobby, though the endpoint takes service integrations",
  destroy: "takes down what was made for this stage, and nothing else",
  help: "this",
} as const;

type FlagName = keyof typeof flags;

class Refused extends Error {}

/** Reads the command line. It touches nothing: no file, no network. */
export function parseOptions(args: readonly string[]): Parsed {
  try {
    return parse(args);
  } catch (error) {
    if (error instanceof Refused) return { kind: "refused", message: error.message };
    throw error;
  }
}

function parse(args: readonly string[]): Parsed {
  const given = tokens(args);
  if (given.has("help")) return { kind: "help" };
  const read = <Name extends FlagName>(name: Name) => {
    const { expected, isSecret, read } = flags[name];
    const text = given.get(name);
    if (text === undefined) return undefined;
    const value = read(text) as ReturnType<(typeof flags)[Name]["read"]>;
    const shown = isSecret ? "" : ` (was ${JSON.stringify(text)})`;
    if (value === undefined) throw new Refused(`--${name}: must be ${expected}${shown}`);
    return value;
  };
  const endpoint = read("endpoint");
  if (endpoint === undefined) throw new Refused(`--endpoint: is missing: ${address}`);
  return {
    kind: "run",
    options: {
      endpoint,
      functionsEndpoint: read("functions-endpoint") ?? endpoint,
      stage: read("stage") ?? "desk",
      destroy: given.has("destroy"),
      adminToken: read("admin-token"),
      siteKey: read("site-key"),
      turnHold: read("turn-hold"),
      relay: given.has("relay"),
    },
  };
}

/** What was given, by name; the last one counts. */
function tokens(args: readonly string[]): Map<string, string> {
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: {
      ...Object.fromEntries(Object.keys(flags).map((name) => [name, { type: "string" as const }])),
      ...Object.fromEntries(Object.keys(switches).map((name) => [name, { type: "boolean" as const }])),
    },
  });
  const given = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind === "positional")
      throw new Refused(`"${token.value}": every value needs its flag; see --help`);
    if (token.kind === "option-terminator") continue;
    if (Object.hasOwn(switches, token.name)) {
      if (token.value !== undefined)
        throw new Refused(`--${token.name}: takes no value (was "${token.value}")`);
      given.set(token.name, "");
      continue;
    }
    if (!Object.hasOwn(flags, token.name)) {
      throw new Refused(`${token.rawName}: there is no such flag; see --help`);
    }
    if (token.value === undefined) {
      throw new Refused(`--${token.name}: a value is missing: ${flags[token.name as FlagName].expected}`);
    }
    given.set(token.name, token.value);
  }
  return given;
}

function readAddress(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol)) return undefined;
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "" || url.username !== "") return undefined;
  // AWS has an endpoint for each service, and an account that costs money.
  return /(^|\.)amazonaws\.com(\.cn)?$/.test(url.hostname) ? undefined : url.origin;
}

export function help(): string {
  const rows = [
    ...Object.entries(flags).map(([name, { value, about }]) => [`--${name} ${value}`, about]),
    ...Object.entries(switches).map(([name, about]) => [`--${name}`, about]),
  ];
  return `Makes what a deploy makes on any endpoint that speaks AWS's protocols (docs/endpoints.md).

npm run provision -- --endpoint URL [flags]

${rows.map(([name, about]) => `  ${name?.padEnd(27)}${about}`).join("\n")}

Credentials and region come from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN and AWS_REGION; without them
test, test, none and us-east-1. Profiles are not read.
Run it again after an interruption, or to bring an endpoint up to date: what is as it should be is kept.
Exit code 0: everything is there (or gone); 1: something could not be made; 2: the flags are wrong, nobody answers,
or whoever answers does not speak AWS's protocols.`;
}
