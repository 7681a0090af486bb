/** CloudFront Functions, which know no ES256: the code of a function that checks stamps, and the desk that gives them. */
export { cloudFrontFunction } from "./cloudfront-function.ts";
export { createDesk, type Desk } from "./desk.ts";
export type { StampKey } from "./stamp.ts";
