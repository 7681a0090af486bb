import { momentMs } from "./clock.ts";
import { isAccepted } from "./desk.ts";
import { limits } from "./limits.ts";
import type { Behaviour, Patience, VisitorScript } from "./shape/plan.ts";
import { unsettle } from "./unrest.ts";
import type { Visitor } from "./visitor.ts";
import type { VisitorState } from "./visitorState.ts";

const isBeforeVisit = (state: VisitorState) =>
  state.at === "outside" || state.at === "joining" || state.at === "waiting";
const isAsked = (state: VisitorState) => state.at === "called" || state.at === "missed";
const isEnded = (state: VisitorState) => state.at === "ended";

/** One visitor's life, from joining to going home, as its plan says. It ends; `visitor.stop()` ends it at once. */
export async function live(visitor: Visitor, plan: VisitorScript): Promise<void> {
  visitor.join();
  const settle = plan.unrest && unsettle(visitor, plan.unrest);
  try {
    await liveCalmly(visitor, plan);
  } finally {
    settle?.();
  }
}

async function liveCalmly(visitor: Visitor, { behaviour, reaction, email, patience }: VisitorScript) {
  const readyToWait = patienceOf(behaviour, patience);
  const state = await untilLetIn(visitor, reaction, readyToWait?.ms);
  if (isBeforeVisit(state) || isAsked(state)) {
    if (readyToWait?.politely) visitor.leave();
    else visitor.vanish();
    return;
  }
  if (state.at === "visiting") {
    switch (behaviour.kind) {
      case "abandons":
        await finish(visitor, behaviour.dwellMs, () => visitor.complete());
        break;
      case "finishes":
        await finish(visitor, behaviour.dwellMs, () => visitor.reserve(email));
        break;
      case "lapses":
        await lapse(visitor, state, behaviour.triesLate ? email : undefined);
        break;
      default:
        behaviour satisfies never;
    }
  }
  visitor.close();
}

/** One who means to give up after a time has other people's patience, too: whichever is over first. */
function patienceOf(behaviour: Behaviour, patience: Patience | undefined): Patience | undefined {
  if (behaviour.kind !== "abandons") return patience;
  const { afterMs: ms, politely } = behaviour;
  return patience !== undefined && patience.ms < ms ? patience : { ms, politely };
}

/** Waits for the turn, and says "I'm here" where that is asked for; gives up when patience does. */
async function untilLetIn(
  visitor: Visitor,
  { afterMs, missesFirst }: VisitorScript["reaction"],
  patienceMs = Number.POSITIVE_INFINITY,
): Promise<VisitorState> {
  const untilMs = momentMs() + patienceMs;
  const until = (reached: (state: VisitorState) => boolean, atMs = untilMs) => {
    const ms = Math.min(atMs, untilMs) - momentMs();
    return visitor.until(reached, Number.isFinite(ms) ? Math.max(0, ms) : undefined);
  };
  for (let isFirst = true; ; isFirst = false) {
    const asked = await until((state) => !isBeforeVisit(state));
    if (!isAsked(asked)) return asked;
    const isOver = (state: VisitorState) => state !== asked;
    if (!(isFirst && missesFirst && asked.at === "called")) {
      const state = await until(isOver, momentMs() + afterMs);
      if (!isOver(state) && momentMs() < untilMs) await visitor.confirm();
    }
    const state = await until(isOver);
    if (!isOver(state)) return state;
  }
}

async function finish(visitor: Visitor, dwellMs: number, ask: () => Promise<{ status: number }>) {
  const state = await visitor.until(isEnded, dwellMs);
  if (state.at !== "visiting") return;
  const { status } = await ask();
  if (isAccepted(status)) await visitor.until((now) => now.at === "ended" && now.told, limits.endWaitMsMax);
  else await outlast(visitor, state.expiresAtMs);
}

async function lapse(
  visitor: Visitor,
  visit: Extract<VisitorState, { at: "visiting" }>,
  email: string | undefined,
) {
  await visitor.until(isEnded, visit.expiresAtMs - momentMs());
  if (email !== undefined) await visitor.until(() => false, limits.lateTryMs);
  if (email !== undefined && (visitor.state.at === "visiting" || visitor.state.at === "ended")) {
    await visitor.reserve(email, visit.pass);
  }
  await outlast(visitor, visit.expiresAtMs);
}

/** Waits to hear that the visit is over, for as long as it may take to say so; the site may give it more time meanwhile. */
async function outlast(visitor: Visitor, expiresAtMs: number): Promise<void> {
  const state = await visitor.until(isEnded, expiresAtMs + limits.visitOverrunMsMax + 250 - momentMs());
  if (state.at === "visiting" && state.expiresAtMs > expiresAtMs) await outlast(visitor, state.expiresAtMs);
}
