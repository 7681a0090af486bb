import type { Wanted } from "./wanted.ts";

type Variables = Readonly<Record<string, string>>;

/** How functions are here, in the place of how they are on AWS. */
export interface Here {
  /** Where they reach the endpoint. */
  readonly endpoint: string;
  readonly architecture: "arm64" | "x86_64";
  /** docs/adr/0001-deny-delete-message.md */
  readonly turnHold: "deny" | "report";
  readonly secrets: Variables;
}

/** Variables that only SST's own helpers read. */
const isOfSst = (name: string) => name.startsWith("SST_");

export function functionsHere(wanted: readonly Wanted[], here: Here): readonly Wanted[] {
  return wanted.map((one): Wanted => {
    const variables = variablesOf(one);
    if (variables === undefined) return one;
    const environment = { variables: told(variables, here) };
    return { ...one, inputs: { ...one.inputs, architectures: [here.architecture], environment } };
  });
}

/** A function is given no secret and no setting that the graph does not give it. */
function told(variables: Variables, { endpoint, turnHold, secrets }: Here): Variables {
  const values: Variables = { ...secrets, TURN_HOLD: turnHold };
  const kept = Object.entries(variables).filter(([name]) => !isOfSst(name));
  return {
    ...Object.fromEntries(kept.map(([name, value]) => [name, values[name] ?? value])),
    AWS_ENDPOINT_URL: endpoint,
  };
}

/** Of a function: what it is told. */
export function variablesOf({ type, inputs }: Wanted): Variables | undefined {
  if (type !== "aws:lambda/function:Function") return undefined;
  return (inputs.environment as { variables: Variables }).variables;
}
