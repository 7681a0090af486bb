import { isMissing } from "./answers.ts";
import type { Clients } from "./clients.ts";
import { Failed } from "./failed.ts";
import { applied } from "./fallbacks.ts";
import type { Kind, Known } from "./kind.ts";
import { kinds } from "./kinds.ts";
import { inOrder } from "./order.ts";
import type { Progress } from "./provision.ts";
import { References } from "./references.ts";
import type { Selection, Wanted } from "./wanted.ts";

/** Takes down what bears the names of the stage, the last made first. Returns how much there was. */
export async function destroy(clients: Clients, { wanted }: Selection, progress: Progress): Promise<number> {
  const found = await findAll(clients, inOrder(withEveryFallback(wanted)));
  for (const { wanted, inputs, known } of found.toReversed()) {
    const kind: Kind = kinds[wanted.type];
    await kind.destroy(clients, inputs, known).catch((error) => {
      throw new Failed(wanted.name, error);
    });
    progress.done(wanted.name, "destroyed");
  }
  return found.length;
}

/** Whatever an earlier run may have made: with fallbacks, and without. */
function withEveryFallback(wanted: readonly Wanted[]): Wanted[] {
  const variants = [wanted, applied(wanted, new Set(["serviceIntegrations", "scheduler"]))];
  return [...new Map(variants.flat().map((one) => [one.urn, one])).values()];
}

interface Found {
  readonly wanted: Wanted;
  readonly inputs: unknown;
  readonly known: Known;
}

async function findAll(clients: Clients, wanted: readonly Wanted[]): Promise<Found[]> {
  const references = new References(clients.endpoint.region);
  const all: Found[] = [];
  for (const one of wanted) {
    const kind: Kind = kinds[one.type];
    if (kind.goesWithAnother) continue;
    const inputs = references.resolve(one);
    const known = await kind.find(clients, inputs, one.name).catch((error) => {
      // What an endpoint does not know it does not have.
      if (isMissing(error)) return undefined;
      throw new Failed(one.name, error);
    });
    if (known === undefined) continue;
    references.learn(one, known);
    all.push({ wanted: one, inputs, known });
  }
  return all;
}
