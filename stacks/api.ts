import { functions } from "./functions.ts";
import { named } from "./names.ts";

const { lambda } = functions.api;

/** HTTP: one function answers every path (`packages/functions/src/handlers/api.ts`). */
export const api = new aws.apigatewayv2.Api("Api", { name: named("api"), protocolType: "HTTP" });

const integration = new aws.apigatewayv2.Integration("ApiIntegration", {
  apiId: api.id,
  integrationType: "AWS_PROXY",
  integrationUri: lambda.arn,
  payloadFormatVersion: "2.0",
});

new aws.apigatewayv2.Route("ApiRoute", {
  apiId: api.id,
  routeKey: "$default",
  target: $interpolate`integrations/${integration.id}`,
});

new aws.apigatewayv2.Stage("ApiStage", {
  apiId: api.id,
  name: "$default",
  autoDeploy: true,
  // Snapshots come from CloudFront; what is left are reservations, polls, operators, and the gates of sites: for each visitor a
  // code, its exchange and the end, and X / 30 renewals a second. Above an X of some 20,000 ask for more here.
  defaultRouteSettings: { throttlingRateLimit: 1000, throttlingBurstLimit: 2000 },
});

new aws.lambda.Permission("ApiMayInvoke", {
  action: "lambda:InvokeFunction",
  function: lambda.name,
  principal: "apigateway.amazonaws.com",
  sourceArn: $interpolate`${api.executionArn}/*`,
});
