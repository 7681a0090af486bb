import type { Resource } from "@fairline/cloud/graph.ts";
import { isType, type Type } from "./kinds.ts";

/** A resource as it is to be made: as much of the graph's as that takes. */
export interface Wanted extends Pick<Resource, "urn" | "name" | "inputs" | "dependencies" | "sources"> {
  readonly type: Type;
}

/** What an endpoint on a desk has no use for, by the beginning of its type. */
const useless = {
  "aws:cloudfront/": "CloudFront",
  "aws:s3/": "S3",
  "pulumi-nodejs:dynamic:": "the site's files",
  "command:": "the site's build",
  "aws:cloudwatch/metricAlarm:": "alarms",
  "aws:cloudwatch/dashboard:": "dashboard",
  "aws:cloudwatch/logGroup:": "log groups",
  "aws:sns/": "SNS",
};
/** Components, and what only SST itself needs: nothing that AWS would know. */
const inner = ["pulumi:", "sst:", "random:"];
/** Made in a way of its own (seed.ts). */
const seedType = "aws:lambda/invocation:Invocation";

/** Inputs that go with what is left out, or are AWS's defaults. */
const uselessInputs: Partial<Record<Type, readonly string[]>> = {
  // A log group, a bucket with the code, X-Ray.
  "aws:lambda/function:Function": [
    "description",
    "ephemeralStorage",
    "loggingConfig",
    "packageType",
    "publish",
    "s3Bucket",
    "s3Key",
    "tracingConfig",
  ],
  "aws:sfn/stateMachine:StateMachine": ["loggingConfiguration", "tracingConfiguration"],
};

export interface Selection {
  readonly wanted: readonly Wanted[];
  /** What `room.config.ts` says, as the seed is given it. */
  readonly seed: { readonly function: string; readonly input: string };
  /** In words, each once. */
  readonly leftOut: readonly string[];
}

/** What of the graph is made, and what is not. */
export function select(graph: readonly Resource[]): Selection {
  const wanted: Wanted[] = [];
  const leftOut = new Set<string>();
  let seed: Selection["seed"] | undefined;
  for (const resource of graph) {
    const { type, name, inputs } = resource;
    const [, why] = Object.entries(useless).find(([start]) => type.startsWith(start)) ?? [];
    if (why !== undefined) leftOut.add(why);
    else if (type === seedType) seed = { function: text(inputs.functionName), input: text(inputs.input) };
    else if (isType(type)) wanted.push(...asWanted({ ...resource, type }));
    else if (!inner.some((start) => type.startsWith(start))) {
      throw new Error(`${name}: nobody said what becomes of ${type} on an endpoint (wanted.ts, kinds.ts)`);
    }
  }
  if (seed === undefined) throw new Error("The graph has no seed of rooms.");
  return { wanted, seed, leftOut: [...leftOut] };
}

function asWanted({ urn, type, name, inputs, dependencies, sources }: Wanted): Wanted[] {
  const drop = uselessInputs[type] ?? [];
  const kept = Object.fromEntries(Object.entries(inputs).filter(([input]) => !drop.includes(input)));
  const wanted = { urn, type, name, inputs: kept, dependencies, sources };
  return type === "aws:dynamodb/table:Table" ? withCallsOfItsOwn(wanted) : [wanted];
}

/** A table's ageing and backups are calls of their own, and an endpoint may know the one and not the other. */
function withCallsOfItsOwn(table: Wanted): Wanted[] {
  const { ttl, pointInTimeRecovery, ...inputs } = table.inputs as Record<string, { enabled?: boolean }>;
  const call = (type: Type, settings: { enabled?: boolean } | undefined): Wanted[] => {
    if (settings?.enabled !== true) return [];
    const [, , kind = ""] = type.split(":");
    return [
      {
        type,
        urn: `${table.urn}::${kind}`,
        name: `${table.name}${kind}`,
        inputs: { table: inputs.name, ...settings },
        dependencies: [table.urn],
        sources: {},
      },
    ];
  };
  return [
    { ...table, inputs },
    ...call("fairline:table:TimeToLive", ttl),
    ...call("fairline:table:PointInTimeRecovery", pointInTimeRecovery),
  ];
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new Error("The graph's seed is not one.");
  return value;
}
