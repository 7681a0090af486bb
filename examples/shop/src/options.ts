import { parseArgs } from "node:util";
import * as z from "zod";
import { UsageError } from "./usage-error.ts";

const portExpected = "must be a whole number from 0 to 65535";
const keyExpected = "must have 16 characters or more, without spaces";

const Flags = z.object({
  fairline: z
    .url({ protocol: /^https?$/, error: "must be an address, such as http://127.0.0.1:3000" })
    .refine(
      (url) => !/\/r(\/|$)/.test(URL.parse(url)?.pathname ?? ""),
      "must be Fairline's own address, without /r/ROOM",
    )
    .default("http://127.0.0.1:3000"),
  room: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, "must be a room's name")
    .default("shop"),
  port: z
    .string()
    .regex(/^\d{1,5}$/, portExpected)
    .transform(Number)
    .refine((port) => port <= 65_535, portExpected)
    .optional(),
  "site-key": z
    .string()
    .regex(/^[\x21-\x7e]{16,}$/, keyExpected)
    .optional(),
});
type Flag = keyof z.infer<typeof Flags>;

/** A secret: what was wrong with it is said, but not what it was. */
const secret: Flag = "site-key";

export interface Options {
  /** Fairline's own address. */
  readonly fairline: string;
  readonly room: string;
  readonly port: number;
  /** With it the shop can give visitors more time. */
  readonly siteKey: string | undefined;
}

export type Command = { readonly kind: "start"; readonly options: Options } | { readonly kind: "help" };

export function help(portDefault: number): string {
  return `A small shop whose seats are behind a waiting room. Start Fairline first: npm start

  --fairline URL   where Fairline is                    (http://127.0.0.1:3000)
  --room R         the room that the shop stands behind (shop)
  --port P         the port to listen on; 0: a free one (${portDefault})
                   The room's returnAddresses must hold
                   http://127.0.0.1:P/, or nobody comes back
  --site-key K     the key that npm start prints: with it, visitors
                   may ask for another minute           (none; or FAIRLINE_SITE_KEY)
  --help           this text
`;
}

/** Throws a `UsageError` with one line that names the flag, the value and what is allowed. */
export function parseOptions(args: readonly string[], env: NodeJS.ProcessEnv, portDefault: number): Command {
  const { help, ...given } = parseFlags(args);
  if (help === true) return { kind: "help" };
  const input: Record<string, unknown> = { "site-key": env.FAIRLINE_SITE_KEY || undefined, ...given };
  const parsed = Flags.safeParse(input);
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path, message }) => {
      const flag = String(path[0]);
      return `--${flag}: ${message}${flag === secret ? "" : ` (was ${JSON.stringify(input[flag])})`}`;
    });
    throw new UsageError(lines.join("; "));
  }
  const { fairline, room, port = portDefault, "site-key": siteKey } = parsed.data;
  return { kind: "start", options: { fairline: fairline.replace(/\/+$/, ""), room, port, siteKey } };
}

function parseFlags(args: readonly string[]) {
  const string = { type: "string" } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        fairline: string,
        room: string,
        port: string,
        "site-key": string,
        help: { type: "boolean", short: "h" },
      },
    });
    return values;
  } catch (error) {
    const line = (error as Error).message.split(/\n|\. /, 1)[0];
    throw new UsageError(`${line} (see --help)`);
  }
}
