/** What a deploy would make, as data. */

/** One resource with its resolved inputs, as Pulumi's engine would have been asked for it. */
export interface Resource {
  readonly urn: string;
  /** `aws:sqs/queue:Queue` */
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Names of inputs that hold a secret, however deep. */
  readonly secrets: readonly string[];
  /** URNs of what must be there before it: `dependsOn`, and whatever its inputs refer to. */
  readonly dependencies: readonly string[];
  /** By input: URNs of what the input's value comes from. */
  readonly sources: Readonly<Record<string, readonly string[]>>;
  readonly replaceOnChanges: readonly string[];
  readonly deleteBeforeReplace: boolean;
  readonly retainOnDelete: boolean;
}

export type Stage = "dev" | "staging" | "production";
export const stages: readonly Stage[] = ["dev", "staging", "production"];

/** A graph that can be asked. Names are those that the stacks give: `Turns`, `AdmitPolicy`, `SocketJoinRoute`. */
export class Graph {
  readonly stage: Stage;
  readonly resources: readonly Resource[];

  constructor(stage: Stage, resources: readonly Resource[]) {
    this.stage = stage;
    this.resources = resources;
  }

  /** All of a kind: `aws:sqs/queue:Queue`, or shorter, `sqs.Queue`. */
  all(kind: string): readonly Resource[] {
    return this.resources.filter(({ type }) => kindOf(type) === kind);
  }

  /** The one of this kind and name; nothing if it is not there. */
  one(kind: string, name: string): Resource | undefined {
    return this.all(kind).find((resource) => resource.name === name);
  }

  /** Whether a resource is made after another, directly or by way of others. */
  comesAfter(later: Resource, earlier: Resource): boolean {
    const seen = new Set<string>();
    const waiting = [...later.dependencies];
    for (let urn = waiting.pop(); urn !== undefined; urn = waiting.pop()) {
      if (urn === earlier.urn) return true;
      if (seen.has(urn)) continue;
      seen.add(urn);
      waiting.push(...(this.resources.find((resource) => resource.urn === urn)?.dependencies ?? []));
    }
    return false;
  }

  /** The same without one, or with one in the place of it: how mistakes are tried. */
  with(changed: Resource, to: Resource | undefined): Graph {
    const resources = this.resources.flatMap((resource) =>
      resource !== changed ? [resource] : to === undefined ? [] : [to],
    );
    return new Graph(this.stage, resources);
  }
}

/** `aws:sqs/queue:Queue` → `sqs.Queue` */
export function kindOf(type: string): string {
  const [, module = "", kind = ""] = /^(?:aws|sst):(\w+)\/\w+:(\w+)$/.exec(type) ?? [];
  return `${module}.${kind}`;
}
