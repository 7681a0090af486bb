import { ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { ListStateMachinesCommand } from "@aws-sdk/client-sfn";
import { isNamed, isSilence } from "./answers.ts";
import type { Clients } from "./clients.ts";

/** Whoever is at the endpoint is something else: most often another server, on a port beside the one that was meant. */
export class ForeignEndpoint extends Error {
  constructor({ url }: Clients["endpoint"]) {
    super(`${url} answers, but does not speak AWS's protocols: is it the right port?`);
  }
}

/**
 * Throws unless one service at least answers in its own language. Asked before anything else, for what a foreign server says
 * looks like a service that is lacking, or has nothing.
 */
export async function requireProtocols({ dynamodb, lambda, sfn, endpoint }: Clients): Promise<void> {
  // A server that says "fine" to everything says it without a list.
  const lists = await Promise.allSettled([
    dynamodb.send(new ListTablesCommand({ Limit: 1 })).then(({ TableNames }) => TableNames),
    lambda.send(new ListFunctionsCommand({ MaxItems: 1 })).then(({ Functions }) => Functions),
    sfn.send(new ListStateMachinesCommand({ maxResults: 1 })).then(({ stateMachines }) => stateMachines),
  ]);
  const isSpoken = lists.some((list) =>
    list.status === "fulfilled" ? list.value !== undefined : isNamed(list.reason),
  );
  if (isSpoken) return;
  const silent = lists.find((list) => list.status === "rejected" && isSilence(list.reason));
  throw silent?.status === "rejected" ? silent.reason : new ForeignEndpoint(endpoint);
}
