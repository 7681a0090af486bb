import { readAdminTokens } from "../packages/functions/src/adminTokens.ts";
import { readPassKeys } from "../packages/functions/src/passKeys.ts";
import { readSiteKeys } from "../packages/functions/src/siteKeys.ts";

/** Set by `npx sst secret set`; docs/operations.md says how they are made, and how they are changed. */
export const secrets = {
  /** What operators sign in with: one token, or one for each. Anything else ends the deploy. */
  ADMIN_TOKEN: new sst.Secret("AdminToken").value.apply((text) => {
    readAdminTokens(text);
    return text;
  }),
  /** With it the protected site gives visits more time: one key, or one for each room. Not set: it cannot. */
  SITE_KEY: new sst.Secret("SiteKey", "").value.apply((text) => {
    readSiteKeys(text);
    return text;
  }),
  /** A JSON Web Key Set: the first key signs passes, all verify them. Anything else ends the deploy. */
  PASS_KEYS: new sst.Secret("PassKeys").value.apply((text) => {
    readPassKeys(text);
    return text;
  }),
};
