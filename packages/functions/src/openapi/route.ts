import type * as z from "zod";
import type { ProblemCode } from "../http/problem.ts";
import type { SchemaName } from "./schemas.ts";

/** Who may ask: everybody, an operator, one who is signed in, the holder of a place, or whoever has a pass. */
export type Access = "everybody" | "operator" | "session" | "holder" | "pass";

/** What the document says of one route. What all routes of its kind have in common, `operation.ts` knows. */
export interface Route {
  /** One line, without a full stop. */
  readonly summary: string;
  readonly access: Access;
  readonly query?: Parameters;
  readonly headers?: Parameters;
  readonly body?: SchemaName;
  readonly answers: Readonly<Record<number, Answer>>;
  /** Its own. Those of its access, its body and its room come by themselves. */
  readonly refusals?: readonly ProblemCode[];
}

export interface Answer {
  readonly about: string;
  readonly body?: SchemaName;
  /** Each is always there. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** All may be left out. */
export type Parameters = Readonly<
  Record<string, { readonly about: string; readonly schema: z.core.$ZodType }>
>;

/** By method and path: `GET /rooms/{room}`. */
export type Routes = Readonly<Record<`${"GET" | "POST" | "PUT" | "DELETE"} /${string}`, Route>>;
