import { randomBytes } from "node:crypto";
import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import type { wiring } from "@fairline/functions/wiring.ts";
import { loadPassKeys } from "@fairline/local/pass-keys.ts";
import { ifThere } from "./answers.ts";
import type { Clients } from "./clients.ts";
import { Failed } from "./failed.ts";
import { variablesOf } from "./functions.ts";
import type { Wanted } from "./wanted.ts";

type SecretName = keyof typeof wiring.secrets;
/** What people hold: it may be given, and is said when it is new. */
export type GivenSecrets = Readonly<Record<Exclude<SecretName, "PASS_KEYS">, string | undefined>>;

export interface Secrets {
  readonly values: Readonly<Record<SecretName, string>>;
  /** Nobody knows these yet. */
  readonly unknown: readonly (keyof GivenSecrets)[];
}

/**
 * What functions were given before stays, or every pass that is out would end with a second run; what is not there yet is made
 * up.
 */
export async function findOrMakeSecrets(
  { lambda }: Clients,
  wanted: readonly Wanted[],
  given: GivenSecrets,
): Promise<Secrets> {
  const before = async (secret: SecretName) => {
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
  const known = {
    ADMIN_TOKEN: given.ADMIN_TOKEN ?? (await before("ADMIN_TOKEN")),
    SITE_KEY: given.SITE_KEY ?? (await before("SITE_KEY")),
  };
  return {
    values: {
      ADMIN_TOKEN: known.ADMIN_TOKEN ?? randomSecret(),
      SITE_KEY: known.SITE_KEY ?? randomSecret(),
      PASS_KEYS: (await before("PASS_KEYS")) ?? (await loadPassKeys(undefined)),
    },
    unknown: (["ADMIN_TOKEN", "SITE_KEY"] as const).filter((name) => known[name] === undefined),
  };
}

function randomSecret(): string {
  return randomBytes(18).toString("base64url");
}
