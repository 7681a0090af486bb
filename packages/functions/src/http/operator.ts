import { OperatorName } from "@fairline/core";
import type { Context } from "hono";
import * as z from "zod/mini";
import type { AdminToken } from "../adminTokens.ts";
import { invalid } from "./problem.ts";

/** What routes of operators find in their context: who asks, for the log (`c.get("operator")`). */
export interface Operated {
  Variables: { operator: string };
}

/** Whoever gives no name. */
export const unnamedOperator = "operator";

const Headers = z.object({ "Fairline-Operator": z.optional(OperatorName) });

/** Who shows a token: the token's own name, else the one in the header, which has room for ASCII only: other letters come percent-encoded. */
export function operatorNamed(c: Context, { name }: AdminToken): string | Response {
  if (name !== undefined) return name;
  const given = { "Fairline-Operator": decoded(c.req.header("fairline-operator")) };
  const headers = Headers.safeParse(given);
  if (!headers.success) return invalid(c, headers.error.issues, given);
  return headers.data["Fairline-Operator"] ?? unnamedOperator;
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text && decodeURIComponent(text);
  } catch {
    return text;
  }
}
