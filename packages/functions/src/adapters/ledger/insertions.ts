// Amazon DynamoDB: a part of the Ledger port (see ../ledger.ts).
import { type BatchStatementError, BatchStatementErrorCodeEnum } from "@aws-sdk/client-dynamodb";
import { BatchExecuteStatementCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { limits } from "@fairline/core";
import { backOff } from "./backOff.ts";
import type { Item } from "./table.ts";

/**
 * Inserts items, each for itself, in one request: `BatchWriteItem` knows no conditions, but PartiQL's INSERT is refused where
 * an item with this key is there. It is billed as so many single writes. For each item: whether it was inserted, or why
 * nobody knows.
 */
export async function insertTogether(
  client: DynamoDBDocumentClient,
  tableName: string,
  items: readonly Item[],
): Promise<(boolean | Error)[]> {
  const inserted: (boolean | Error)[] = items.map(
    () => new Error("DynamoDB did not say what became of the item"),
  );
  let left = items.map((_, index) => index);
  for (let attempt = 0; left.length > 0; attempt++) {
    await backOff(attempt);
    const Statements = left.map((index) => insertionOf(tableName, items[index] as Item));
    const again: number[] = [];
    try {
      const { Responses = [] } = await client.send(new BatchExecuteStatementCommand({ Statements }));
      for (const [place, index] of left.entries()) {
        const response = Responses[place];
        // No answer is none.
        if (response === undefined) continue;
        const { Error: error } = response;
        if (attempt < limits.retriesMax && error !== undefined && mayWorkLater(error)) again.push(index);
        else inserted[index] = resultOf(error);
      }
    } catch (error) {
      // The SDK has tried it again already. Those of an earlier request are there all the same.
      for (const index of left) inserted[index] = asError(error);
    }
    left = again;
  }
  return inserted;
}

function insertionOf(tableName: string, item: Item) {
  // Undefined stands for an attribute that is not there.
  const names = Object.keys(item).filter((name) => item[name] !== undefined);
  return {
    Statement: `INSERT INTO "${tableName}" VALUE {'${names.join("': ?, '")}': ?}`,
    Parameters: names.map((name) => item[name]),
  };
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

function resultOf(error: BatchStatementError | undefined): boolean | Error {
  if (error === undefined) return true;
  if (error.Code === BatchStatementErrorCodeEnum.DuplicateItem) return false;
  return Object.assign(new Error(error.Message), { name: error.Code ?? "UnknownError" });
}

/** The SDK repeats a request that failed, but not the statements in it that did. */
function mayWorkLater({ Code }: BatchStatementError): boolean {
  switch (Code) {
    case BatchStatementErrorCodeEnum.InternalServerError:
    case BatchStatementErrorCodeEnum.ProvisionedThroughputExceeded:
    case BatchStatementErrorCodeEnum.RequestLimitExceeded:
    case BatchStatementErrorCodeEnum.ThrottlingError:
    case BatchStatementErrorCodeEnum.TransactionConflict:
      return true;
    default:
      return false;
  }
}
