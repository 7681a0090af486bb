import type { Words } from "./language.ts";
import type { Request } from "./visit.ts";

/** Why a request was refused, in words; undefined where none was. */
export function refusalText(request: Request, words: Words): string | undefined {
  if (request.kind !== "refused") return undefined;
  switch (request.why) {
    case "noEmail":
      return words.noEmail;
    case "email":
      return words.emailRefused;
    case "pass":
      return words.passRefused;
    case "over":
      return words.takeoverOver;
    case "offline":
      return words.offline;
    case "server":
      return words.serverRefused;
    default:
      return request.why satisfies never;
  }
}
