import type { Resource } from "../graph.ts";
import { mockCall, mockState } from "./answers.ts";
import { plain, secretsIn } from "./plain.ts";
import type { Pulumi } from "./pulumi.ts";

/** A request of Pulumi's SDK to its engine, as far as it is read here. */
interface RegisterRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getObject(): unknown;
  getDependenciesList(): string[];
  getPropertydependenciesMap(): {
    forEach(each: (of: { getUrnsList(): string[] }, input: string) => void): void;
  };
  getReplaceonchangesList(): string[];
  getDeletebeforereplace(): boolean;
  getRetainondelete(): boolean | undefined;
}

interface OutputsRequest {
  getUrn(): string;
  getOutputs(): unknown;
}

/** Stands in for the engine: notes each resource whole, dependencies included, which Pulumi's own mocks do not hand on. */
export function recordingMonitor(pulumi: Pulumi): { monitor: unknown; resources: Resource[] } {
  const resources: Resource[] = [];
  const newResource = ({
    type,
    name,
    inputs,
  }: {
    type: string;
    name: string;
    inputs: Record<string, unknown>;
  }) => mockState(type, name, inputs);

  class Recorder extends pulumi.MockMonitor {
    override async registerResource(request: unknown, callback: (...answer: unknown[]) => void) {
      resources.push(
        asResource(request as RegisterRequest, (parent, type, name) => this.newUrn(parent, type, name)),
      );
      await super.registerResource(request, callback);
    }

    /** Those of the stack are what a deploy prints. */
    override registerResourceOutputs(request: unknown, callback: (...answer: unknown[]) => void) {
      const told = request as OutputsRequest;
      if (told.getUrn().includes("::pulumi:pulumi:Stack::")) resources.push(asOutputs(told.getOutputs()));
      super.registerResourceOutputs(request, callback);
    }
  }

  function asResource(
    request: RegisterRequest,
    urnOf: (...of: [string, string, string]) => string,
  ): Resource {
    const sources: Record<string, string[]> = {};
    request.getPropertydependenciesMap().forEach((of, input) => {
      sources[input] = of.getUrnsList();
    });
    const inputs = pulumi.deserializeProperties(request.getObject());
    return {
      urn: urnOf(request.getParent(), request.getType(), request.getName()),
      type: request.getType(),
      name: request.getName(),
      inputs: plain(inputs) as Record<string, unknown>,
      secrets: secretsIn(inputs),
      dependencies: request.getDependenciesList(),
      sources,
      replaceOnChanges: request.getReplaceonchangesList(),
      deleteBeforeReplace: request.getDeletebeforereplace(),
      retainOnDelete: request.getRetainondelete() === true,
    };
  }

  function asOutputs(struct: unknown): Resource {
    const outputs = pulumi.deserializeProperties(struct);
    return notOfAws(
      "sst:deploy/outputs:Outputs",
      "Outputs",
      plain(outputs) as Record<string, unknown>,
      secretsIn(outputs),
    );
  }

  return { monitor: new Recorder({ newResource, call: mockCall }), resources };
}

/** What is no resource of a deploy, but belongs to what is looked at. */
export function notOfAws(
  type: string,
  name: string,
  inputs: Record<string, unknown>,
  secrets: readonly string[] = [],
): Resource {
  return {
    urn: `${type}::${name}`,
    type,
    name,
    inputs,
    secrets,
    dependencies: [],
    sources: {},
    replaceOnChanges: [],
    deleteBeforeReplace: false,
    retainOnDelete: false,
  };
}
