// BatchExecuteStatement of DynamoDB, which dynalite does not know, as far as the ledger uses it: PartiQL's INSERT.
import { type DynaliteStore, putItem } from "./dynalite-inside.ts";

type AttributeValues = Readonly<Record<string, unknown>>;

interface Statement {
  readonly Statement?: string;
  readonly Parameters?: readonly unknown[];
}

export interface Request {
  readonly Statements?: readonly Statement[];
  readonly ReturnConsumedCapacity?: string;
}

interface Capacity {
  readonly CapacityUnits?: number;
}

/** DynamoDB takes so many statements in one request. */
const statementsMax = 25;

export class ValidationError extends Error {}

/** Each statement succeeds or fails by itself. Throws a ValidationError for what this cannot do at all. */
export async function batchExecuteStatement(store: DynaliteStore, request: Request): Promise<unknown> {
  const { Statements = [], ReturnConsumedCapacity } = request;
  if (Statements.length === 0 || Statements.length > statementsMax) {
    throw new ValidationError(`Statements: from 1 to ${statementsMax}, not ${Statements.length}`);
  }
  const insertions = Statements.map(insertionOf);
  const done = await Promise.all(
    insertions.map(({ table, item }) => insert(store, table, item, ReturnConsumedCapacity)),
  );
  const capacities = done.flatMap(({ capacity }) => (capacity === undefined ? [] : [capacity]));
  return {
    Responses: done.map(({ response }) => response),
    ...(capacities.length > 0 && { ConsumedCapacity: together(capacities, insertions[0]?.table) }),
  };
}

/** Statements that were read before: the ledger has a few, and sends each of them for every visitor. */
const known = new Map<string, Insertion>();
const knownMax = 100;

interface Insertion {
  readonly table: string;
  readonly names: readonly string[];
}

function insertionOf({ Statement = "", Parameters = [] }: Statement): {
  table: string;
  item: AttributeValues;
} {
  const { table, names } = known.get(Statement) ?? read(Statement);
  if (names.length !== Parameters.length) {
    throw new ValidationError(`Each attribute needs its parameter: ${Statement}`);
  }
  return { table, item: Object.fromEntries(names.map((name, index) => [name, Parameters[index]])) };
}

/** `INSERT INTO "table" VALUE {'name': ?, …}` */
function read(statement: string): Insertion {
  const [, table, tuple] = /^INSERT INTO "([\w.-]+)" VALUE \{(.*)\}$/.exec(statement) ?? [];
  const names = tuple?.split(", ").map((pair) => /^'(\w+)': \?$/.exec(pair)?.[1] ?? "") ?? [];
  if (table === undefined || names.length === 0 || names.includes("")) {
    throw new ValidationError(`Only INSERT with parameters is known here, not: ${statement}`);
  }
  const insertion = { table, names };
  if (known.size < knownMax) known.set(statement, insertion);
  return insertion;
}

async function insert(
  store: DynaliteStore,
  table: string,
  item: AttributeValues,
  ReturnConsumedCapacity: string | undefined,
): Promise<{ response: unknown; capacity?: Capacity | undefined }> {
  try {
    const isNew = { pk: { ComparisonOperator: "NULL" } };
    const put = { TableName: table, Item: item, Expected: isNew, ReturnConsumedCapacity };
    const { ConsumedCapacity } = await putItem(store, put);
    return { response: { TableName: table }, capacity: ConsumedCapacity };
  } catch (error) {
    const type = String((error as { body?: { __type?: string } }).body?.__type);
    if (!type.endsWith("#ConditionalCheckFailedException")) throw error;
    const Message = "Duplicate primary key exists in table";
    return { response: { TableName: table, Error: { Code: "DuplicateItem", Message } } };
  }
}

function together(capacities: readonly Capacity[], TableName = ""): unknown[] {
  return [
    { TableName, CapacityUnits: capacities.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0) },
  ];
}
