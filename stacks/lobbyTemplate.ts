import type { LobbyMessage } from "../packages/functions/src/wiring.ts";

/**
 * The request template by which API Gateway writes a `LobbyMessage` (Velocity; the body of SQS's SendMessage is a form).
 * `$input.json` writes the frame anew, as strict JSON, whatever loose JSON came in. What the gateway itself knows stands
 * behind the frame: of two fields of one name the last one counts, so no frame can speak for another connection.
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
