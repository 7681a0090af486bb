/** API Gateway: the gate as a Lambda authorizer, for HTTP APIs and for REST APIs. */
import type {
  APIGatewayAuthorizerResult,
  APIGatewayRequestAuthorizerEvent,
  APIGatewayRequestAuthorizerEventV2,
  APIGatewaySimpleAuthorizerWithContextResult,
} from "aws-lambda";
import type { Decision, Gate } from "./decision.ts";
import { createGate } from "./gate.ts";
import { readable, readHeaders } from "./odd-headers.ts";
import type { GateOptions } from "./options.ts";
import { type RequestParts, siteRequest } from "./site-request.ts";

/** What the integration finds in `requestContext.authorizer`. Both kinds of API take texts and numbers here. */
export interface AuthorizerContext {
  [name: string]: string | number;
}

/** The authorizer of an HTTP API: payload format 2.0, simple responses. */
export function httpApiAuthorizer(
  options: GateOptions,
): (
  event: APIGatewayRequestAuthorizerEventV2,
) => Promise<APIGatewaySimpleAuthorizerWithContextResult<AuthorizerContext>> {
  const gate = createAuthorizingGate(options);
  return async (event) => {
    const { domainName, http, stage } = event.requestContext;
    const headers = readHeaders(Object.entries(event.headers ?? {}));
    // API Gateway takes them out of the headers.
    if (event.cookies?.length) headers.set("cookie", readable(event.cookies.join("; ")));
    const prefix = stage === "$default" ? "" : `/${stage}`;
    const path = event.rawPath.startsWith(`${prefix}/`) ? event.rawPath.slice(prefix.length) : event.rawPath;
    return verdict(await decide(gate, { host: domainName, target: path, method: http.method, headers }));
  };
}

/** The authorizer of a REST API, of type REQUEST: allows or denies the one method that was called. */
export function restApiAuthorizer(
  options: GateOptions,
): (event: APIGatewayRequestAuthorizerEvent) => Promise<APIGatewayAuthorizerResult> {
  const gate = createAuthorizingGate(options);
  return async (event) => {
    const headers = readHeaders(Object.entries(event.headers ?? {}));
    const host = event.requestContext.domainName;
    const said = verdict(await decide(gate, { host, target: event.path, method: event.httpMethod, headers }));
    return {
      principalId: said.isAuthorized ? String(said.context.ticket ?? "anybody") : "nobody",
      policyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Action: "execute-api:Invoke",
            Effect: said.isAuthorized ? "Allow" : "Deny",
            Resource: event.methodArn,
          },
        ],
      },
      context: said.context,
    };
  };
}

/**
 * Apps show bearer tokens. Whatever an authorizer is asked about is protected, also where a base path or a stage makes another
 * path of it than `protect` names: that only chooses among rooms, and the first is for what none of them names.
 */
function createAuthorizingGate(options: GateOptions): Gate {
  const api = { bearer: true, ...options.api };
  if (!Array.isArray(options.room)) return createGate({ ...options, protect: ["/*"], api });
  const [first] = options.room;
  const room = first === undefined ? [] : [...options.room, { room: first.room, protect: ["/*"] }];
  return createGate({ ...options, room, api });
}

async function decide(gate: Gate, parts: Omit<RequestParts, "scheme">): Promise<Decision | undefined> {
  // Nobody can be redirected here, so everybody is spoken to as an API client.
  parts.headers.set("accept", "application/json");
  parts.headers.delete("sec-fetch-mode");
  // The target comes without the query: no cookie can be set, so a hand-over would only use its code up.
  // API Gateway has decoded it: what stands for a query or a fragment now was part of the path.
  const target = parts.target.replace(/[?#]/g, encodeURIComponent);
  const request = siteRequest({ scheme: "https", ...parts, target });
  return request && gate.decide(request);
}

function verdict(decision: Decision | undefined): { isAuthorized: boolean; context: AuthorizerContext } {
  switch (decision?.kind) {
    case undefined:
      return { isAuthorized: false, context: { why: "bad_request" } };
    case "open":
      return { isAuthorized: true, context: {} };
    case "answered":
      return { isAuthorized: false, context: { why: decision.why } };
    case "admitted": {
      const { room, number, ticket, expiresAt } = decision.visit;
      return { isAuthorized: true, context: { room, number, ticket, expiresAt: expiresAt.toISOString() } };
    }
  }
}
