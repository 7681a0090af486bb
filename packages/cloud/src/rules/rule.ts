import { isDeepStrictEqual } from "node:util";
import type { Graph, Resource } from "../graph.ts";

/** What must hold of every deploy. `broken` says where it does not; nothing to say means that it holds. */
export interface Rule {
  readonly name: string;
  readonly broken: (graph: Graph) => readonly string[];
}

/** Where a value is not what it must be. */
export function unlike(what: string, actual: unknown, expected: unknown): string[] {
  if (isDeepStrictEqual(actual, expected)) return [];
  return [`${what} is ${JSON.stringify(actual) ?? "missing"}, not ${JSON.stringify(expected)}`];
}

/** Where inputs are not what they must be; others than these may be anything. */
export function unlikeInputs(
  resource: Resource | undefined,
  what: string,
  expected: Readonly<Record<string, unknown>>,
): string[] {
  if (resource === undefined) return [`${what} is missing`];
  return Object.entries(expected).flatMap(([input, value]) =>
    unlike(`${what}: ${input}`, resource.inputs[input], value),
  );
}

/** What is in one list and not in the other. */
export function unlikeLists(what: string, actual: readonly string[], expected: readonly string[]): string[] {
  return [
    ...expected.filter((one) => !actual.includes(one)).map((one) => `${what} lacks: ${one}`),
    ...actual.filter((one) => !expected.includes(one)).map((one) => `${what} has more than it needs: ${one}`),
  ];
}

export function unless(holds: boolean, otherwise: string): string[] {
  return holds ? [] : [otherwise];
}
