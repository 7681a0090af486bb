import { isSameSecret } from "./isSameSecret.ts";

/** A secret of the environment. Where there are several, each has the name of whose it is. */
export interface NamedSecret {
  readonly name?: string;
  readonly secret: string;
}

/** What a variable holds: one secret, or up to `countMax` of the form `NAME=SECRET`. */
export interface SecretVariable {
  readonly variable: string;
  /** What one is called: `token`. */
  readonly noun: string;
  /** `NAME=TOKEN` */
  readonly form: string;
  isName(text: string): boolean;
  readonly countMax: number;
  readonly charsMin: number;
  /** One alone may be shorter, and may look like `NAME=short`. */
  readonly mayOneBeShort: boolean;
}

/**
 * Reads one secret, or `ana=SECRET ben=SECRET`. One value that does not look like `NAME=SECRET` is a secret, whatever is in
 * it: base64 ends with `=`. Where one may not be short, `sale=short` is none: it was meant for one room, and would be good
 * for all. The error shows nothing of what was given.
 */
export function readNamedSecrets(text: string, of: SecretVariable): readonly NamedSecret[] {
  const values = text.split(/\s+/).filter((value) => value !== "");
  const named = values.map((value) => namedSecret(value, of)).filter((one) => one !== undefined);
  const [secret] = values;
  if (secret !== undefined && values.length === 1 && named.length === 0 && isOne(secret, of))
    return [{ secret }];
  const different = new Set(named.map((one) => one.secret)).size;
  if (values.length === 0 || values.length > of.countMax || different < values.length)
    throw new Error(`${of.variable} must be one ${of.noun}, or ${several(of)}`);
  return named;
}

/** What may be given on a command line: a header carries printable characters only. */
export function flagOf(of: SecretVariable) {
  return {
    expected: `${of.mayOneBeShort ? 1 : of.charsMin} to 200 printable characters without spaces, or ${several(of)}`,
    allows(text: string): boolean {
      try {
        return readNamedSecrets(text, of).every(({ secret }) => /^[\x21-\x7e]{1,200}$/.test(secret));
      } catch {
        return false;
      }
    },
  };
}

/** The one that is shown, if it is one of them. All are looked at: how long it takes does not tell which it was, or none. */
export function findSecret(secrets: readonly NamedSecret[], shown: string): NamedSecret | undefined {
  const [found] = secrets.filter(({ secret }) => isSameSecret(shown, secret));
  return found;
}

function several({ form, noun, countMax, charsMin }: SecretVariable): string {
  return `up to ${countMax} ${form} with spaces between them, each ${noun} of ${charsMin} characters or more`;
}

function isOne(value: string, { charsMin, isName, mayOneBeShort }: SecretVariable): boolean {
  return mayOneBeShort || (value.length >= charsMin && !isName(split(value).name));
}

function split(value: string): { readonly name: string; readonly secret: string } {
  const end = value.indexOf("=");
  return { name: value.slice(0, Math.max(0, end)), secret: value.slice(end + 1) };
}

function namedSecret(value: string, { charsMin, isName }: SecretVariable): NamedSecret | undefined {
  const { name, secret } = split(value);
  return secret.length < charsMin || !isName(name) ? undefined : { name, secret };
}
