import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { ifThere } from "../answers.ts";
import type { Clients } from "../clients.ts";
import { relayHandler } from "../code.ts";
import { Failed } from "../failed.ts";
import { mocksOf } from "../references.ts";
import type { Wanted } from "../wanted.ts";

const relayName = "RelayFunction";

/**
 * Where a WebSocket route can do no more than invoke a function: one that does what the routes would have done. It works with
 * the role that API Gateway would have had, which may put messages into the Lobby and nothing else.
 */
export function withRelay(wanted: readonly Wanted[]): readonly Wanted[] {
  const of = (name: string) => named(wanted, name);
  const [socket, role, policy] = [of("Socket"), of("SocketRole"), of("SocketPolicy")];
  const relay = relayFunction(of("RegisterFunction"), of("Lobby"), role, policy);
  const { arn, invokeArn } = mocksOf(relay);
  const mayInvoke: Wanted = {
    type: "aws:lambda/permission:Permission",
    urn: `${relay.urn}::Permission`,
    name: "RelayMayInvoke",
    inputs: {
      action: "lambda:InvokeFunction",
      function: arn,
      principal: "apigateway.amazonaws.com",
      sourceArn: `${mocksOf(socket).executionArn}/*`,
    },
    dependencies: [relay.urn, socket.urn],
    sources: { function: [relay.urn], sourceArn: [socket.urn] },
  };
  const rest = wanted.flatMap((one): Wanted[] => {
    if (one === role) return [ofLambda(role)];
    if (one.type === "aws:apigatewayv2/integrationResponse:IntegrationResponse") return [];
    const isOfSocket = one.sources.apiId?.includes(socket.urn) === true;
    if (one.type !== "aws:apigatewayv2/integration:Integration" || !isOfSocket) return [one];
    return [
      {
        ...one,
        inputs: { apiId: one.inputs.apiId, integrationType: "AWS_PROXY", integrationUri: invokeArn },
        dependencies: [socket.urn, relay.urn],
        sources: { apiId: [socket.urn], integrationUri: [relay.urn] },
      },
    ];
  });
  return [...rest, relay, mayInvoke];
}

/**
 * Whether an earlier run has put the relay in. Then it stays: an endpoint that makes no service integrations may well let a
 * relay's be changed into one, which would lead nowhere.
 */
export async function isRelayThere({ lambda }: Clients, wanted: readonly Wanted[]): Promise<boolean> {
  const { inputs } = named(withRelay(wanted), relayName);
  const asked = new GetFunctionConfigurationCommand({ FunctionName: String(inputs.name) });
  const found = await ifThere(lambda.send(asked)).catch((error) => {
    throw new Failed(relayName, error);
  });
  return found !== undefined;
}

/** As every function, but for what is said here. */
function relayFunction(like: Wanted, lobby: Wanted, role: Wanted, policy: Wanted): Wanted {
  const { variables } = like.inputs.environment as { variables: Record<string, string> };
  const name = String(like.inputs.name).replace(/register$/, "relay");
  return {
    type: "aws:lambda/function:Function",
    urn: `${like.urn}::Relay`,
    name: relayName,
    inputs: {
      ...like.inputs,
      name,
      handler: relayHandler,
      role: mocksOf(role).arn,
      environment: { variables: { LOBBY_QUEUE_URL: variables.LOBBY_QUEUE_URL } },
      memorySize: 512,
      timeout: 10,
    },
    dependencies: [lobby.urn, role.urn, policy.urn],
    sources: { environment: [lobby.urn], role: [role.urn] },
  };
}

function ofLambda(role: Wanted): Wanted {
  const trusted = String(role.inputs.assumeRolePolicy);
  const assumeRolePolicy = trusted.replace("apigateway.amazonaws.com", "lambda.amazonaws.com");
  return { ...role, inputs: { ...role.inputs, assumeRolePolicy } };
}

function named(wanted: readonly Wanted[], name: string): Wanted {
  const found = wanted.find((one) => one.name === name);
  if (found === undefined) throw new Error(`The graph has no ${name}: a relay cannot be made of it.`);
  return found;
}
