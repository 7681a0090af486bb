import type { Clock, Http, Memory, OpenSocket, SocketEvents } from "@fairline/client/ports";
import type { ServerMessage } from "@fairline/core";
import type { Address, AskForOneTab, Surroundings } from "../src/ports.ts";

/** A clock that stands still until it is moved, second by second. */
export function fakeClock(startMs = Date.parse("2026-05-04T09:00:00Z")) {
  let nowMs = startMs;
  let steadyMs = 0;
  const elapse = (ms: number) => {
    nowMs += ms;
    steadyMs += ms;
  };
  const beats = new Set<() => void>();
  const clock: Clock = {
    nowMs: () => nowMs,
    steadyMs: () => steadyMs,
    every(_everyMs, beat) {
      beats.add(beat);
      return () => beats.delete(beat);
    },
  };
  return {
    clock,
    at: (secondsAhead = 0) => new Date(nowMs + secondsAhead * 1000).toISOString(),
    running: () => beats.size,
    /** The machine sleeps: time goes by, and no beat comes until it wakes. A hidden page hears things meanwhile. */
    sleeps(seconds: number, hears = () => {}) {
      elapse(seconds * 1000);
      hears();
      for (const beat of beats) beat();
    },
    /** Somebody sets the clock; or the machine slept for so long, and its steady time stood still. */
    steps(seconds: number) {
      nowMs += seconds * 1000;
    },
    pass(seconds: number) {
      for (let second = 0; second < seconds; second += 1) {
        elapse(1000);
        for (const beat of beats) beat();
      }
    },
  };
}

/** A browser's storage, as each of its tabs sees it. */
export function fakeBrowser() {
  const kept = new Map<string, string>();
  const tabs = new Set<{ changed?: (name: string) => void }>();
  return {
    kept,
    tab(): Memory {
      const tab: { changed?: (name: string) => void } = {};
      tabs.add(tab);
      const tell = (name: string) => {
        for (const other of tabs) if (other !== tab) other.changed?.(name);
      };
      return {
        read: (name) => kept.get(name),
        write(name, value) {
          kept.set(name, value);
          tell(name);
        },
        forget(name) {
          kept.delete(name);
          tell(name);
        },
        watch(changed) {
          tab.changed = changed;
          return () => delete tab.changed;
        },
      };
    },
  };
}

/** The far end of every socket that the page opens. */
export function fakeSockets() {
  const sockets: { events: SocketEvents; open: boolean; closed: boolean }[] = [];
  const sent: Record<string, unknown>[] = [];
  const openSocket: OpenSocket = (events) => {
    const socket = { events, open: false, closed: false };
    sockets.push(socket);
    return {
      send(frame) {
        if (socket.open && !socket.closed) sent.push(JSON.parse(frame));
        return socket.open && !socket.closed;
      },
      close() {
        socket.closed = true;
      },
    };
  };
  const last = () => {
    const socket = sockets.at(-1);
    if (socket === undefined) throw new Error("the page has not opened a socket");
    return socket;
  };
  return {
    openSocket,
    sent,
    last,
    count: () => sockets.length,
    opens() {
      last().open = true;
      last().events.opened();
    },
    drops() {
      last().open = false;
      last().events.lost();
    },
    says: (message: ServerMessage) => last().events.heard(JSON.stringify(message)),
    saysText: (frame: string) => last().events.heard(frame),
  };
}

export interface Asked {
  readonly path: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

/** Answers by path and method, and remembers what was asked. No answer for a path means that the network is gone. */
export function fakeHttp(answers: Record<string, (asked: Asked) => Response | Promise<Response>> = {}) {
  const asked: Asked[] = [];
  const http: Http = async (path, init = {}) => {
    const request: Asked = {
      path,
      method: init.method ?? "GET",
      headers: { ...(init.headers as Record<string, string>) },
      body: typeof init.body === "string" ? JSON.parse(init.body) : undefined,
    };
    asked.push(request);
    const answer = answers[`${request.method} ${path}`];
    if (answer === undefined) throw new TypeError("no network");
    return await answer(request);
  };
  return { http, asked, answers };
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

export function problem(status: number, code: string, errors?: { field: string; message: string }[]) {
  return json({ type: "about:blank", title: code, status, code, ...(errors && { errors }) }, status);
}

export function fakeSurroundings() {
  const heard = { wake: new Set<() => void>(), offline: new Set<() => void>(), focus: new Set<() => void>() };
  const tell = (name: keyof typeof heard) => {
    for (const happened of heard[name]) happened();
  };
  let hidden = false;
  const signal = (name: keyof typeof heard) => (happened: () => void) => {
    heard[name].add(happened);
    return () => heard[name].delete(happened);
  };
  const surroundings: Surroundings = {
    onWake: signal("wake"),
    onOffline: signal("offline"),
    onFocus: signal("focus"),
    isHidden: () => hidden,
  };
  return {
    surroundings,
    hides() {
      hidden = true;
    },
    isShown() {
      hidden = false;
      tell("wake");
    },
    wakes: () => tell("wake"),
    goesOffline: () => tell("offline"),
    isTurnedTo: () => tell("focus"),
  };
}

/** The address bar of a page at `/r/demo`, with what stands behind the `#`. */
export function fakeAddress(fragment = "") {
  let now = fragment;
  let changed = () => {};
  const left: string[] = [];
  const address: Address = {
    absolute: (path) => `https://line.example${path}`,
    fragment: (name) => new URLSearchParams(now).get(name) ?? undefined,
    dropFragment() {
      now = "";
    },
    replaceFragment(fragment) {
      now = fragment;
    },
    onFragment(happened) {
      changed = happened;
      return () => {};
    },
    leaveFor: (url) => void left.push(url),
  };
  return {
    address,
    /** The pages that this one gave way to. */
    left,
    fragment: () => now,
    becomes(next: string) {
      now = next;
      changed();
    },
  };
}

/** The tabs of one browser, of which one at a time has the name. The first to ask has it at first. */
export function fakeTabs(): AskForOneTab {
  let holder: ((has: boolean) => void) | undefined;
  const waiting = new Set<(has: boolean) => void>();
  return (_name, turned) => {
    const take = () => {
      if (holder === turned) return;
      if (holder !== undefined) waiting.add(holder);
      holder?.(false);
      holder = turned;
      waiting.delete(turned);
      turned(true);
    };
    if (holder === undefined) take();
    else {
      waiting.add(turned);
      turned(false);
    }
    return {
      take,
      release() {
        waiting.delete(turned);
        if (holder !== turned) return;
        const [next] = waiting;
        holder = next;
        if (next === undefined) return;
        waiting.delete(next);
        next(true);
      },
    };
  };
}

/** Lets every promise that can go on go on. */
export async function settled() {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
