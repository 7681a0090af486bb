export { byDefault } from "./allowance.ts";
export { type Curves, curvesOf } from "./curves.ts";
export { docText, million } from "./doc.ts";
export { parseScale, scaleFlagLines } from "./options.ts";
export { report } from "./report.ts";
