import type { Config } from "./config.ts";
import type { Decision, Gate } from "./decision.ts";
import { instructionHeader, keepFromOthers, readInstruction } from "./ending.ts";
import type { Ongoing, Visits } from "./visits.ts";

/** A decision as the gate makes it: it remembers whose visit it is, also in copies of it. */
export type Admitted = Extract<Decision, { kind: "admitted" }> & { readonly ongoing: Ongoing };

/** What the site's answer says of the visit is done before the answer is sent on. */
export function createFinish({ onTrouble }: Config, visits: Visits): Gate["finish"] {
  async function carryOut(
    value: string | null,
    decision: Admitted,
    status: number,
  ): Promise<readonly string[]> {
    const { ongoing, isEnding, setCookies } = decision;
    const isSuccess = status >= 200 && status < 400;
    const instruction = value === null ? undefined : readInstruction(value);
    if (value !== null && instruction?.kind === "unreadable") onTrouble({ kind: "bad_header", value });
    if (instruction?.kind === "complete" || (isEnding && isSuccess)) {
      const completed = await visits.complete(ongoing);
      return completed.kind === "completed" ? completed.setCookies : setCookies;
    }
    if (instruction?.kind === "extend") {
      const extended = await visits.extend(ongoing, instruction.seconds);
      return extended.setCookies.length > 0 ? extended.setCookies : setCookies;
    }
    return setCookies;
  }

  return async (decision, { status, headers }) => {
    const sent = new Headers(headers);
    const value = sent.get(instructionHeader);
    sent.delete(instructionHeader);
    if (decision.kind !== "admitted") {
      if (value !== null) onTrouble({ kind: "no_visit", value });
      if (decision.kind === "open" && decision.isProtected) keepFromOthers(sent);
      return sent;
    }
    const setCookies = await carryOut(value, decision as Admitted, status);
    // The site may have ended the visit, or given it time, by a call: what that set is newer than what this request began with.
    const isOlder = setCookies === decision.setCookies;
    const said = new Set(sent.getSetCookie().map(nameOf));
    for (const cookie of setCookies)
      if (!(isOlder && said.has(nameOf(cookie)))) sent.append("set-cookie", cookie);
    keepFromOthers(sent);
    return sent;
  };
}

function nameOf(setCookie: string): string {
  return setCookie.slice(0, setCookie.indexOf("="));
}
