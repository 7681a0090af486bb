import { limits, RoomName } from "@fairline/core";
import { isSameSecret } from "./isSameSecret.ts";
import { flagOf, type NamedSecret, readNamedSecrets, type SecretVariable } from "./namedSecrets.ts";

/** What the protected site shows to give visits more time. A name is a room's: with it, the key is for that room alone. */
export type SiteKey = NamedSecret;

const siteKey: SecretVariable = {
  variable: "SITE_KEY",
  noun: "key",
  form: "ROOM=KEY",
  isName: (text) => RoomName.safeParse(text).success,
  countMax: limits.siteKeysMax,
  charsMin: limits.siteKeyCharsMin,
  // Whoever is inside may guess at it, as often as they like.
  mayOneBeShort: false,
};

/** None: no site may give more time. */
export const readSiteKeys = (text: string): readonly SiteKey[] =>
  text === "" ? [] : readNamedSecrets(text, siteKey);
export const siteKeyFlag = flagOf(siteKey);

/** Whether this is a key of the room. All are looked at: how long it takes does not tell which it was, or none. */
export function isKeyOf(room: string, keys: readonly SiteKey[], shown: string): boolean {
  const same = keys.filter(({ secret }) => isSameSecret(shown, secret));
  return same.some(({ name }) => name === undefined || name === room);
}
