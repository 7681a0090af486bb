import * as z from "zod/mini";
import type { Trouble } from "./decision.ts";
import { limits } from "./limits.ts";
import type { GateOptions } from "./options.ts";
import { warnings } from "./warnings.ts";

const path = z
  .string("must be a path")
  .check(
    z.regex(/^\/[^*?#\s]*\*?$/, 'must be a path that begins with "/", with a "*" at its end or none'),
    z.maxLength(limits.pathCharsMax, `must have at most ${limits.pathCharsMax} characters`),
  );
const paths = z
  .array(path, "must be a list of paths")
  .check(z.maxLength(limits.pathsMax, `must have at most ${limits.pathsMax} paths`));
const somePaths = paths.check(z.minLength(1, "must have at least one path"));
const flag = z.boolean("must be true or false");
const roomExpected = "must be a room's name: 1 to 40 of a-z, 0-9 and -, neither beginning nor ending with -";
const roomName = z
  .string(roomExpected)
  .check(z.regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, roomExpected));

function wholeNumber(min: number, max: number) {
  const message = `must be a whole number from ${min} to ${max}`;
  return z.int(message).check(z.gte(min, message), z.lte(max, message));
}

function oneOf<const Values extends readonly (string | number)[]>(values: Values) {
  return z.literal([...values], `must be ${values.map((value) => JSON.stringify(value)).join(" or ")}`);
}

/** An address of http or https with neither a user nor a query; https, but for this machine, because passes go there. */
function isAddress(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username + url.password + url.search + url.hash !== "") return false;
  const isThisMachine = /^(localhost|127(\.\d+){3}|\[::1\]|.+\.localhost)$/.test(url.hostname);
  return url.protocol === "https:" || (url.protocol === "http:" && isThisMachine);
}

const addressExpected =
  "must be an address with https, or http on this machine, and without user, query and fragment";
/** Somebody copied it from the browser: the gate adds the room itself. */
const isOfRoom = (text: string) => /\/r(\/|$)/.test(URL.parse(text)?.pathname ?? "");
const address = z.string(addressExpected).check(
  z.refine(isAddress, addressExpected),
  z.refine((text) => !isOfRoom(text), "must be Fairline's own address, without /r/ROOM"),
);

const originExpected = "must be an origin: https://shop.example, without a path";
const origin = z
  .string(originExpected)
  .check(
    z.refine(
      (text) => /^https?:$/.test(URL.parse(text)?.protocol ?? "") && /^https?:\/\/[^/?#@]+\/?$/i.test(text),
      originExpected,
    ),
  );

function callable<F extends (...args: never[]) => unknown>() {
  return z.custom<F>((value) => typeof value === "function", "must be a function");
}

const Rule = z.strictObject(
  { room: roomName, protect: somePaths, complete: z._default(paths, []) },
  'must be { room: "…", protect: ["/…"] }',
);

const shared = {
  url: address,
  bypass: z.prefault(
    z.strictObject({
      paths: z._default(paths, []),
      assets: z._default(flag, false),
      crawlers: z._default(
        z.union([z.literal("later"), callable<(request: Request) => boolean | Promise<boolean>>()], {
          error: 'must be "later" or a function',
        }),
        "later",
      ),
    }),
    {},
  ),
  api: z.prefault(
    z.strictObject({
      status: z._default(oneOf([401, 429]), 401),
      retryAfterSeconds: z._default(wholeNumber(1, limits.retryAfterSecondsMax), 5),
      bearer: z._default(flag, false),
    }),
    {},
  ),
  leaseSeconds: z._default(wholeNumber(limits.leaseSecondsMin, limits.leaseSecondsMax), 30),
  clockSkewSeconds: z._default(wholeNumber(0, limits.clockSkewSecondsMax), 5),
  cookie: z.prefault(
    z.strictObject({
      name: z._default(
        z.string().check(z.regex(/^[A-Za-z0-9_-]{1,40}$/, "must have 1 to 40 letters, digits, _ and -")),
        "fairline",
      ),
      domain: z.optional(
        z
          .string()
          .check(z.regex(/^\.?[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i, "must be a domain: shop.example")),
      ),
      path: z._default(z.string().check(z.regex(/^\/[^;\s]*$/, 'must be a path that begins with "/"')), "/"),
      sameSite: z._default(oneOf(["lax", "none"]), "lax"),
      secure: z.optional(flag),
    }),
    {},
  ),
  siteKey: z.optional(
    z
      .string("must be a text")
      // Empty is none: an environment variable that is not set.
      .check(z.regex(/^([\x21-\x7e]{16,})?$/, "must have 16 characters or more, without spaces")),
  ),
  origin: z.optional(origin),
  whenUnreachable: z._default(oneOf(["admit", "refuse"]), "admit"),
  fetch: z.optional(callable<typeof fetch>()),
  nowMs: z.optional(callable<() => number>()),
  onTrouble: z.optional(callable<(trouble: Trouble) => void>()),
};
const expected = "must be { url, room, … }";
const OneRoom = z.strictObject(
  { ...shared, room: roomName, protect: z._default(somePaths, ["/*"]), complete: z._default(paths, []) },
  expected,
);
const SeveralRooms = z.strictObject(
  {
    ...shared,
    room: z
      .array(Rule)
      .check(
        z.minLength(1, "must have at least one room"),
        z.maxLength(limits.roomsMax, `must have at most ${limits.roomsMax} rooms`),
      ),
  },
  expected,
);

/** The options with everything in place that was left out. */
export interface Config extends Omit<z.output<typeof SeveralRooms>, "room"> {
  /** At least one. */
  readonly rooms: readonly z.output<typeof Rule>[];
  readonly fetch: typeof fetch;
  readonly nowMs: () => number;
  readonly onTrouble: (trouble: Trouble) => void;
}

/** A secret: what was wrong with it is said, but not what it was. */
const secret = "siteKey";

/** Throws one error with a line for each option that is wrong: its name, its value and what is allowed. */
export function parseOptions(options: GateOptions): Config {
  const { rooms, rest } = parseRooms(options);
  if (rest.cookie.sameSite === "none" && rest.cookie.secure === false)
    throw new TypeError('cookie.secure: must be true with sameSite "none" (was false)');
  const url = rest.url.replace(/\/+$/, "");
  const siteKey = rest.siteKey === "" ? undefined : rest.siteKey;
  const { nowMs = Date.now } = rest;
  return {
    ...rest,
    url,
    siteKey,
    ...(rest.origin !== undefined && { origin: new URL(rest.origin).origin }),
    rooms,
    // Some runtimes insist that fetch is called as a function of its own.
    fetch: rest.fetch ?? ((...args) => fetch(...args)),
    nowMs,
    onTrouble: quietly(rest.onTrouble ?? warnings({ url, siteKey, nowMs })),
  };
}

/** A log that fails must not fail a visitor. */
function quietly(tell: (trouble: Trouble) => void): (trouble: Trouble) => void {
  return (trouble) => {
    try {
      tell(trouble);
    } catch {
      // There is nobody else to tell.
    }
  };
}

function parseRooms(options: GateOptions) {
  if (Array.isArray(options?.room)) {
    const { room, ...rest } = parsedBy(SeveralRooms, options);
    return { rooms: room, rest };
  }
  const { room, protect, complete, ...rest } = parsedBy(OneRoom, options);
  return { rooms: [{ room, protect, complete }], rest };
}

function parsedBy<S extends z.ZodMiniType>(schema: S, options: GateOptions): z.output<S> {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  throw new TypeError(parsed.error.issues.map((issue) => lineOf(issue, options)).join("\n"));
}

function lineOf(issue: z.core.$ZodIssue, options: unknown): string {
  if (issue.code === "unrecognized_keys")
    return `${[...issue.path, issue.keys.join(", ")].join(".")}: is not known here`;
  const name = issue.path.join(".") || "options";
  if (issue.path[0] === secret) return `${name}: ${issue.message}`;
  const value = issue.path.reduce<unknown>(
    (at, key) =>
      at !== null && typeof at === "object" ? (at as Record<PropertyKey, unknown>)[key] : undefined,
    options,
  );
  return `${name}: ${issue.message} (was ${value === undefined ? "missing" : String(JSON.stringify(value)).slice(0, 80)})`;
}
