import { getConnInfo } from "@hono/node-server/conninfo";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { local } from "../limits.ts";
import { securityHeaders } from "./security-headers.ts";

/** As far as the gateway knows the HTTP API: `handlers/api.ts` of the functions exports such an app. */
export interface HttpApi {
  fetch(request: Request, ...rest: unknown[]): Response | Promise<Response>;
}

/** What the API answers; the pages answer everything else. The same as CloudFront's (stacks/siteRoutes.ts). */
export const apiPaths = [
  "/rooms/*",
  "/admin/session",
  "/admin/rooms",
  "/admin/rooms/*",
  "/openapi.json",
  "/.well-known/*",
] as const;

export interface HttpOptions {
  readonly ready: () => boolean;
  /** Loaded after the port is bound, so that a taken port is known before anything else starts. */
  readonly api: () => HttpApi | undefined;
  readonly pages: () => ((context: Context) => Response | undefined) | undefined;
}

/** Everything that the public port answers over HTTP: the API, the web client, and whether it is ready. */
export function createHttpApp(options: HttpOptions): Hono {
  const app = new Hono();
  app.use(securityHeaders);
  app.get("/healthz", (context) =>
    options.ready()
      ? context.json({ status: "ok" }, 200, { "cache-control": "no-store" })
      : context.json({ status: "starting" }, 503, { "cache-control": "no-store", "retry-after": "1" }),
  );
  app.use(
    bodyLimit({
      maxSize: local.requestBytesMax,
      onError: (context) =>
        problem(context, 413, "Content Too Large", `At most ${local.requestBytesMax} bytes.`),
    }),
  );
  const api = async (context: Context) => {
    const target = options.api();
    return target && options.ready()
      ? target.fetch(context.req.raw, asApiGatewaySays(context))
      : problem(context, 503, "Service Unavailable", "Starting.");
  };
  for (const path of apiPaths) app.all(path, api);
  app.on(["GET", "HEAD"], "/*", (context) => options.pages()?.(context) ?? notFound(context));
  app.all("/*", notFound);
  app.onError((_, context) => problem(context, 500, "Internal Server Error", "Something went wrong here."));
  return app;
}

/** Who asks, in the words of API Gateway: the address at the other end of the connection, whatever a header says. */
function asApiGatewaySays(context: Context) {
  return { requestContext: { http: { sourceIp: getConnInfo(context).remote.address } } };
}

function notFound(context: Context): Response {
  return problem(context, 404, "Not Found", "There is nothing at this address.");
}

/** RFC 9457. */
function problem(context: Context, status: 404 | 413 | 500 | 503, title: string, detail: string): Response {
  return context.body(JSON.stringify({ type: "about:blank", title, status, detail }), status, {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
  });
}
