import { isDeepStrictEqual } from "node:util";
import type * as z from "zod";
import type { Clients } from "./clients.ts";

/** What a thing knows of itself once it is there, by the names that the graph has for it. */
export interface Known {
  readonly id?: string;
  readonly arn?: string;
  readonly url?: string;
  readonly uuid?: string;
  readonly invokeArn?: string;
  readonly executionArn?: string;
  readonly apiEndpoint?: string;
}

/** How one type of resource is made. `inputs` are those of the graph; `name` is its name there. */
interface Definition<Schema extends z.ZodType, Found extends Known> {
  /** Strict: an input that nobody applies is a mistake. */
  readonly inputs: Schema;
  find(clients: Clients, inputs: z.infer<Schema>, name: string): Promise<Found | undefined>;
  create(clients: Clients, inputs: z.infer<Schema>, name: string): Promise<void>;
  /** Makes what was found as it should be; whether anything was not so. Without it nothing can differ. */
  change?(clients: Clients, inputs: z.infer<Schema>, found: Found, name: string): Promise<boolean>;
  /** Without it, it goes with what it belongs to. */
  destroy?(clients: Clients, inputs: z.infer<Schema>, found: Found): Promise<void>;
}

/** A definition whose types nobody needs to know any more. */
export interface Kind {
  readonly goesWithAnother: boolean;
  find(clients: Clients, inputs: unknown, name: string): Promise<Known | undefined>;
  create(clients: Clients, inputs: unknown, name: string): Promise<void>;
  change(clients: Clients, inputs: unknown, found: Known, name: string): Promise<boolean>;
  destroy(clients: Clients, inputs: unknown, found: Known): Promise<void>;
}

export function kind<Schema extends z.ZodType, Found extends Known>(of: Definition<Schema, Found>): Kind {
  return {
    goesWithAnother: of.destroy === undefined,
    find: (clients, inputs, name) => of.find(clients, of.inputs.parse(inputs), name),
    create: (clients, inputs, name) => of.create(clients, of.inputs.parse(inputs), name),
    change: async (clients, inputs, found, name) =>
      (await of.change?.(clients, of.inputs.parse(inputs), found as Found, name)) ?? false,
    destroy: async (clients, inputs, found) => of.destroy?.(clients, of.inputs.parse(inputs), found as Found),
  };
}

/** Whether something that is wanted is not there, or is another. What is there beyond that does not matter. */
export function differs(wanted: object, found: object): boolean {
  return Object.entries(wanted).some(([key, value]) => !isDeepStrictEqual(found[key as never], value));
}

/** Two texts of JSON that say the same, however they are written. */
export function sameJson(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return isDeepStrictEqual(JSON.parse(one), JSON.parse(other));
}
