/** How an event will be: nothing of Node is needed here, so that the console plans, too. */
export {
  type Field,
  type FieldName,
  fieldNames,
  fields,
  type Reading,
  readInputs,
  type Texts,
} from "./fields.ts";
export type { Inputs } from "./inputs.ts";
export { type LinePoint, type Plan, plan } from "./plan.ts";
export type { QuotaNeeded } from "./quotasNeeded.ts";
export { byService } from "./services.ts";
export type { Wall } from "./walls.ts";
