import { eventRule, withoutRule } from "./fallbacks/eventRule.ts";
import { withRelay } from "./fallbacks/relay.ts";
import type { Type } from "./kinds.ts";
import type { Wanted } from "./wanted.ts";

/** What an endpoint may lack, and Fairline can do without. */
export interface Fallback {
  /** For a person: what is done instead. */
  readonly instead: string;
  readonly apply: (wanted: readonly Wanted[]) => readonly Wanted[];
}

const without = (...types: Type[]) => {
  return (wanted: readonly Wanted[]) => wanted.filter(({ type }) => !types.includes(type));
};

/** In the order in which they are applied: a later one sees what an earlier one has put in. */
export const fallbacks = {
  serviceIntegrations: {
    instead: "a relay function puts frames into the Lobby, and answers the others",
    apply: withRelay,
  },
  routeResponses: {
    instead: "left out: pongs and errors reach a browser only if answers are sent back without them",
    apply: without("aws:apigatewayv2/routeResponse:RouteResponse"),
  },
  scheduler: { instead: "an EventBridge rule", apply: eventRule },
  rules: {
    instead: "nothing: invoke the function scheduleTicks once a minute (docs/endpoints.md)",
    apply: withoutRule,
  },
  expressStateMachines: {
    instead: "a Standard state machine, which does the same at a higher price",
    apply: (wanted) =>
      wanted.map((one) =>
        one.inputs.type === "EXPRESS" ? { ...one, inputs: { ...one.inputs, type: "STANDARD" } } : one,
      ),
  },
  permissions: {
    instead: "left out: functions may be invoked by anybody",
    apply: without("aws:lambda/permission:Permission"),
  },
  timeToLive: {
    instead: "left out: items that have aged stay in the table",
    apply: without("fairline:table:TimeToLive"),
  },
  pointInTimeRecovery: {
    instead: "left out: the table has no backups",
    apply: without("fairline:table:PointInTimeRecovery"),
  },
  roles: {
    instead: "left out: whoever has a role may do everything, so nothing can be denied",
    apply: without("aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy"),
  },
} satisfies Record<string, Fallback>;

export type Lack = keyof typeof fallbacks;

const lackByType: Partial<Record<Type, Lack>> = {
  "aws:apigatewayv2/integrationResponse:IntegrationResponse": "serviceIntegrations",
  "aws:apigatewayv2/routeResponse:RouteResponse": "routeResponses",
  "aws:scheduler/schedule:Schedule": "scheduler",
  "aws:cloudwatch/eventRule:EventRule": "rules",
  "aws:cloudwatch/eventTarget:EventTarget": "rules",
  "aws:lambda/permission:Permission": "permissions",
  "fairline:table:TimeToLive": "timeToLive",
  "fairline:table:PointInTimeRecovery": "pointInTimeRecovery",
  "aws:iam/role:Role": "roles",
  "aws:iam/rolePolicy:RolePolicy": "roles",
};

/** What the endpoint lacks if it cannot make this; nothing: Fairline cannot do without. */
export function lackOf({ type, inputs }: Wanted): Lack | undefined {
  if (type === "aws:sfn/stateMachine:StateMachine" && inputs.type === "EXPRESS")
    return "expressStateMachines";
  if (type === "aws:apigatewayv2/integration:Integration" && inputs.integrationType !== "AWS_PROXY") {
    return "serviceIntegrations";
  }
  return lackByType[type];
}

export function applied(wanted: readonly Wanted[], lacks: ReadonlySet<Lack>): readonly Wanted[] {
  const applicable = (Object.keys(fallbacks) as Lack[]).filter((lack) => lacks.has(lack));
  return applicable.reduce((rest, lack) => fallbacks[lack].apply(rest), wanted);
}
