import { namedInRegion } from "./names.ts";

export interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: readonly string[];
  readonly Resource: $util.Input<string> | readonly $util.Input<string>[];
}

export function allow(Action: readonly string[], Resource: Statement["Resource"]): Statement {
  return { Effect: "Allow", Action, Resource };
}

const sendTraces = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"];
/** X-Ray knows no resources. Machines ask it which executions to trace; Lambda has done so before a function runs. */
export const tracing = {
  ofFunctions: sendTraces,
  ofMachines: [...sendTraces, "xray:GetSamplingRules", "xray:GetSamplingTargets"],
};

/**
 * A role, and what it may do as a policy of its own. The policy is not inline in the role's resource: such a role takes
 * away every policy that others attach to it, and the deny of the Turns mapping is one (docs/adr/0001-deny-delete-message.md).
 */
export function makeRole(name: string, service: string, statements: $util.Input<Statement>[]) {
  const role = new aws.iam.Role(`${name}Role`, {
    name: namedInRegion(name.toLowerCase()),
    assumeRolePolicy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } }],
    }),
  });
  const policy = new aws.iam.RolePolicy(`${name}Policy`, {
    role: role.name,
    policy: $jsonStringify({ Version: "2012-10-17", Statement: statements }),
  });
  return { role, policy };
}
