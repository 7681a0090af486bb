import { readFileSync } from "node:fs";
import { SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { wiring } from "@fairline/functions/wiring.ts";
import type { SQSEvent } from "aws-lambda";
import { startGateway } from "../../packages/local/src/gateway/gateway.ts";
import type { Routes } from "../../packages/local/src/gateway/websocket.ts";
import { Mapping } from "../../packages/local/src/mappings.ts";
import { startSchedule } from "../../packages/local/src/schedule.ts";
import { parseDefinition } from "../../packages/local/src/services/definition.ts";
import { startDynamoDb } from "../../packages/local/src/services/dynamodb.ts";
import { startSqs } from "../../packages/local/src/services/sqs.ts";
import { startStepFunctions } from "../../packages/local/src/services/stepfunctions.ts";
import type { Room, Served, Watching } from "../suite/fairline.ts";
import { talkApi } from "./api.ts";
import { awsAt } from "./aws.ts";
import { admit } from "./handlers/admit.ts";
import { endTurn } from "./handlers/endTurn.ts";
import { join } from "./handlers/join.ts";
import { scheduleTicks } from "./handlers/scheduleTicks.ts";
import { tellTurn } from "./handlers/tellTurn.ts";
import { tick } from "./handlers/tick.ts";
import type { TalkVisit } from "./turn.ts";
import { deleteUser } from "./users.ts";

/** A message may be out of sight for so much longer than Y. */
const visibilityAllowanceSeconds = 30;

/** A frame invokes a function, where Fairline's goes into a queue. There is no route for leaving. */
const { join: joinRoute, $disconnect, $default } = wiring.webSocketRoutes;
const routes: Routes = { join: joinRoute, $disconnect, $default };

/** The talk's design on Fairline's own emulators, gateway, mappings and schedule; only the handlers are others. */
export async function startTalk(
  room: Room,
  { log, invocations }: Required<Pick<Watching, "log" | "invocations">>,
): Promise<Served> {
  const gateway = await startGateway({ host: "127.0.0.1", port: 0, routes, log });
  const [sqs, dynamoDb] = await Promise.all([startSqs(), startDynamoDb()]);
  const stepFunctions = await startStepFunctions({
    machines: [{ name: "Turn", type: "STANDARD", definition: readDefinition() }],
    calls: { invoke: async (name, visit) => invoke(name, visit), deleteMessage: async () => {} },
    ended: (_, error) => {
      if (error !== undefined) log.error({ error }, "A visit has failed");
    },
  });
  const aws = awsAt({
    sqsUrl: sqs.url,
    dynamoDbUrl: dynamoDb.url,
    stepFunctionsUrl: stepFunctions.url,
    connectionsUrl: gateway.connectionsEndpoint,
    tableName: dynamoDb.tableName,
    turnsQueueUrl: sqs.queueUrl("Turns"),
    ticksQueueUrl: sqs.queueUrl("Ticks"),
    machineArn: stepFunctions.arn("Turn"),
  });
  const handlers: Readonly<Record<string, (event: never) => Promise<void>>> = {
    join: ({ connectionId }: Frame) => join(aws, room, connectionId),
    disconnect: ({ connectionId }: Frame) => deleteUser(aws, connectionId),
    admit: (event: SQSEvent) => admit(aws, room, event),
    tellTurn: (visit: TalkVisit) => tellTurn(aws, room, visit),
    endTurn: (visit: TalkVisit) => endTurn(aws, room, visit),
    scheduleTicks: () => scheduleTicks(aws, room),
    tick: () => tick(aws, room),
  };
  const underWay = new Set<Promise<void>>();
  const invoke = async (name: string, event: unknown): Promise<void> => {
    const handler = handlers[name];
    if (handler === undefined) throw new Error(`There is no handler ${name}.`);
    const invocation = invocations.watch(name, event, () => handler(event as never));
    underWay.add(invocation);
    await invocation.finally(() => underWay.delete(invocation));
  };
  await aws.sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: aws.turnsQueueUrl,
      Attributes: { VisibilityTimeout: String(room.slotSeconds + visibilityAllowanceSeconds) },
    }),
  );

  // The same two as Fairline's, batch size and denied action included.
  const mappings = wiring.mappings
    .filter(({ queue }) => queue !== "Lobby")
    .map(
      (mapping) =>
        new Mapping({
          mapping,
          queue: sqs.inside(mapping.queue, mapping.denied),
          queueArn: sqs.queueArn(mapping.queue),
          batchMax: mapping.batchSize,
          invoke: (event) => invoke(mapping.handler, event),
          log,
        }),
    );
  const schedule = startSchedule(wiring.schedule.everySeconds, () => void invoke("scheduleTicks", {}));
  gateway.open({
    api: talkApi(room),
    pages: () => undefined,
    enqueue: ({ action, connectionId }) => invoke(action, { connectionId }),
  });

  return {
    url: `http://127.0.0.1:${gateway.port}`,
    async stop() {
      schedule.stop();
      const handled = Promise.all(mappings.map((mapping) => mapping.stop()));
      await gateway.closeSockets();
      await handled;
      while (underWay.size > 0) await Promise.allSettled(underWay);
      for (const part of [stepFunctions, gateway]) await part.stop();
      await Promise.all([sqs.stop(), dynamoDb.stop()]);
    },
  };
}

interface Frame {
  readonly connectionId: string;
}

function readDefinition() {
  const text = readFileSync(new URL("./turn.asl.json", import.meta.url), "utf8");
  return parseDefinition(text, { TellTurnFunctionArn: "tellTurn", EndTurnFunctionArn: "endTurn" });
}
