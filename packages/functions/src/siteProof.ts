import { createHmac } from "node:crypto";

/** The header by which CloudFront shows the API that a request came through it (docs/adr/0017-who-operates.md). */
export const siteProofHeader = "x-fairline-site";

/** What stands in it. Both sides make it of the keys of passes, which nobody else has; nothing can be learned from it. */
export function siteProof(passKeys: string): string {
  return createHmac("sha256", passKeys).update("requests that come through the site").digest("base64url");
}
