import { limits, OperatorName } from "@fairline/core";
import { isSameSecret } from "./isSameSecret.ts";

/** What an operator signs in with. A name is the operator's own: with it, the log says who did something. */
export interface AdminToken {
  readonly name?: string;
  readonly token: string;
}

const { adminTokenCharsMin, adminTokensMax } = limits;
const several = `up to ${adminTokensMax} NAME=TOKEN with spaces between them, each token of ${adminTokenCharsMin} characters or more`;

/**
 * Reads `ADMIN_TOKEN`: one token, or `ana=TOKEN ben=TOKEN`. One value that does not look like `NAME=TOKEN` is a token, whatever
 * is in it: base64 ends with `=`. The error shows nothing of what was given.
 */
export function readAdminTokens(text: string): readonly AdminToken[] {
  const values = text.split(/\s+/).filter((value) => value !== "");
  const named = values.map(namedToken).filter((one) => one !== undefined);
  const [token] = values;
  if (token !== undefined && values.length === 1 && named.length === 0) return [{ token }];
  const different = new Set(named.map((one) => one.token)).size;
  if (values.length === 0 || values.length > adminTokensMax || different < values.length)
    throw new Error(`ADMIN_TOKEN must be one token, or ${several}`);
  return named;
}

/** What may be given on a command line: a header carries printable characters only. */
export const adminTokenFlag = {
  expected: `1 to 200 printable characters without spaces, or ${several}`,
  allows(text: string): boolean {
    try {
      return readAdminTokens(text).every(({ token }) => /^[\x21-\x7e]{1,200}$/.test(token));
    } catch {
      return false;
    }
  },
};

/** The one that is shown, if it is one of them. All are looked at: how long it takes does not tell which it was, or none. */
export function findAdminToken(tokens: readonly AdminToken[], shown: string): AdminToken | undefined {
  const [found] = tokens.filter(({ token }) => isSameSecret(shown, token));
  return found;
}

function namedToken(value: string): AdminToken | undefined {
  const end = value.indexOf("=");
  const [name, token] = [value.slice(0, Math.max(0, end)), value.slice(end + 1)];
  if (token.length < adminTokenCharsMin || !OperatorName.safeParse(name).success) return undefined;
  return { name, token };
}
