import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import type { PushCadence } from "@fairline/core";
import { adminTokenFlag } from "@fairline/functions/adminTokens.ts";
import { siteKeyFlag } from "@fairline/functions/siteKeys.ts";
import * as z from "zod";
import { UsageError } from "./usage-error.ts";

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}`);

/** Each flag is also an environment variable: `--admin-token` is `FAIRLINE_ADMIN_TOKEN`. The flag wins. */
const Flags = z.object({
  port: wholeNumber(0, 65_535).default(3000),
  host: z.string().min(1, "must name an address").default("127.0.0.1"),
  data: z.string().min(1, "must name a folder").optional(),
  config: z.string().min(1, "must name a file").default("room.config.ts"),
  "admin-token": z.string().refine(adminTokenFlag.allows, `must be ${adminTokenFlag.expected}`).optional(),
  "site-key": z.string().refine(siteKeyFlag.allows, `must be ${siteKeyFlag.expected}`).optional(),
  "session-seconds": wholeNumber(60, 604_800).optional(),
  "push-cadence": z.enum(["every", "distance"], "must be every or distance").default("every"),
  theme: z.string().min(1, "must name a folder").optional(),
  crowd: wholeNumber(1, 10_000).optional(),
  log: z.enum(["pretty", "json"], "must be pretty or json").default("pretty"),
});
type Flag = keyof z.infer<typeof Flags>;

/** Of a secret is said what was wrong with it, but not what it was. */
const secret: ReadonlySet<string> = new Set<Flag>(["admin-token", "site-key"]);

export interface Options {
  readonly port: number;
  readonly host: string;
  readonly data?: string | undefined;
  readonly config: string;
  /** One token, or `NAME=TOKEN` for each operator. */
  readonly adminToken: string;
  /** With it the protected site gives visits more time: one key, or `ROOM=KEY` for each room. None: it cannot. */
  readonly siteKey?: string | undefined;
  /** How long an operator stays signed in. */
  readonly sessionSeconds?: number | undefined;
  /** Who hears a tick: everybody, or those far from the head only when they need it, as in the cloud. */
  readonly pushCadence?: PushCadence | undefined;
  /** The folder of the operator's theme. */
  readonly theme?: string | undefined;
  readonly crowd?: number | undefined;
  readonly log: "pretty" | "json";
}

export type Command = { readonly kind: "start"; readonly options: Options } | { readonly kind: "help" };

export const help = `Fairline on one machine: a virtual waiting room, everything it needs included.

  npm start -- [flags]

  --port N             the port to listen on; 0 takes a free one    (3000)
  --host ADDRESS       the address to listen on                     (127.0.0.1)
  --data DIR           keep everything in DIR over restarts         (in memory)
  --config FILE        the rooms and their first settings           (room.config.ts)
  --theme DIR          colours, logo and words (docs/theme.md)      (Fairline's own)
  --admin-token T      the console's token; or "ana=T ben=T", one
                       of 16 characters or more for each operator   (random, printed)
  --site-key K         with it the site gives visits more time; or
                       "sale=K shop=K", one of 16 characters or
                       more for each room                           (random, printed)
  --session-seconds S  how long an operator stays signed in         (43200, 12 hours)
  --push-cadence HOW   every tick to everybody, or by distance as
                       in the cloud: every or distance              (every)
  --crowd K            about K simulated visitors, who come back
                       again and again                              (none)
  --log FORMAT         pretty or json                               (pretty)
  --help               this text

  Each flag is also an environment variable, FAIRLINE_PORT for --port; the flag wins.
`;

/** Throws a `UsageError` with one line that names the flag, the value and what is allowed. */
export function parseOptions(args: readonly string[], env: NodeJS.ProcessEnv = {}): Command {
  const given = parseFlags(args);
  if (given.help === true) return { kind: "help" };

  const input: Record<string, unknown> = {};
  const source: Record<string, string> = {};
  for (const flag of Object.keys(Flags.shape) as Flag[]) {
    const variable = `FAIRLINE_${flag.toUpperCase().replaceAll("-", "_")}`;
    const fromEnv = env[variable] === "" ? undefined : env[variable];
    input[flag] = given[flag] ?? fromEnv;
    source[flag] = given[flag] === undefined ? variable : `--${flag}`;
  }

  const parsed = Flags.safeParse(input);
  if (!parsed.success) {
    throw new UsageError(parsed.error.issues.map((issue) => lineOf(issue, input, source)).join("; "));
  }
  const {
    "admin-token": adminToken = randomSecret(),
    "site-key": siteKey = randomSecret(),
    "session-seconds": sessionSeconds,
    "push-cadence": pushCadence,
    ...rest
  } = parsed.data;
  return {
    kind: "start",
    options: { ...rest, adminToken, siteKey, pushCadence, ...(sessionSeconds && { sessionSeconds }) },
  };
}

function randomSecret(): string {
  return randomBytes(18).toString("base64url");
}

function parseFlags(args: readonly string[]): Record<string, string | boolean | undefined> {
  const string = { type: "string" } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: {
        port: string,
        host: string,
        data: string,
        config: string,
        "admin-token": string,
        "site-key": string,
        "session-seconds": string,
        "push-cadence": string,
        theme: string,
        crowd: string,
        log: string,
        help: { type: "boolean", short: "h" },
      },
    });
    return values;
  } catch (error) {
    const line = (error as Error).message.split(/\n|\. /, 1)[0];
    throw new UsageError(`${line} (see --help)`);
  }
}

function lineOf(
  issue: z.core.$ZodIssue,
  input: Record<string, unknown>,
  source: Record<string, string>,
): string {
  const flag = String(issue.path[0]);
  const shown = secret.has(flag) ? "" : ` (was ${JSON.stringify(input[flag])})`;
  return `${source[flag]}: ${issue.message}${shown}`;
}
