// Amazon DynamoDB: the talk's table of users, and its counter.
import { DeleteCommand, PutCommand, paginateScan, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Aws } from "./aws.ts";

const counter = { pk: "COUNTER", sk: "COUNTER" };
const keyOf = (connectionId: string) => ({ pk: `USER#${connectionId}`, sk: "USER" });

/** One write of one item a visitor. */
export async function nextNumber({ documents, tableName }: Aws): Promise<number> {
  const { Attributes } = await documents.send(
    new UpdateCommand({
      TableName: tableName,
      Key: counter,
      UpdateExpression: "ADD issued :one",
      ExpressionAttributeValues: { ":one": 1 },
      ReturnValues: "UPDATED_NEW",
    }),
  );
  return Attributes?.issued;
}

export async function writeUser(
  { documents, tableName }: Aws,
  connectionId: string,
  number: number,
): Promise<void> {
  const Item = { ...keyOf(connectionId), connectionId, number };
  await documents.send(new PutCommand({ TableName: tableName, Item }));
}

export async function deleteUser({ documents, tableName }: Aws, connectionId: string): Promise<void> {
  await documents.send(new DeleteCommand({ TableName: tableName, Key: keyOf(connectionId) }));
}

/** Everybody's connections, by a scan of the table; the counter lies in it, too. */
export async function* scanUsers({ documents, tableName }: Aws): AsyncGenerator<string[]> {
  for await (const { Items = [] } of paginateScan({ client: documents }, { TableName: tableName }))
    yield Items.flatMap(({ connectionId }) => connectionId ?? []);
}
