import type { Ports, ServerMessage } from "@fairline/core";
import type { Ask } from "./browser.ts";
import type { HandingOver } from "./handingOver.ts";
import { confirmPlace } from "./places.ts";
import type { VisitorPlan } from "./plan.ts";
import type { Stage } from "./stage.ts";

/** What a visitor does who is called, or has missed a call. */
export interface Answering {
  /** A call, or word of one that was missed: each is heard of more than once. */
  hear(message: Pick<ServerMessage & { type: "ticket" }, "confirmBy" | "missedUntil" | "lastChance">): void;
  /** Missed a call, and lets it be. */
  readonly hasGivenUp: boolean;
}

export function answering({
  stage,
  plan,
  ask,
  handing,
  key,
  isWaiting,
}: {
  stage: Stage;
  plan: VisitorPlan;
  ask: Ask;
  handing: HandingOver;
  key(): string;
  /** Online, and not in a visit. */
  isWaiting(): boolean;
}): Answering {
  const { kernel, dice, history, tally } = stage;
  const heard = new Set<string>();
  /** The key of a visitor who lets a call be that was missed. */
  let gaveUp: string | undefined;

  function called(confirmBy: string, answer: VisitorPlan["onCall"][number]) {
    tally.count("call heard");
    const later = (ms: number, work: () => void) => {
      const asked = key();
      kernel.after(ms, () => asked === key() && isWaiting() && work());
    };
    switch (answer.kind) {
      case "answer":
        return later(answer.afterMs, sayHere);
      case "answer late":
        return later(Date.parse(confirmBy) - kernel.nowMs() - answer.beforeEndMs, () => {
          tally.count("late answer");
          sayHere();
        });
      case "miss":
        return;
      case "hand over":
        return handing.offer(answer);
      default:
        answer satisfies never;
    }
  }

  function missed(): void {
    tally.count("miss heard");
    if (plan.secondChanceMs === undefined) {
      gaveUp = key();
      return;
    }
    const asked = key();
    kernel.after(plan.secondChanceMs, () => {
      if (asked !== key() || !isWaiting()) return;
      tally.count("second chance");
      sayHere();
    });
  }

  function sayHere(): void {
    // A request that failed is said again.
    const say = (ports: Ports, of: string) => {
      history.add({ kind: "confirm", visitor: plan.name, key: of });
      return confirmPlace(ports, of);
    };
    ask(say);
    // A hasty finger.
    if (dice.percent(15)) ask(say);
  }

  function isNews(what: string | undefined): what is string {
    const news = `${key()} ${what}`;
    if (what === undefined || heard.has(news)) return false;
    heard.add(news);
    return true;
  }

  return {
    hear({ confirmBy, missedUntil, lastChance }) {
      if (isNews(confirmBy)) called(confirmBy, plan.onCall[lastChance ? 1 : 0]);
      if (isNews(missedUntil)) missed();
    },
    get hasGivenUp() {
      return gaveUp === key();
    },
  };
}
