import type { Words } from "./language.ts";
import type { Deferral, HandoverOffer } from "./state.ts";
import type { Request } from "./visit.ts";

type Asked = Request | Deferral | HandoverOffer;

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
