// What each handler asks of AWS: seen where the SDK's clients send it, without a change to the handlers.
import { AsyncLocalStorage } from "node:async_hooks";
import { ApiGatewayManagementApiClient } from "@aws-sdk/client-apigatewaymanagementapi";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Code } from "../../local/src/code.ts";
import type { Handler } from "../../local/src/functions.ts";
import { type HandlerName, handlerNames, type Permissions } from "../src/wiring.ts";

export interface Call {
  readonly handler: HandlerName;
  readonly command: string;
  readonly action: string;
  readonly resource: string;
}

/** What IAM calls it. A batch of messages asks for the permission of a single one; a batch of items has its own. */
const actions: Readonly<Record<string, string>> = {
  // The ledger's only statement.
  BatchExecuteStatementCommand: "dynamodb:PartiQLInsert",
  BatchGetCommand: "dynamodb:BatchGetItem",
  BatchWriteCommand: "dynamodb:BatchWriteItem",
  DeleteCommand: "dynamodb:DeleteItem",
  GetCommand: "dynamodb:GetItem",
  PutCommand: "dynamodb:PutItem",
  QueryCommand: "dynamodb:Query",
  UpdateCommand: "dynamodb:UpdateItem",
  ChangeMessageVisibilityCommand: "sqs:ChangeMessageVisibility",
  GetQueueAttributesCommand: "sqs:GetQueueAttributes",
  SendMessageBatchCommand: "sqs:SendMessage",
  SendTaskSuccessCommand: "states:SendTaskSuccess",
  StartExecutionCommand: "states:StartExecution",
  PostToConnectionCommand: "execute-api:ManageConnections",
};

interface Command {
  readonly input: Readonly<Record<string, unknown>>;
}

interface Client {
  readonly prototype: { send(command: Command, ...rest: unknown[]): unknown };
}

const clients = [
  ApiGatewayManagementApiClient,
  DynamoDBClient,
  DynamoDBDocumentClient,
  SFNClient,
  SQSClient,
] as unknown as readonly Client[];

/** Handlers that are watched, and what they called, each call once. What no handler calls is not recorded. */
export function watched(code: Code): { code: Code; calls: () => Call[] } {
  const running = new AsyncLocalStorage<HandlerName>();
  const calls = new Map<string, Call>();
  for (const { prototype } of clients) {
    const { send } = prototype;
    prototype.send = function (command, ...rest) {
      const handler = running.getStore();
      if (handler !== undefined) {
        const call = callOf(handler, command);
        calls.set(Object.values(call).join(" "), call);
      }
      return send.call(this, command, ...rest);
    };
  }
  const handlers = handlerNames.map((name): [string, Handler] => [
    name,
    (event, context) => running.run(name, () => code.handlers[name]?.(event, context)),
  ]);
  const api: Code["api"] = {
    fetch: (request, ...rest) => running.run("api", () => code.api.fetch(request, ...rest)),
  };
  return { code: { ...code, handlers: Object.fromEntries(handlers), api }, calls: () => [...calls.values()] };
}

/** What has no known permission is kept under a name that no wiring has, so that the comparison shows it. */
function callOf(handler: HandlerName, command: Command): Call {
  const { name } = command.constructor;
  return { handler, command: name, action: actions[name] ?? `? ${name}`, resource: resourceOf(command) };
}

/** `INSERT INTO "table" …` */
function insertedInto(statements: unknown): string | undefined {
  const [first] = (statements ?? []) as { Statement: string }[];
  return first?.Statement.split('"')[1];
}

/** By the names that the environment gives: the table's own, a queue's address, a state machine's ARN. */
function resourceOf({ input }: Command): keyof Permissions | "?" {
  const { TableName, RequestItems, Statements, QueueUrl, stateMachineArn, taskToken, ConnectionId } = input;
  if (ConnectionId !== undefined) return "connections";
  // Of the state machines only Visit waits for a token.
  if (taskToken !== undefined) return "Visit";
  const [named] =
    RequestItems === undefined
      ? [TableName ?? insertedInto(Statements)]
      : Object.keys(RequestItems as object);
  switch (named ?? QueueUrl ?? stateMachineArn) {
    case process.env.TABLE_NAME:
      return "table";
    case process.env.LOBBY_QUEUE_URL:
      return "Lobby";
    case process.env.TURNS_QUEUE_URL:
      return "Turns";
    case process.env.TICKS_QUEUE_URL:
      return "Ticks";
    case process.env.LOBBY_DEAD_QUEUE_URL:
      return "LobbyDead";
    case process.env.TURNS_DEAD_QUEUE_URL:
      return "TurnsDead";
    case process.env.TICKS_DEAD_QUEUE_URL:
      return "TicksDead";
    case process.env.VISIT_STATE_MACHINE_ARN:
      return "Visit";
    case process.env.RETIRE_STATE_MACHINE_ARN:
      return "Retire";
    default:
      return "?";
  }
}

/** The calls as the wiring writes permissions. */
export function permissionsOf(calls: readonly Call[]): Permissions {
  const byResource = Map.groupBy(calls, ({ resource }) => resource);
  return Object.fromEntries(
    [...byResource].map(([resource, ofResource]) => [
      resource,
      [...new Set(ofResource.map(({ action }) => action))].sort(),
    ]),
  );
}
