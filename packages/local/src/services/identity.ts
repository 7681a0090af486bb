// IAM, as far as the queues' mappings need it: who may do what with a queue.
import { Agent, type IncomingMessage, request as send } from "node:http";
import { type MappingWiring, wiring } from "@fairline/functions/wiring.ts";
import { actionOf, sendJson } from "./aws-json.ts";
import { type ListeningServer, listenInside } from "./http-server.ts";

/** The role of a mapping; it doubles as its access key id, which is how a request says whose it is. */
export function mappingRole(mapping: Pick<MappingWiring, "queue">): string {
  return `fairline-${mapping.queue.toLowerCase()}-mapping`;
}

export type Denied = ReadonlyMap<string, readonly string[]>;

export const deniedByWiring: Denied = new Map(
  wiring.mappings.map((mapping): [string, readonly string[]] => [mappingRole(mapping), mapping.denied]),
);

/** `AWS4-HMAC-SHA256 Credential=<access key id>/20260101/us-east-1/sqs/aws4_request, …` */
function roleOf(request: IncomingMessage): string {
  return /Credential=([^/,\s]+)\//.exec(request.headers.authorization ?? "")?.[1] ?? "";
}

/** IAM has no permission for a batch: it asks for that of the single action. */
function permissionFor(action: string): string {
  return `sqs:${action.replace(/Batch$/, "")}`;
}

/**
 * Stands in front of SQS and refuses what the caller's role is denied, with the error that SQS gives.
 * Everything else passes through, long polls included.
 */
export async function startIdentity(
  sqsUrl: string,
  denied: Denied = deniedByWiring,
): Promise<ListeningServer> {
  const target = new URL(sqsUrl);
  const agent = new Agent({ keepAlive: true });

  const inside = await listenInside((request, response) => {
    const role = roleOf(request);
    const permission = permissionFor(actionOf(request));
    if (denied.get(role)?.includes(permission)) {
      request.resume();
      sendJson(
        response,
        403,
        {
          __type: "com.amazon.coral.service#AccessDeniedException",
          Message: `User: arn:aws:sts::000000000000:assumed-role/${role}/mapping is not authorized to perform: ${permission.toLowerCase()} with an explicit deny in an identity-based policy`,
        },
        { "x-amzn-query-error": "AccessDenied;Sender" },
      );
      return;
    }
    const onward = send(
      {
        host: target.hostname,
        port: target.port,
        method: request.method,
        path: request.url,
        headers: { ...request.headers, host: target.host },
        agent,
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on("error", () => response.destroy());
    // A poller that hangs up ends its long poll. A finished answer has given its socket back to the agent.
    response.on("close", () => {
      if (!response.writableFinished) onward.destroy();
    });
    request.pipe(onward);
  });

  return {
    ...inside,
    async close() {
      await inside.close();
      agent.destroy();
    },
  };
}
