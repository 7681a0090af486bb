import { pageHeaders } from "@fairline/functions/http/pageHeaders.ts";
import { siteProof, siteProofHeader } from "@fairline/functions/siteProof.ts";
import type { Graph } from "../graph.ts";
import { namesOf } from "../names.ts";
import { region } from "../synth/answers.ts";
import { environmentOf } from "./functions.ts";
import { type Rule, unless, unlike, unlikeInputs } from "./rule.ts";

interface Behaviour {
  readonly pathPattern: string;
  readonly targetOriginId: string;
  readonly cachePolicyId: string;
  readonly originRequestPolicyId?: string;
  readonly responseHeadersPolicyId?: string;
  readonly allowedMethods: readonly string[];
  readonly cachedMethods: readonly string[];
}

const cachingDisabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const allViewerExceptHostHeader = "b689b0a8-53d0-40ab-baf2-68738e2966ac";

/** Those that CloudFront keeps, unless it is told otherwise. */
const cacheableErrors = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

const distributionOf = (graph: Graph) => graph.one("cloudfront.Distribution", "SiteCdnDistribution");
const behavioursOf = (graph: Graph) =>
  (distributionOf(graph)?.inputs.orderedCacheBehaviors ?? []) as readonly Behaviour[];

interface Origin {
  readonly originId: string;
  readonly domainName: string;
  readonly customHeaders?: readonly { readonly name: string; readonly value: string }[];
}
const originsOf = (graph: Graph) => (distributionOf(graph)?.inputs.origins ?? []) as readonly Origin[];

/** Which behaviour answers a path: the first whose pattern fits. */
function behaviourFor(graph: Graph, path: string): Behaviour | undefined {
  return behavioursOf(graph).find(({ pathPattern }) =>
    new RegExp(`^${pathPattern.replaceAll(".", "\\.").replaceAll("*", ".*")}$`).test(path),
  );
}

/** Where a path leads, and whether everybody may get the same answer to it. */
const ways = [
  { path: "/ws", origin: "socket", shared: false },
  { path: "/rooms/demo", origin: "api", shared: true },
  { path: "/rooms/demo/tickets", origin: "api", shared: false },
  { path: "/rooms/demo/tickets/me", origin: "api", shared: false },
  { path: "/rooms/demo/reservations", origin: "api", shared: false },
  { path: "/rooms/demo/visits/complete", origin: "api", shared: false },
  { path: "/rooms/demo/visits/renew", origin: "api", shared: false },
  { path: "/rooms/demo/visits/extend", origin: "api", shared: false },
  { path: "/rooms/demo/codes", origin: "api", shared: false },
  { path: "/rooms/demo/passes", origin: "api", shared: false },
  { path: "/admin/session", origin: "api", shared: false },
  { path: "/admin/rooms", origin: "api", shared: false },
  { path: "/admin/rooms/demo/settings", origin: "api", shared: false },
  { path: "/openapi.json", origin: "api", shared: true },
  { path: "/.well-known/jwks.json", origin: "api", shared: true },
  { path: "/r/demo", origin: undefined, shared: true },
  { path: "/admin", origin: undefined, shared: true },
  { path: "/theme/theme.json", origin: undefined, shared: true },
] as const;

export const siteRules: readonly Rule[] = [
  {
    name: "one domain leads to the pages, the API and the socket",
    broken: (graph) => {
      const origins = originsOf(graph);
      return [
        ...ways.flatMap(({ path, origin }) =>
          unlike(`where ${path} leads`, behaviourFor(graph, path)?.targetOriginId, origin),
        ),
        ...["api", "socket"].flatMap((id) =>
          unlike(
            `the address of ${id}`,
            origins.find(({ originId }) => originId === id)?.domainName,
            `${namesOf(graph.stage).prefix}-${id}.execute-api.${region}.amazonaws.com`,
          ),
        ),
      ];
    },
  },
  {
    name: "the API can tell that a request came through the site, and nobody else can say so",
    broken: (graph) => {
      const keys = environmentOf(graph, "api").PASS_KEYS ?? "";
      const shown = originsOf(graph).map(({ originId, customHeaders = [] }) => [originId, customHeaders]);
      return [
        ...unlike("what the site shows", Object.fromEntries(shown), {
          default: [],
          api: [{ name: siteProofHeader, value: siteProof(keys) }],
          socket: [],
        }),
        ...unless(
          distributionOf(graph)?.secrets.includes("origins") === true,
          "what the site shows would stand in the open in the deploy's state",
        ),
      ];
    },
  },
  {
    name: "a snapshot is shared for as long as it says, and nothing else is: tokens reach the API, and it alone",
    broken: (graph) => [
      ...ways
        .filter(({ origin }) => origin !== undefined)
        .flatMap(({ path, shared }) => {
          const behaviour = behaviourFor(graph, path);
          return shared
            ? [
                ...unlike(path, behaviour?.cachePolicyId, namesOf(graph.stage).nameInRegion("snapshots")),
                ...unlike(`${path}: methods`, behaviour?.allowedMethods, ["GET", "HEAD", "OPTIONS"]),
                ...unlike(`${path}: kept methods`, behaviour?.cachedMethods, ["GET", "HEAD"]),
              ]
            : [
                ...unlike(path, behaviour?.cachePolicyId, cachingDisabled),
                ...unlike(`${path}: headers`, behaviour?.originRequestPolicyId, allViewerExceptHostHeader),
                ...unlike(`${path}: methods`, behaviour?.allowedMethods.length, 7),
              ];
        }),
      ...unlikeInputs(graph.one("cloudfront.CachePolicy", "SnapshotCache"), "the snapshots' cache", {
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
      }),
    ],
  },
  {
    name: "pages are asked for anew each time, and what they load is kept for good: its name changes with it",
    broken: (graph) => {
      const upload = graph.resources.find(({ name }) => name.startsWith("SiteAssetFiles."));
      const files = (upload?.inputs.files ?? []) as { key: string; cacheControl: string }[];
      return unlike(
        "the files",
        Object.fromEntries(files.map(({ key, cacheControl }) => [key, cacheControl])),
        {
          "index.html": "no-cache",
          "assets/page-1a2b3c.js": "public,max-age=31536000,immutable",
        },
      );
    },
  },
  {
    name: "no error is kept: what one visitor may not see, or failed once, is asked anew for the next",
    broken: (graph) =>
      unlikeInputs(distributionOf(graph), "the site", {
        customErrorResponses: cacheableErrors.map((errorCode) => ({ errorCode, errorCachingMinTtl: 0 })),
      }),
  },
  {
    name: "everything comes by HTTPS, with the headers that pages have locally",
    broken: (graph) => {
      const policy = graph.one("cloudfront.ResponseHeadersPolicy", "SiteHeaders");
      const security = (policy?.inputs.securityHeadersConfig ?? {}) as Record<
        string,
        Record<string, unknown>
      >;
      const custom = (policy?.inputs.customHeadersConfig ?? { items: [] }) as {
        items: { header: string; value: string }[];
      };
      const sent = {
        "content-security-policy": security.contentSecurityPolicy?.contentSecurityPolicy,
        "x-content-type-options": security.contentTypeOptions === undefined ? undefined : "nosniff",
        "referrer-policy": security.referrerPolicy?.referrerPolicy,
        ...Object.fromEntries(custom.items.map(({ header, value }) => [header, value])),
      };
      const { defaultCacheBehavior } = (distributionOf(graph)?.inputs ?? {}) as {
        defaultCacheBehavior?: object;
      };
      return [
        ...unlike("the headers", sent, pageHeaders(["wss://*.cloudfront.net"])),
        ...unless(
          Number(security.strictTransportSecurity?.accessControlMaxAgeSec) >= 31_536_000,
          "HTTPS is not for good",
        ),
        ...[
          ...behavioursOf(graph),
          { pathPattern: "pages", targetOriginId: "default", ...defaultCacheBehavior },
        ].flatMap((behaviour) => [
          ...unlike(
            `${behaviour.pathPattern}: over HTTP`,
            (behaviour as { viewerProtocolPolicy?: string }).viewerProtocolPolicy,
            "redirect-to-https",
          ),
          // A handshake is no page.
          ...(behaviour.targetOriginId === "socket"
            ? []
            : unlike(
                `${behaviour.pathPattern}: headers`,
                (behaviour as Partial<Behaviour>).responseHeadersPolicyId,
                namesOf(graph.stage).nameInRegion("site-headers"),
              )),
        ]),
      ];
    },
  },
  {
    name: "the API's function answers every path, throttled",
    broken: (graph) => {
      const { functionArn, prefix } = namesOf(graph.stage);
      const stage = graph.one("apigatewayv2.Stage", "ApiStage");
      return [
        ...unlikeInputs(graph.one("apigatewayv2.Api", "Api"), "the API", {
          name: `${prefix}-api`,
          protocolType: "HTTP",
          // With one API Gateway would answer preflights itself, for every path, and write over what the function says.
          corsConfiguration: undefined,
        }),
        ...unlikeInputs(graph.one("apigatewayv2.Integration", "ApiIntegration"), "the API's integration", {
          apiId: `${prefix}-api`,
          integrationType: "AWS_PROXY",
          integrationUri: functionArn("api"),
          payloadFormatVersion: "2.0",
        }),
        ...unlikeInputs(graph.one("apigatewayv2.Route", "ApiRoute"), "the API's route", {
          apiId: `${prefix}-api`,
          routeKey: "$default",
          target: "integrations/ApiIntegration",
        }),
        ...unlikeInputs(stage, "the API's stage", {
          apiId: `${prefix}-api`,
          name: "$default",
          autoDeploy: true,
          defaultRouteSettings: { throttlingRateLimit: 1000, throttlingBurstLimit: 2000 },
        }),
      ];
    },
  },
];
