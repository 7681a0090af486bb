import { placeAt } from "@fairline/client/line";
import type { Memory } from "@fairline/client/ports";
import { lineOf } from "@fairline/client/visit";
import type { ServerMessage, Snapshot } from "@fairline/core";
import { afterEach } from "vitest";
import type { AskForOneTab } from "../src/ports.ts";
import { createVisitorStore } from "../src/visitor/store.ts";
import {
  fakeAddress,
  fakeBrowser,
  fakeClock,
  fakeHttp,
  fakeSockets,
  fakeSurroundings,
  fakeTabs,
  json,
} from "./world.ts";

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

export function snapshot(more: Partial<Snapshot> = {}) {
  return json({
    type: "tick",
    room: "demo",
    serving: 1,
    issued: 0,
    waiting: 0,
    active: 0,
    paceSeconds: 1,
    paceSecondsP90: 1,
    state: "open",
    nextTickSeconds: 2,
    version: 1,
    at: "2026-05-04T09:00:00Z",
    title: "Demo",
    slots: 3,
    slotSeconds: 60,
    tickSeconds: 2,
    graceSeconds: 15,
    holdSeconds: 120,
    ...more,
  });
}

let keys = 0;
const newKey = () => `00000000-0000-4000-8000-${String(++keys).padStart(12, "0")}`;

type Ticket = Extract<ServerMessage, { type: "ticket" }>;

/** What a page finds. Tabs of one browser share it. */
export interface Given {
  readonly browser?: ReturnType<typeof fakeBrowser>;
  /** What this tab keeps: a page that is given it is the same tab, reloaded. */
  readonly tabMemory?: Memory;
  readonly time?: ReturnType<typeof fakeClock>;
  readonly tabs?: AskForOneTab;
  readonly web?: ReturnType<typeof fakeHttp>;
  /** Whether what the browser keeps is still there after a reload; where cookies are blocked, it is not. */
  readonly isMemoryLasting?: boolean;
  /** What stands behind the `#`. */
  readonly fragment?: string;
  /** What every throw of the dice gives. */
  readonly chance?: number;
}

/** A page at `/r/demo`. Pages that share a browser share what it keeps. */
export function page(given: Given = {}) {
  const { browser = fakeBrowser(), time = fakeClock(), tabs = fakeTabs(), web = fakeHttp() } = given;
  const { tabMemory = fakeBrowser().tab() } = given;
  const address = fakeAddress(given.fragment);
  const sockets = fakeSockets();
  const around = fakeSurroundings();
  const store = createVisitorStore("demo", {
    clock: time.clock,
    memory: browser.tab(),
    tabMemory,
    isMemoryLasting: () => given.isMemoryLasting ?? true,
    http: web.http,
    openSocket: sockets.openSocket,
    ...around.surroundings,
    random: () => given.chance ?? 0.5,
    address: address.address,
    askForOneTab: tabs,
    newKey,
  });
  const stop = store.start();
  stops.push(stop);
  const joined = () => sockets.sent.filter(({ action }) => action === "join").map(({ key }) => key);
  const ticketNow = (more: Partial<Ticket> = {}): Ticket => ({
    type: "ticket",
    room: "demo",
    number: 20,
    serving: 11,
    issued: 30,
    slots: 3,
    slotSeconds: 60,
    tickSeconds: 2,
    state: "open",
    resume: "r",
    at: time.at(),
    ...more,
  });
  const ticket = (more: Partial<Ticket> = {}) => sockets.says(ticketNow(more));
  const tick = (more: Partial<Extract<ServerMessage, { type: "tick" }>> = {}) =>
    sockets.says({
      type: "tick",
      room: "demo",
      serving: 11,
      issued: 30,
      waiting: 20,
      active: 3,
      paceSeconds: 6,
      paceSecondsP90: 9,
      state: "open",
      nextTickSeconds: 2,
      at: time.at(),
      ...more,
    });
  const turn = (seconds = 60, number = 20) =>
    sockets.says({
      type: "turn",
      room: "demo",
      number,
      lane: 2,
      pass: "the-pass",
      expiresAt: time.at(seconds),
    });
  const end = (outcome: "completed" | "expired" | "left" | "noshow", number = 20) =>
    sockets.says({ type: "end", room: "demo", number, outcome });
  const call = (seconds = 15, more: { lastChance?: true; number?: number } = {}) =>
    sockets.says({ type: "call", room: "demo", number: 20, confirmBy: time.at(seconds), ...more });
  const missed = (seconds = 120, number = 20) =>
    sockets.says({ type: "missed", room: "demo", number, missedUntil: time.at(seconds) });
  const moved = () => sockets.says({ type: "moved", room: "demo", number: 20 });
  const visit = () => store.getState().visit;
  const place = () => {
    const line = lineOf(visit());
    return line === undefined ? undefined : placeAt(line, store.getState().nowMs);
  };
  return {
    ...{ store, stop, sockets, time, web, around, address, browser, tabMemory, tabs, joined },
    ...{ ticketNow, ticket, tick, turn, call, missed, moved, end, visit, place },
  };
}

/** A page whose visitor waits at place 10. */
export function waiting(given: Given = {}) {
  const shown = page(given);
  shown.sockets.opens();
  shown.ticket();
  return shown;
}
