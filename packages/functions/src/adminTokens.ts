import { limits, OperatorName } from "@fairline/core";
import {
  findSecret,
  flagOf,
  type NamedSecret,
  readNamedSecrets,
  type SecretVariable,
} from "./namedSecrets.ts";

/** What an operator signs in with. A name is the operator's own: with it, the log says who did something. */
export type AdminToken = NamedSecret;

const adminToken: SecretVariable = {
  variable: "ADMIN_TOKEN",
  noun: "token",
  form: "NAME=TOKEN",
  isName: (text) => OperatorName.safeParse(text).success,
  countMax: limits.adminTokensMax,
  charsMin: limits.adminTokenCharsMin,
  mayOneBeShort: true,
};

export const readAdminTokens = (text: string): readonly AdminToken[] => readNamedSecrets(text, adminToken);
export const adminTokenFlag = flagOf(adminToken);
export const findAdminToken: (tokens: readonly AdminToken[], shown: string) => AdminToken | undefined =
  findSecret;
