import type { Wanted } from "./wanted.ts";

/** Queues first: their ARNs tell whose account it is, and that stands in what comes after them. */
const isQueue = ({ type }: Wanted) => type === "aws:sqs/queue:Queue";

/** Each after everything that it depends on. What is not there (left out, or missing) is not waited for. */
export function inOrder(wanted: readonly Wanted[]): Wanted[] {
  const byUrn = new Map(wanted.map((one) => [one.urn, one]));
  const ordered = new Set<Wanted>();
  const add = (one: Wanted, path: ReadonlySet<Wanted>) => {
    if (ordered.has(one)) return;
    if (path.has(one)) throw new Error(`${one.name} depends on itself`);
    for (const urn of one.dependencies) {
      const earlier = byUrn.get(urn);
      if (earlier !== undefined) add(earlier, new Set([...path, one]));
    }
    ordered.add(one);
  };
  for (const one of [...wanted.filter(isQueue), ...wanted]) add(one, new Set());
  return [...ordered];
}
