import { readFileSync } from "node:fs";
import { DeleteMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type HandlerName, wiring } from "@fairline/functions/wiring.ts";
import type { Functions } from "./functions.ts";
import { parseDefinition } from "./services/definition.ts";
import type { InsideQueue } from "./services/inside-queue.ts";
import type { Calls, MachineOptions } from "./services/state-machine.ts";

/** `openVisit` → `${OpenVisitFunctionArn}`. On one machine a function's ARN is its name. */
function functionPlaceholders(): Record<string, string> {
  const names = Object.values(wiring.stateMachines).flatMap((machine) => Object.values(machine.tasks));
  return Object.fromEntries(
    names.map((name) => [`${name.charAt(0).toUpperCase()}${name.slice(1)}FunctionArn`, name]),
  );
}

/** The state machines of the wiring, from the very definitions that the cloud deploys. */
export function wiredMachines(turnsQueueUrl: string): MachineOptions[] {
  const values = { ...functionPlaceholders(), TurnsQueueUrl: turnsQueueUrl };
  return Object.entries(wiring.stateMachines).map(([name, { type, definition }]) => {
    const file = new URL(import.meta.resolve(`@fairline/functions/${definition}`));
    return { name, type, definition: parseDefinition(readFileSync(file, "utf8"), values) };
  });
}

/** What the machines call: functions, and SQS, to which their role alone may say `DeleteMessage`. */
export function machineCalls(functions: () => Functions, deleteMessage: Calls["deleteMessage"]): Calls {
  return { invoke: (name, payload) => functions().invoke(name as HandlerName, payload), deleteMessage };
}

type DeleteMessage = Calls["deleteMessage"];

export function deletingInside(queue: InsideQueue): DeleteMessage {
  return async (_, receiptHandle) => queue.delete([receiptHandle]);
}

/** As in the cloud, where it is a request of its own; so it can be counted. */
export function deletingByHttp(endpoint: string): DeleteMessage {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const sqs = new SQSClient({ endpoint, region: "us-east-1", credentials });
  return async (QueueUrl, ReceiptHandle) => {
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  };
}
