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
