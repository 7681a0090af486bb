import type { LobbyMessage } from "../packages/functions/src/wiring.ts";

/**
 * The request template by which API Gateway writes a `LobbyMessage` (Velocity; the body of SQS's SendMessage is a form).
 * What the client sent stays a value of its own under `frame`, and `$input.json` writes it anew as one whole piece of
 * strict JSON: nothing in it can stand beside what the gateway itself knows, so no frame speaks for another connection.
 */
export function lobbyTemplate(action: LobbyMessage["action"]): string {
  const frame = action === "disconnect" ? "" : json`"frame":${"$util.urlEncode($input.json('$'))"},`;
  const sender = json`"connectionId":"${"$util.urlEncode($context.connectionId)"}"`;
  const time = json`"sentAtMs":${"$context.requestTimeEpoch"}`;
  return `Action=SendMessage&MessageBody=${json`{`}${frame}${json`"action":"${action}",`}${sender}${json`,`}${time}${json`}`}`;
}

/** Escapes the JSON that is written here for a form; what Velocity puts in escapes itself. */
function json(literals: TemplateStringsArray, ...velocity: readonly string[]): string {
  return literals.map((literal, i) => encodeURIComponent(literal) + (velocity[i] ?? "")).join("");
}
