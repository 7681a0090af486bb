// Amazon API Gateway, version 2: what an API does with what comes
import {
  type ApiGatewayV2Client,
  CreateIntegrationCommand,
  CreateIntegrationResponseCommand,
  CreateRouteCommand,
  CreateRouteResponseCommand,
  GetIntegrationResponsesCommand,
  GetIntegrationsCommand,
  GetRouteResponsesCommand,
  GetRoutesCommand,
  UpdateIntegrationCommand,
  UpdateIntegrationResponseCommand,
  UpdateRouteCommand,
} from "@aws-sdk/client-apigatewayv2";
import * as z from "zod";
import { differs, kind } from "../kind.ts";

/** An API has fewer of each than fit on a page. */
const MaxResults = "200";

const Integration = z.strictObject({
  apiId: z.string(),
  integrationType: z.enum(["AWS", "AWS_PROXY", "MOCK"]),
  integrationUri: z.string().optional(),
  integrationMethod: z.string().optional(),
  credentialsArn: z.string().optional(),
  passthroughBehavior: z.enum(["NEVER"]).optional(),
  payloadFormatVersion: z.string().optional(),
  requestParameters: z.record(z.string(), z.string()).optional(),
  requestTemplates: z.record(z.string(), z.string()).optional(),
  templateSelectionExpression: z.string().optional(),
});

/** An integration has no name: its description is the graph's. */
function integrationOf({ apiId, ...inputs }: z.infer<typeof Integration>, name: string) {
  return { ApiId: apiId, ...capitalized(inputs), IntegrationType: inputs.integrationType, Description: name };
}

export const integration = kind({
  inputs: Integration,
  async find({ apis }, { apiId }, name) {
    const { Items = [] } = await apis.send(new GetIntegrationsCommand({ ApiId: apiId, MaxResults }));
    const found = Items.find(({ Description }) => Description === name);
    return found?.IntegrationId === undefined ? undefined : { id: found.IntegrationId, configuration: found };
  },
  async create({ apis }, inputs, name) {
    await apis.send(new CreateIntegrationCommand(integrationOf(inputs, name)));
  },
  async change({ apis }, inputs, { id, configuration }, name) {
    const { ApiId, ...wanted } = integrationOf(inputs, name);
    if (!differs(wanted, configuration)) return false;
    await apis.send(new UpdateIntegrationCommand({ ApiId, IntegrationId: id, ...wanted }));
    return true;
  },
});

export const integrationResponse = kind({
  inputs: z.strictObject({
    apiId: z.string(),
    integrationId: z.string(),
    integrationResponseKey: z.string(),
    responseTemplates: z.record(z.string(), z.string()),
    templateSelectionExpression: z.string(),
  }),
  async find({ apis }, { apiId: ApiId, integrationId: IntegrationId, integrationResponseKey }) {
    const asked = new GetIntegrationResponsesCommand({ ApiId, IntegrationId, MaxResults });
    const { Items = [] } = await apis.send(asked);
    const found = Items.find(({ IntegrationResponseKey: key }) => key === integrationResponseKey);
    return found && { id: found.IntegrationResponseId ?? "", configuration: found };
  },
  async create({ apis }, { apiId: ApiId, integrationId: IntegrationId, ...inputs }) {
    await apis.send(
      new CreateIntegrationResponseCommand({
        ApiId,
        IntegrationId,
        ...capitalized(inputs),
        IntegrationResponseKey: inputs.integrationResponseKey,
      }),
    );
  },
  async change({ apis }, { apiId: ApiId, integrationId: IntegrationId, ...inputs }, found) {
    const wanted = capitalized(inputs);
    if (!differs(wanted, found.configuration)) return false;
    await apis.send(
      new UpdateIntegrationResponseCommand({
        ApiId,
        IntegrationId,
        IntegrationResponseId: found.id,
        ...wanted,
      }),
    );
    return true;
  },
});

async function findRoute(apis: ApiGatewayV2Client, ApiId: string, routeKey: string) {
  const { Items = [] } = await apis.send(new GetRoutesCommand({ ApiId, MaxResults }));
  return Items.find(({ RouteKey }) => RouteKey === routeKey);
}

export const route = kind({
  inputs: z.strictObject({
    apiId: z.string(),
    routeKey: z.string(),
    target: z.string(),
    routeResponseSelectionExpression: z.string().optional(),
  }),
  async find({ apis }, { apiId, routeKey }) {
    const found = await findRoute(apis, apiId, routeKey);
    return found && { id: found.RouteId ?? "", configuration: found };
  },
  async create({ apis }, { apiId: ApiId, ...inputs }) {
    await apis.send(new CreateRouteCommand({ ApiId, ...capitalized(inputs), RouteKey: inputs.routeKey }));
  },
  async change({ apis }, { apiId: ApiId, ...inputs }, { id, configuration }) {
    const wanted = capitalized(inputs);
    if (!differs(wanted, configuration)) return false;
    await apis.send(new UpdateRouteCommand({ ApiId, RouteId: id, ...wanted }));
    return true;
  },
});

export const routeResponse = kind({
  inputs: z.strictObject({ apiId: z.string(), routeId: z.string(), routeResponseKey: z.string() }),
  async find({ apis }, { apiId: ApiId, routeId: RouteId, routeResponseKey }) {
    const asked = new GetRouteResponsesCommand({ ApiId, RouteId, MaxResults });
    const { Items = [] } = await apis.send(asked);
    return Items.some(({ RouteResponseKey: key }) => key === routeResponseKey) ? {} : undefined;
  },
  async create({ apis }, { apiId: ApiId, routeId: RouteId, routeResponseKey: RouteResponseKey }) {
    await apis.send(new CreateRouteResponseCommand({ ApiId, RouteId, RouteResponseKey }));
  },
});

type Capitalized<T> = { [Key in keyof T as Key extends string ? Capitalize<Key> : never]: T[Key] };

/** The graph and API Gateway use the same names, but for the first letter. */
function capitalized<T extends object>(inputs: T): Capitalized<T> {
  const entries = Object.entries(inputs).map(([key, value]) => [
    `${key.charAt(0).toUpperCase()}${key.slice(1)}`,
    value,
  ]);
  return Object.fromEntries(entries);
}
