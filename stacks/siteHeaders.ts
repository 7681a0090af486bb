import { pageHeaders } from "../packages/functions/src/http/pageHeaders.ts";
import { named } from "./names.ts";
import { stage } from "./stage.ts";

const headers = pageHeaders(stage.domain === undefined ? [] : [`wss://${stage.domain}`]);
/** CloudFront has fields of its own for these. */
const {
  "content-security-policy": contentSecurityPolicy = "",
  "referrer-policy": referrerPolicy = "",
  ...rest
} = headers;
const { "x-content-type-options": _, ...custom } = rest;

/** The same as on one machine, and HTTPS for good. */
export const securityHeaders = new aws.cloudfront.ResponseHeadersPolicy("SiteHeaders", {
  name: named("site-headers"),
  securityHeadersConfig: {
    contentSecurityPolicy: { contentSecurityPolicy, override: true },
    contentTypeOptions: { override: true },
    referrerPolicy: { referrerPolicy, override: true },
    strictTransportSecurity: { accessControlMaxAgeSec: 31_536_000, override: true },
  },
  customHeadersConfig: {
    items: Object.entries(custom).map(([header, value]) => ({ header, value, override: true })),
  },
});
