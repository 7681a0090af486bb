import type { FairlineCall, Trouble } from "./decision.ts";
import { limits } from "./limits.ts";

interface Where {
  readonly url: string;
  readonly siteKey?: string | undefined;
  readonly nowMs: () => number;
}

/**
 * What is told of trouble where the site has not said whom to tell: a sentence on the console. Each kind once a minute, because a
 * crowd has the same trouble in every request.
 */
export function warnings(where: Where): (trouble: Trouble) => void {
  const toldAtMs = new Map<Trouble["kind"], number>();
  return (trouble) => {
    const nowMs = where.nowMs();
    if (nowMs - (toldAtMs.get(trouble.kind) ?? Number.NEGATIVE_INFINITY) < limits.warningMsMin) return;
    toldAtMs.set(trouble.kind, nowMs);
    console.warn(`fairline gate: ${sentenceOf(trouble, where)}`);
  };
}

const asked: Readonly<Record<FairlineCall, string>> = {
  keys: "for the keys of passes",
  exchange: "for a visitor's pass",
  renew: "to renew a pass",
  complete: "to end a visit",
  extend: "for more time",
};

function sentenceOf(trouble: Trouble, { url, siteKey }: Where): string {
  switch (trouble.kind) {
    case "unreachable":
      return `Fairline at ${url} was asked ${asked[trouble.what]}, and did not answer as it should: ${trouble.error}.`;
    case "bad_header":
      return `The site's header "fairline: ${shortened(trouble.value)}" is neither "complete" nor "extend=SECONDS".`;
    case "no_visit":
      return `The site's header "fairline: ${shortened(trouble.value)}" did nothing: who got that answer has no visit.`;
    case "several_visits":
      return `Nothing was ended or made longer: who asked has a visit in each of ${trouble.rooms.join(", ")}. Say which room is meant.`;
    case "no_more_time":
      return `The room ${trouble.visit.room} gives no more time: a visit has had all that maxVisitSeconds allows.`;
    case "not_the_site":
      return siteKey === undefined
        ? "More time needs the option siteKey."
        : `Fairline does not know this siteKey for the room ${trouble.visit.room}.`;
    case "clock":
      return trouble.aheadSeconds > 0
        ? `Nobody can be let in: this machine's clock is ${trouble.aheadSeconds} s behind Fairline's. Set it (NTP).`
        : `Nobody can be let in: this machine's clock is ${-trouble.aheadSeconds} s ahead of Fairline's. Set it (NTP).`;
  }
}

function shortened(value: string): string {
  return value.slice(0, limits.warnedCharsMax);
}
