import { type Inputs, readInputs, type Texts } from "../../src/plan/index.ts";

/** What somebody would type, as a plan takes it. */
export function inputsOf(texts: Texts): Inputs {
  const reading = readInputs(texts);
  if (reading.kind === "refused") throw new Error(JSON.stringify(reading.refusals));
  return reading.inputs;
}
