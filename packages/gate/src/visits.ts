import type { Config } from "./config.ts";
import type { Cookies } from "./cookies.ts";
import type { Completed, Extended } from "./decision.ts";
import type { Fairline } from "./fairline.ts";
import type { Leases, Shown } from "./lease.ts";
import type { Pass } from "./verify.ts";

/** A visit that goes on just now. */
export interface Ongoing {
  readonly pass: Pass;
  /** As the request showed it; `pass` may be a newer one. */
  readonly shown: Shown;
  readonly cookies: Cookies;
}

/** What the site does to a visit. */
export interface Visits {
  complete(ongoing: Ongoing): Promise<Completed>;
  extend(ongoing: Ongoing, seconds: number): Promise<Extended>;
  /** The `Set-Cookie` that keeps the pass, where a browser holds it. */
  kept(ongoing: Ongoing): readonly string[];
  /** The same, if it is another pass than the one that was shown. */
  renewed(ongoing: Ongoing): readonly string[];
}

export function visitsOf({ nowMs, onTrouble }: Config, fairline: Fairline, leases: Leases): Visits {
  function kept({ pass, shown, cookies }: Ongoing): readonly string[] {
    if (shown.by === "bearer") return [];
    const seconds = (pass.visit.expiresAt.getTime() - nowMs()) / 1000;
    return [cookies.keepPass(pass.visit.room, pass.token, seconds)];
  }

  function over({ pass, shown, cookies }: Ongoing): readonly string[] {
    leases.forget(pass);
    return shown.by === "bearer" ? [] : [cookies.dropPass(pass.visit.room)];
  }

  return {
    kept,
    renewed: (ongoing) => (ongoing.pass.token === ongoing.shown.token ? [] : kept(ongoing)),
    async complete(ongoing) {
      const { pass } = ongoing;
      const answer = await fairline.complete(pass.visit.room, pass.token);
      // A visit that has not been ended goes on: its slot is not free, and the visitor may try again.
      if (answer.kind === "unreachable") return { kind: "unreachable", setCookies: [] };
      return { kind: "completed", setCookies: over(ongoing) };
    },
    async extend(ongoing, seconds) {
      const { pass, shown } = ongoing;
      const { visit } = pass;
      const askedAtMs = nowMs();
      const answer = await fairline.extend(visit.room, pass.token, seconds);
      switch (answer.kind) {
        case "over":
          return { kind: "no_visit", setCookies: over(ongoing) };
        case "no_more_time":
        case "not_the_site":
          onTrouble({ kind: answer.kind, visit });
          return { kind: answer.kind, setCookies: [] };
        case "unreachable":
          return { kind: "unreachable", setCookies: [] };
        case "issued": {
          const taken = await leases.take(answer.pass, shown, askedAtMs);
          if (taken.kind === "refused") return { kind: "unreachable", setCookies: [] };
          const setCookies = kept({ ...ongoing, pass: taken.pass });
          return { kind: "extended", visit: taken.pass.visit, pass: taken.pass.token, setCookies };
        }
      }
    },
  };
}
