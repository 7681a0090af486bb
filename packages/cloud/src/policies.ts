import type { Graph, Resource } from "./graph.ts";

/** One action on one resource, allowed or denied. */
export interface Permission {
  readonly effect: "Allow" | "Deny";
  readonly action: string;
  readonly resource: string;
}

interface Document {
  readonly Statement: readonly {
    readonly Effect: Permission["effect"];
    readonly Action: string | readonly string[];
    readonly Resource: string | readonly string[];
  }[];
}

export function permissionsIn(policy: Resource): Permission[] {
  const { Statement } = JSON.parse(String(policy.inputs.policy)) as Document;
  return Statement.flatMap(({ Effect, Action, Resource }) =>
    [Action]
      .flat()
      .flatMap((action) => [Resource].flat().map((resource) => ({ effect: Effect, action, resource }))),
  );
}

/** Who may take a role: one service, and nobody else. */
export function trustIn(service: string): object {
  return {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } }],
  };
}

/** What a role may do and may not, by all policies that are attached to it. */
export function permissionsOf(graph: Graph, role: string): Permission[] {
  return graph
    .all("iam.RolePolicy")
    .filter(({ inputs }) => inputs.role === role)
    .flatMap(permissionsIn);
}

/** `Allow sqs:SendMessage on arn:…` */
export function asLine({ effect, action, resource }: Permission): string {
  return `${effect} ${action} on ${resource}`;
}

/** Sorted, for comparing, and for people. */
export function asLines(permissions: readonly Permission[]): string[] {
  return permissions.map(asLine).sort();
}
