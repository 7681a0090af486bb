import type { Kind } from "./kind.ts";
import { api, stage } from "./kinds/api.ts";
import { lambdaFunction } from "./kinds/function.ts";
import { mapping } from "./kinds/mapping.ts";
import { permission } from "./kinds/permission.ts";
import { queue } from "./kinds/queue.ts";
import { role, rolePolicy } from "./kinds/role.ts";
import { integration, integrationResponse, route, routeResponse } from "./kinds/routes.ts";
import { rule, ruleTarget } from "./kinds/rule.ts";
import { schedule } from "./kinds/schedule.ts";
import { stateMachine } from "./kinds/stateMachine.ts";
import { pointInTimeRecovery, table, timeToLive } from "./kinds/table.ts";

/** By the graph's types, and two calls of a table that the graph has as inputs. */
export const kinds = {
  "aws:sqs/queue:Queue": queue,
  "aws:dynamodb/table:Table": table,
  "fairline:table:TimeToLive": timeToLive,
  "fairline:table:PointInTimeRecovery": pointInTimeRecovery,
  "aws:iam/role:Role": role,
  "aws:iam/rolePolicy:RolePolicy": rolePolicy,
  "aws:lambda/function:Function": lambdaFunction,
  "aws:lambda/permission:Permission": permission,
  "aws:lambda/eventSourceMapping:EventSourceMapping": mapping,
  "aws:sfn/stateMachine:StateMachine": stateMachine,
  "aws:scheduler/schedule:Schedule": schedule,
  "aws:cloudwatch/eventRule:EventRule": rule,
  "aws:cloudwatch/eventTarget:EventTarget": ruleTarget,
  "aws:apigatewayv2/api:Api": api,
  "aws:apigatewayv2/stage:Stage": stage,
  "aws:apigatewayv2/integration:Integration": integration,
  "aws:apigatewayv2/integrationResponse:IntegrationResponse": integrationResponse,
  "aws:apigatewayv2/route:Route": route,
  "aws:apigatewayv2/routeResponse:RouteResponse": routeResponse,
} satisfies Record<string, Kind>;

export type Type = keyof typeof kinds;

export function isType(type: string): type is Type {
  return Object.hasOwn(kinds, type);
}
