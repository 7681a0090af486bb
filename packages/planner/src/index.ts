export { unitsOf } from "./bill.ts";
export { type Event, lineOf } from "./event.ts";
export { gbSecondsOf } from "./handlerTime.ts";
export { type FlagName, flagLines, parseOptions } from "./options.ts";
export { prices, type UnitName } from "./prices.ts";
export { recordBytes } from "./steps.ts";
export { dollarsFor, dollarsOf, type Units, unitNames } from "./units.ts";
