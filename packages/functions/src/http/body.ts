import type { Context } from "hono";
import type * as z from "zod/mini";
import { invalid, problem } from "./problem.ts";

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly response: Response };

/** Reads a JSON body by its schema, or makes the answer that says what is wrong with it. */
export async function parseBody<S extends z.ZodMiniType>(
  c: Context,
  schema: S,
): Promise<Parsed<z.output<S>>> {
  let input: unknown;
  try {
    input = await c.req.json();
  } catch {
    return {
      ok: false,
      response: problem(c, "bad_json", "Send a JSON object with content-type application/json."),
    };
  }
  const result = schema.safeParse(input);
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, response: invalid(c, result.error.issues, input) };
}
