import { momentMs } from "./clock.ts";
import { limits } from "./limits.ts";
import type { Visitor } from "./visitor.ts";
import type { VisitorState } from "./visitorState.ts";

/** How a crowd is getting on. */
export interface Progress {
  readonly visitors: number;
  // ── Now ──
  readonly arrived: number;
  readonly joining: number;
  readonly waiting: number;
  readonly visiting: number;
  /** Gave up, were refused, or could not come back. */
  readonly gone: number;
  readonly done: number;
  // ── So far ──
  readonly tickets: number;
  readonly admitted: number;
  // ── Since the last time that this was told ──
  /** How long those had waited who were let in. */
  readonly waitsMs: readonly number[];
  readonly tickLag: { readonly heard: number; readonly sumMs: number; readonly maxMs: number };
}

/** Counts visitors by what they are doing, as it changes: a crowd of thousands is not looked through again and again. */
export class Census {
  readonly #visitors: number;
  readonly #at = new Map<VisitorState["at"], number>();
  /** Who has a visit, and has not heard that it is over. */
  readonly #inside = new Set<Visitor>();
  #done = 0;
  #tickets = 0;
  #admitted = 0;
  #waitsMs: number[] = [];
  #tickLag = { heard: 0, sumMs: 0, maxMs: 0 };

  constructor(visitors: number) {
    this.#visitors = visitors;
    this.#at.set("outside", visitors);
  }

  move(visitor: Visitor, state: VisitorState, before: VisitorState): void {
    this.#add(before.at, -1);
    this.#add(state.at, 1);
    if (state.at === "visiting") this.#inside.add(visitor);
    else this.#inside.delete(visitor);
    if (before.at === "joining" && "number" in state) this.#tickets += 1;
    if (state.at !== "visiting" || before.at === "visiting") return;
    this.#admitted += 1;
    const joined = visitor.events.find(({ what }) => what === "join");
    if (joined !== undefined && this.#waitsMs.length < limits.visitorsMax) {
      this.#waitsMs.push(momentMs() - joined.atMs);
    }
  }

  hearTick(lagMs: number): void {
    const { heard, sumMs, maxMs } = this.#tickLag;
    this.#tickLag = { heard: heard + 1, sumMs: sumMs + lagMs, maxMs: Math.max(maxMs, lagMs) };
  }

  finish(): void {
    this.#done += 1;
  }

  /** Begins to count anew what is told since the last time. */
  tell(): Progress {
    const at = (...names: readonly VisitorState["at"][]) =>
      names.reduce((sum, name) => sum + (this.#at.get(name) ?? 0), 0);
    const progress: Progress = {
      visitors: this.#visitors,
      arrived: this.#visitors - at("outside"),
      joining: at("joining"),
      waiting: at("joining", "waiting", "called", "missed"),
      // The next one may be inside before the last one hears that the time is up.
      visiting: [...this.#inside].filter(({ state }) => isGoingOn(state)).length,
      gone: at("gone", "refused", "lost"),
      done: this.#done,
      tickets: this.#tickets,
      admitted: this.#admitted,
      waitsMs: this.#waitsMs,
      tickLag: this.#tickLag,
    };
    this.#waitsMs = [];
    this.#tickLag = { heard: 0, sumMs: 0, maxMs: 0 };
    return progress;
  }

  #add(name: VisitorState["at"], count: number): void {
    this.#at.set(name, (this.#at.get(name) ?? 0) + count);
  }
}

function isGoingOn(state: VisitorState): boolean {
  return state.at === "visiting" && state.expiresAtMs > momentMs();
}
