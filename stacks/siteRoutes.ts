import { siteProof, siteProofHeader } from "../packages/functions/src/siteProof.ts";
import { namedInRegion } from "./names.ts";
import { secrets } from "./secrets.ts";
import { securityHeaders } from "./siteHeaders.ts";

/** Policies that AWS manages, the same in every account. */
const cachingDisabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const allViewerExceptHostHeader = "b689b0a8-53d0-40ab-baf2-68738e2966ac";

/** As long as the answer itself says, which for a snapshot is N seconds; who asks makes no difference. */
const snapshotCache = new aws.cloudfront.CachePolicy("SnapshotCache", {
  name: namedInRegion("snapshots"),
  minTtl: 0,
  defaultTtl: 0,
  maxTtl: 300,
  parametersInCacheKeyAndForwardedToOrigin: {
    cookiesConfig: { cookieBehavior: "none" },
    headersConfig: { headerBehavior: "none" },
    queryStringsConfig: { queryStringBehavior: "none" },
    enableAcceptEncodingBrotli: true,
    enableAcceptEncodingGzip: true,
  },
});

const common = { viewerProtocolPolicy: "redirect-to-https", cachedMethods: ["GET", "HEAD"], compress: true };
const live = {
  ...common,
  allowedMethods: ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
  cachePolicyId: cachingDisabled,
  originRequestPolicyId: allViewerExceptHostHeader,
};
/** A page of another origin may ask beforehand (OPTIONS); that goes to the API each time. */
const shared = { ...common, allowedMethods: ["GET", "HEAD", "OPTIONS"], cachePolicyId: snapshotCache.id };
const toApi = { targetOriginId: "api", responseHeadersPolicyId: securityHeaders.id };

/** The first that fits counts, and `*` takes slashes, too. */
export const behaviours = [
  { pathPattern: "/ws", ...live, targetOriginId: "socket" },
  { pathPattern: "/rooms/*/*", ...live, ...toApi },
  { pathPattern: "/rooms/*", ...shared, ...toApi },
  { pathPattern: "/admin/session", ...live, ...toApi },
  { pathPattern: "/admin/rooms", ...live, ...toApi },
  { pathPattern: "/admin/rooms/*", ...live, ...toApi },
  { pathPattern: "/openapi.json", ...shared, ...toApi },
  { pathPattern: "/.well-known/*", ...shared, ...toApi },
];

/** CloudFront keeps errors for 10 s, for all visitors, and even where nothing is cached: one's 404 would be everybody's. */
export const uncachedErrors = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504].map((errorCode) => ({
  errorCode,
  errorCachingMinTtl: 0,
}));

/** By this the API knows that CloudFront wrote down who asks: anybody may send a request to the API itself. */
const proof = { name: siteProofHeader, value: secrets.PASS_KEYS.apply(siteProof) };

export function origins(of: { api: aws.apigatewayv2.Api; socket: aws.apigatewayv2.Api }) {
  return Object.entries(of).map(([originId, { apiEndpoint }]) => ({
    originId,
    domainName: apiEndpoint.apply((endpoint) => new URL(endpoint).host),
    ...(originId === "api" ? { customHeaders: [proof] } : {}),
    customOriginConfig: {
      httpPort: 80,
      httpsPort: 443,
      originProtocolPolicy: "https-only",
      originSslProtocols: ["TLSv1.2"],
    },
  }));
}
