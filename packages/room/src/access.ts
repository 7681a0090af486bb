import { readFileSync } from "node:fs";
import { OperatorName, RoomName } from "@fairline/core";
import "@fairline/core/issues";
import * as z from "zod/mini";
import { Failure } from "./failure.ts";
import type { World } from "./world.ts";

/** The options that every command takes, as they were typed. */
export interface AccessFlags {
  readonly url?: string;
  readonly room?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly as?: string;
}

/** Where the server is, and who asks. */
export interface Access {
  /** Without a slash at its end. */
  readonly url: string;
  readonly token: string;
  /** Absent: the server has a name of its own for whoever gives none. */
  readonly operator: string | undefined;
  /** Absent: the only room there is. */
  readonly room: string | undefined;
}

export const defaultUrl = "http://127.0.0.1:3000";

/** Each option that stands for one is also an environment variable; the option wins. */
export const variables = {
  url: "FAIRLINE_URL",
  room: "FAIRLINE_ROOM",
  token: "FAIRLINE_ADMIN_TOKEN",
  as: "FAIRLINE_OPERATOR",
} as const;

const withPassword = "must have no user name and no password";
const Address = z
  .url({ protocol: /^https?$/, error: "must be an http:// or https:// address" })
  .check(z.regex(/^[^?#]*$/, "must have no query and no fragment"))
  .check(z.regex(/^[^@]*$/, withPassword));
const Token = z
  .string()
  .check(z.regex(/^[\x21-\x7e]+$/, "must be one token: printable characters without spaces"));

/** Reads options, environment and token file. Throws a `Failure` that names what is wrong, and what is allowed. */
export function readAccess(flags: AccessFlags, { env, userName }: Pick<World, "env" | "userName">): Access {
  const given = <T>(name: keyof typeof variables, schema: z.ZodMiniType<T>): T | undefined => {
    const [source, text] =
      flags[name] === undefined ? [variables[name], env[variables[name]]] : [`--${name}`, flags[name]];
    // A variable that is set to nothing is as good as none.
    if (text === undefined || (text === "" && flags[name] === undefined)) return undefined;
    return accept(source, text, schema);
  };
  return {
    url: (given("url", Address) ?? defaultUrl).replace(/\/+$/, ""),
    room: given("room", RoomName),
    operator: given("as", OperatorName) ?? OperatorName.safeParse(userName).data,
    token: tokenIn(flags) ?? given("token", Token) ?? missingToken(),
  };
}

/** A value, or a `Failure` that tells the source of what was given, and what is allowed. A secret is not repeated. */
export function accept<T>(source: string, text: unknown, schema: z.ZodMiniType<T>): T {
  const parsed = schema.safeParse(text);
  if (parsed.success) return parsed.data;
  const message = parsed.error.issues[0]?.message;
  const isSecret = schema === (Token as unknown) || message === withPassword;
  const shown = isSecret ? "" : ` (was ${JSON.stringify(text)})`;
  throw new Failure("usage", `${source}: ${message}${shown}`);
}

function tokenIn({ token, tokenFile }: AccessFlags): string | undefined {
  if (tokenFile === undefined) return undefined;
  if (token !== undefined) throw new Failure("usage", "--token-file: not together with --token");
  try {
    return accept("--token-file", readFileSync(tokenFile, "utf8").trim(), Token);
  } catch (error) {
    if (error instanceof Failure) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new Failure("usage", `--token-file: cannot read ${JSON.stringify(tokenFile)} (${code})`);
  }
}

function missingToken(): never {
  throw new Failure(
    "usage",
    `the operators' token is missing: set ${variables.token}, or give --token-file (npm start prints it)`,
  );
}
