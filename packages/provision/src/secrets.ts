import { randomBytes } from "node:crypto";
import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { loadPassKeys } from "@fairline/local/pass-keys.ts";
import { ifThere } from "./answers.ts";
import type { Clients } from "./clients.ts";
import { Failed } from "./failed.ts";
import { variablesOf } from "./functions.ts";
import type { Wanted } from "./wanted.ts";

export interface Secrets {
  readonly values: { readonly ADMIN_TOKEN: string; readonly PASS_KEYS: string };
  /** Nobody knows the token yet. */
  readonly isTokenNew: boolean;
}

/**
 * What functions were given before stays, or every pass that is out would end with a second run; what is not there yet is made
 * up.
 */
export async function findOrMakeSecrets(
  { lambda }: Clients,
  wanted: readonly Wanted[],
  givenToken: string | undefined,
): Promise<Secrets> {
  const before = async (secret: keyof Secrets["values"]) => {
    for (const one of wanted.filter((each) => variablesOf(each)?.[secret] !== undefined)) {
      const asked = new GetFunctionConfigurationCommand({ FunctionName: String(one.inputs.name) });
      const found = await ifThere(lambda.send(asked)).catch((error) => {
        throw new Failed(one.name, error);
      });
      const value = found?.Environment?.Variables?.[secret];
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const tokenBefore = givenToken ?? (await before("ADMIN_TOKEN"));
  return {
    values: {
      ADMIN_TOKEN: tokenBefore ?? randomBytes(18).toString("base64url"),
      PASS_KEYS: (await before("PASS_KEYS")) ?? (await loadPassKeys(undefined)),
    },
    isTokenNew: tokenBefore === undefined,
  };
}
