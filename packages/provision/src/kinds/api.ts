// Amazon API Gateway, version 2: HTTP and WebSocket APIs, and their stages
import {
  type Api,
  type ApiGatewayV2Client,
  CreateApiCommand,
  CreateStageCommand,
  DeleteApiCommand,
  GetApisCommand,
  GetStageCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-apigatewayv2";
import * as z from "zod";
import { ifThere } from "../answers.ts";
import { differs, kind } from "../kind.ts";
import { limits } from "../limits.ts";

/** By name: it is unique among ours, though API Gateway does not ask for that. */
async function findApi(apis: ApiGatewayV2Client, name: string): Promise<Api | undefined> {
  let NextToken: string | undefined;
  for (let page = 0; page < limits.pagesMax; page++) {
    const { Items = [], NextToken: next } = await apis.send(new GetApisCommand({ NextToken }));
    const found = Items.find(({ Name }) => Name === name);
    if (found !== undefined || next === undefined) return found;
    NextToken = next;
  }
  throw new Error(`there are more than ${limits.pagesMax} pages of APIs`);
}

export const api = kind({
  inputs: z.strictObject({
    name: z.string(),
    protocolType: z.enum(["HTTP", "WEBSOCKET"]),
    routeSelectionExpression: z.string().optional(),
  }),
  async find({ apis, endpoint }, { name, protocolType }) {
    const found = await findApi(apis, name);
    if (found?.ApiId === undefined) return undefined;
    const { protocol, host } = new URL(endpoint.url);
    const scheme = protocolType === "WEBSOCKET" ? protocol.replace("http", "ws") : protocol;
    // As AWS makes them of its own host.
    const address = found.ApiEndpoint ?? `${scheme}//${found.ApiId}.execute-api.${host}`;
    return { id: found.ApiId, apiEndpoint: address };
  },
  async create({ apis }, inputs) {
    await apis.send(
      new CreateApiCommand({
        Name: inputs.name,
        ProtocolType: inputs.protocolType,
        RouteSelectionExpression: inputs.routeSelectionExpression,
      }),
    );
  },
  /** With its stages, routes and integrations. */
  async destroy({ apis }, _, { id }) {
    await apis.send(new DeleteApiCommand({ ApiId: id }));
  },
});

const Throttling = z.strictObject({ throttlingRateLimit: z.number(), throttlingBurstLimit: z.number() });
const Stage = z.strictObject({
  apiId: z.string(),
  name: z.string(),
  autoDeploy: z.boolean(),
  defaultRouteSettings: Throttling.optional(),
  routeSettings: z.array(Throttling.extend({ routeKey: z.string() })).optional(),
});

function throttling({ throttlingRateLimit, throttlingBurstLimit }: z.infer<typeof Throttling>) {
  return { ThrottlingRateLimit: throttlingRateLimit, ThrottlingBurstLimit: throttlingBurstLimit };
}

function configurationOf({ autoDeploy, defaultRouteSettings, routeSettings }: z.infer<typeof Stage>) {
  const byRoute = routeSettings?.map((settings) => [settings.routeKey, throttling(settings)]);
  return {
    AutoDeploy: autoDeploy,
    ...(defaultRouteSettings && { DefaultRouteSettings: throttling(defaultRouteSettings) }),
    ...(byRoute && { RouteSettings: Object.fromEntries(byRoute) }),
  };
}

export const stage = kind({
  inputs: Stage,
  async find({ apis }, { apiId, name }) {
    const found = await ifThere(apis.send(new GetStageCommand({ ApiId: apiId, StageName: name })));
    return found && { id: name, configuration: found };
  },
  async create({ apis }, inputs) {
    const { apiId: ApiId, name: StageName } = inputs;
    await apis.send(new CreateStageCommand({ ApiId, StageName, ...configurationOf(inputs) }));
  },
  async change({ apis }, inputs, { configuration }) {
    const wanted = configurationOf(inputs);
    if (!differs(wanted, configuration)) return false;
    const { apiId: ApiId, name: StageName } = inputs;
    await apis.send(new UpdateStageCommand({ ApiId, StageName, ...wanted }));
    return true;
  },
});
