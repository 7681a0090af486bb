import { describe, isMissing } from "./answers.ts";
import type { Clients } from "./clients.ts";
import { Failed } from "./failed.ts";
import { applied, fallbacks, type Lack, lackOf } from "./fallbacks.ts";
import { functionsHere, type Here } from "./functions.ts";
import type { Kind, Known } from "./kind.ts";
import { kinds } from "./kinds.ts";
import { inOrder } from "./order.ts";
import { References } from "./references.ts";
import { seedRooms } from "./seed.ts";
import type { Selection, Wanted } from "./wanted.ts";

export type Outcome = "created" | "changed" | "kept" | "destroyed";

/** Told what happens, as it happens. */
export interface Progress {
  done(name: string, outcome: Outcome): void;
  skipped(name: string, because: string): void;
}

export interface Order {
  readonly selection: Selection;
  readonly here: Omit<Here, "turnHold">;
  /** By hand; otherwise as strangers are met. */
  readonly turnHold: "deny" | "report" | undefined;
  readonly refusesStrangers: boolean;
  /** Held to be missing, whatever the endpoint says. */
  readonly lacks: readonly Lack[];
}

export interface Provisioned {
  /** By the graph's names: what the endpoint calls them. */
  readonly known: ReadonlyMap<string, Known>;
  readonly turnHold: "deny" | "report";
  readonly lacks: ReadonlySet<Lack>;
}

/**
 * Makes what is wanted, in its order. Whenever the endpoint turns out to lack something, it begins anew with what there is
 * instead: what was made by then is kept. That ends, for each lack comes once.
 */
export async function provision(clients: Clients, order: Order, progress: Progress): Promise<Provisioned> {
  const lacks = new Set(order.lacks);
  const told = new Set<string>();
  const tellOnce: Progress["done"] = (name, outcome) => {
    if (outcome === "kept" && told.has(name)) return;
    told.add(name);
    progress.done(name, outcome);
  };
  for (;;) {
    const canDeny = order.refusesStrangers && !lacks.has("roles");
    const turnHold = order.turnHold ?? (canDeny ? "deny" : "report");
    const wanted = functionsHere(applied(order.selection.wanted, lacks), { ...order.here, turnHold });
    try {
      const known = await makeAll(clients, inOrder(wanted), tellOnce);
      await seed(clients, order.selection, progress);
      return { known, turnHold, lacks };
    } catch (error) {
      const { wanted, cause } = error instanceof Failed ? error : {};
      const lack = wanted !== undefined && isMissing(cause) ? lackOf(wanted) : undefined;
      if (wanted === undefined || lack === undefined || lacks.has(lack)) throw error;
      lacks.add(lack);
      progress.skipped(wanted.name, `${describe(cause)}. Instead: ${fallbacks[lack].instead}`);
    }
  }
}

async function makeAll(clients: Clients, wanted: readonly Wanted[], tell: Progress["done"]) {
  const references = new References(clients.endpoint.region);
  const known = new Map<string, Known>();
  for (const one of wanted) {
    const { outcome, found } = await make(clients, one, references.resolve(one));
    references.learn(one, found);
    known.set(one.name, found);
    tell(one.name, outcome);
  }
  return known;
}

async function make(clients: Clients, wanted: Wanted, inputs: unknown) {
  const kind: Kind = kinds[wanted.type];
  const { name } = wanted;
  try {
    const before = await kind.find(clients, inputs, name);
    if (before !== undefined) {
      const isChanged = await kind.change(clients, inputs, before, name);
      return { found: before, outcome: isChanged ? ("changed" as const) : ("kept" as const) };
    }
    await kind.create(clients, inputs, name);
    const found = await kind.find(clients, inputs, name);
    if (found === undefined) throw new Error("was created without an error, and is not there");
    return { found, outcome: "created" as const };
  } catch (error) {
    throw new Failed(name, error, wanted);
  }
}

async function seed(clients: Clients, { seed }: Selection, progress: Progress): Promise<void> {
  try {
    for (const [room, outcome] of Object.entries(await seedRooms(clients, seed))) {
      progress.done(`Room ${room}`, outcome);
    }
  } catch (error) {
    if (!isMissing(error)) throw new Failed("Rooms", error);
    progress.skipped("Rooms", `${describe(error)}. Instead: invoke ${seed.function} with ${seed.input}`);
  }
}
