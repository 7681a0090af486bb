// What dynalite 4 keeps inside, as far as it is used here.
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { type Item, type ItemStore, memoryItems } from "./memory-items.ts";

interface Table {
  readonly TableStatus: string;
}
type Done<T> = (error: Error | null, value?: T) => void;

/** What all actions work on. */
export interface DynaliteStore {
  getItemDb(table: string): ItemStore & { lock: unknown };
  getTable(name: string, isChecked: boolean, done: Done<Table>): void;
}

interface Put {
  readonly TableName: string;
  readonly Item: Item;
  readonly Expected: unknown;
  readonly ReturnConsumedCapacity: string | undefined;
}
type Action<Input, Output> = (
  store: DynaliteStore,
  input: Input,
  done: (error: unknown, output: Output) => void,
) => void;

const requireCommonJs = createRequire(import.meta.url);

export const putItem = promisify(
  requireCommonJs("dynalite/actions/putItem") as Action<
    Put,
    { readonly ConsumedCapacity?: { readonly CapacityUnits: number } }
  >,
);

interface Validation {
  readonly types: unknown;
  readonly custom: unknown;
}

const validations = requireCommonJs("dynalite/validations") as {
  checkTypes(input: unknown, types: unknown): unknown;
  checkValidations(input: unknown, types: unknown, custom: unknown, store: DynaliteStore): void;
};

/** What dynalite does with a request after HTTP and before it. Rejects with what it means to refuse, a `Refusal`, or breaks. */
export function perform(store: DynaliteStore, operation: string, input: unknown): Promise<unknown> {
  const name = `${operation.charAt(0).toLowerCase()}${operation.slice(1)}`;
  const { types, custom } = requireCommonJs(`dynalite/validations/${name}`) as Validation;
  const act = requireCommonJs(`dynalite/actions/${name}`) as Action<unknown, unknown>;
  return new Promise((resolve, reject) => {
    const checked = validations.checkTypes(input, types);
    validations.checkValidations(checked, types, custom, store);
    act(store, checked, (error, output) => (error ? reject(error) : resolve(output)));
  });
}

/** As dynalite tells what it refuses. */
export interface Refusal {
  readonly statusCode: number;
  readonly body: unknown;
}

export function isRefusal(error: unknown): error is Refusal {
  return typeof (error as Partial<Refusal> | null)?.statusCode === "number";
}

const database = requireCommonJs("dynalite/db") as { create(options: unknown): DynaliteStore };

/** A server, and the store that dynalite makes for it and keeps to itself. */
export function makingStore<Server>(createServer: () => Server): [Server, DynaliteStore] {
  const { create } = database;
  let store: DynaliteStore | undefined;
  database.create = (options) => {
    store = create(options);
    return store;
  };
  try {
    const server = createServer();
    if (store === undefined) throw new Error("dynalite has made no store.");
    return [server, store];
  } finally {
    database.create = create;
  }
}

/** Keeps the items in memory as they are. Before anything is stored. */
export function keepInMemory(store: DynaliteStore): void {
  const { getItemDb } = store;
  const tables = new Map<string, ReturnType<DynaliteStore["getItemDb"]>>();
  store.getItemDb = (name) => {
    const known = tables.get(name);
    if (known !== undefined) return known;
    // Its locks stay: they are what makes a condition and its write one step.
    const made = { ...memoryItems(), lock: getItemDb(name).lock };
    tables.set(name, made);
    return made;
  };
}

/** A table that is there stays as it is: dynalite would read its description anew for each request. */
export function rememberTables(store: DynaliteStore): void {
  const getTable = store.getTable.bind(store);
  const known = new Map<string, Table>();
  store.getTable = (name, ...rest: unknown[]) => {
    const done = rest.at(-1) as Done<Table>;
    const table = known.get(name);
    if (table !== undefined) return done(null, table);
    const remember: Done<Table> = (error, found) => {
      if (found?.TableStatus === "ACTIVE") known.set(name, found);
      done(error, found);
    };
    Reflect.apply(getTable, store, [name, ...rest.slice(0, -1), remember]);
  };
}
