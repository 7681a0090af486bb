import { pageHeaders } from "../packages/functions/src/http/pageHeaders.ts";
import { namedInRegion } from "./names.ts";
import { stage } from "./stage.ts";

/**
 * Safari does not count the site's own WebSocket as 'self'. Without a domain its address is known only when CloudFront has
 * been made, which needs these headers first: so all of CloudFront's addresses are allowed.
 */
const sockets = [stage.domain === undefined ? "wss://*.cloudfront.net" : `wss://${stage.domain}`];
const headers = pageHeaders(sockets);
/** CloudFront has fields of its own for these. */
const {
  "content-security-policy": contentSecurityPolicy = "",
  "referrer-policy": referrerPolicy = "",
  ...rest
} = headers;
const { "x-content-type-options": _, ...custom } = rest;

/** The same as on one machine, and HTTPS for good. */
export const securityHeaders = new aws.cloudfront.ResponseHeadersPolicy("SiteHeaders", {
  name: namedInRegion("site-headers"),
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
