import { SQSClient } from "@aws-sdk/client-sqs";
import { recordBytes } from "@fairline/planner";

/** One request that was sent to an AWS service, with what DynamoDB would bill for it. */
export interface Call {
  /** `UpdateItem`, `PostToConnection`: as AWS names it. */
  readonly action: string;
  /** DynamoDB: the kind of item, the first part of its key: `TICKET`, `SLOT`. Otherwise the queue, or nothing. */
  readonly on: string;
  readonly reads: number;
  readonly writes: number;
  /** `@connections`: what was pushed. */
  readonly bytes: number;
}

type Fields = Record<string, unknown>;
interface Sent {
  readonly input: Fields;
}
type Send = (this: unknown, command: Sent, ...rest: unknown[]) => Promise<Fields>;

const readActions = new Set(["Get", "BatchGet", "Query", "Scan"]);

/** A slot's record holds a receipt handle and a task token, which AWS makes longer (docs/cost.md). */
function unitsOnAws(kind: string, units: number, isRead: boolean, items: number): number {
  if (kind !== "SLOT") return units;
  const bytes = recordBytes.slot;
  return Math.max(units, isRead ? Math.ceil((items * bytes) / 4096) : Math.ceil(bytes / 1024));
}

/**
 * Tells of every request that an SDK client of this process sends from now on. All clients inherit their `send`
 * from one class of the SDK's core; there it is overheard.
 */
export function overhear(tell: (call: Call) => void): void {
  const client = Object.getPrototypeOf(SQSClient.prototype) as { send: Send };
  const { send } = client;
  /** What a refused write is billed: as much as the item is large; the last write of its kind says how much that is. */
  const lastWrites = new Map<string, number>();
  client.send = async function (command, ...rest) {
    const action = command.constructor.name.replace(/Command$/, "");
    const { input } = command;
    if ("TableName" in input || "RequestItems" in input || "Statements" in input)
      input.ReturnConsumedCapacity = "TOTAL";
    const isRead = readActions.has(action);
    const on = subject(input);
    const tellOf = (counted: number, items: number) => {
      const units = unitsOnAws(on, counted, isRead, items);
      const bytes = typeof input.Data === "string" ? Buffer.byteLength(input.Data) : 0;
      tell({ action, on, reads: isRead ? units : 0, writes: isRead ? 0 : units, bytes });
    };
    try {
      const output = await send.call(this, command, ...rest);
      const units = Math.max(capacityOf(output), leastOf(action, input));
      if (!isRead) lastWrites.set(on, units);
      tellOf(units, Array.isArray(output?.Items) ? output.Items.length : 0);
      return output;
    } catch (error) {
      const isRefused = error instanceof Error && error.name === "ConditionalCheckFailedException";
      tellOf(isRefused ? (lastWrites.get(on) ?? 1) : 0, 0);
      throw error;
    }
  };
}

/** A query that finds nothing is billed as one page; the emulator says nothing of it. */
function leastOf(action: string, { ConsistentRead }: Fields): number {
  if (action !== "Query") return 0;
  return ConsistentRead === true ? 1 : 0.5;
}

function capacityOf({ ConsumedCapacity }: Fields): number {
  const all = (Array.isArray(ConsumedCapacity) ? ConsumedCapacity : [ConsumedCapacity]) as (
    | { CapacityUnits?: number }
    | undefined
  )[];
  return all.reduce((sum, one) => sum + (one?.CapacityUnits ?? 0), 0);
}

function subject(input: Fields): string {
  const keys = [input.Key, input.Item, ...requested(input), ...inserted(input)] as (Fields | undefined)[];
  const key = keys.find((one) => one !== undefined);
  if (key !== undefined) return kindOf(String(key.pk), String(key.sk));
  const values = input.ExpressionAttributeValues as Fields | undefined;
  if (values !== undefined && "TableName" in input)
    return kindOf(String(values[":pk"]), String(values[":prefix"] ?? ""));
  return String(input.QueueUrl ?? input.stateMachineArn ?? "").replace(/^.*[/:]/, "");
}

/** The items of a batch of insertions; they are all of one kind here. A statement's parameters are its item's attributes, in order. */
function inserted({ Statements = [] }: Fields): unknown[] {
  return (Statements as { Statement: string; Parameters: unknown[] }[]).map(({ Statement, Parameters }) => {
    const names = [...Statement.matchAll(/'(\w+)': \?/g)].map(([, name]) => name);
    return Object.fromEntries(names.map((name, index) => [name, Parameters[index]]));
  });
}

/** The keys of a batch; they are all of one kind here. */
function requested({ RequestItems }: Fields): unknown[] {
  const [batch] = Object.values((RequestItems ?? {}) as Record<string, unknown>);
  if (batch === undefined) return [];
  if (!Array.isArray(batch)) return (batch as { Keys: unknown[] }).Keys;
  return batch.map((one) => one.PutRequest?.Item ?? one.DeleteRequest?.Key);
}

/** A slot stands under its room: there the second part says what it is. */
function kindOf(pk: string, sk: string): string {
  return sk.startsWith("SLOT#") ? "SLOT" : pk.replace(/#.*$/s, "");
}
