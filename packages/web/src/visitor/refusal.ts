import type { Deferral, HandoverOffer } from "@fairline/client/state";
import type { Request } from "@fairline/client/visit";
import type { Going } from "./going.ts";
import type { Words } from "./language.ts";

type Asked = Request | Deferral | HandoverOffer | Going;

const sentences: Readonly<Record<Extract<Asked, { kind: "refused" }>["why"], keyof Words>> = {
  noEmail: "noEmail",
  email: "emailRefused",
  pass: "passRefused",
  over: "takeoverOver",
  nobodyBehind: "deferNobody",
  notWaiting: "notWaiting",
  offline: "offline",
  server: "serverRefused",
};

/** Why something that the visitor asked for was refused, in words; undefined where it was not. */
export function refusalText(asked: Asked, words: Words): string | undefined {
  return asked.kind === "refused" ? words[sentences[asked.why]] : undefined;
}
