import type { ServerMessage, Snapshot, TicketMessage, TickMessage } from "@fairline/core";
import type { Page, WebSocketRoute } from "@playwright/test";

/** What a scene starts from: nobody's clock moves by itself. */
export const startMs = Date.parse("2026-05-04T01:12:00Z");

/** A time so many seconds from the start, as the server says it. */
export const at = (seconds = 0) => new Date(startMs + seconds * 1000).toISOString();

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/** What a room does to the page that opens it: what it says when the page joins, and what it answers. */
export interface Play {
  /** The room's name, and so the page's address. */
  readonly room: string;
  /** `#…` at the end of the address. */
  readonly hash?: string;
  /** What the page hears when it joins; nothing, and it goes on waiting. */
  readonly hears?: readonly ServerMessage[];
  /** `unreachable`: no answer to anything. `unknown`: there is no such room. */
  readonly network?: "up" | "unreachable" | "unknown";
  readonly snapshot?: Partial<Snapshot>;
  /** Answers by method and the path's end, as `POST tickets/me/defer`. `never`: one that does not come. */
  readonly answers?: Readonly<Record<string, Answer | "never">>;
}

/** In rooms whose name begins so another tab acts: it has the lock that the page asks for, and has it back if it is taken. */
export const twoTabs = "second-tab";
const lockIsTaken = `if (location.pathname.startsWith("/r/${twoTabs}"))
  navigator.locks.request = (_name, { steal }) =>
    steal ? Promise.reject(new DOMException("stolen", "AbortError")) : new Promise(() => {});`;

/** Time that passes at once passes for both clocks of the page; else somebody would have set one of them. */
const steadyTimeFollows = "performance.now = () => Date.now();";
/** Who waits for an answer waits as long as the play does. */
const nothingTimesOut = "AbortSignal.timeout = () => new AbortController().signal;";

/** Where the page thinks that it is: the same in every run, for its address is shown. */
const origin = "https://tickets.example";

/** Plays states to one page that a real server cannot show at will. The page's files come from the real server. */
export class Stage {
  readonly page: Page;
  #play: Play = { room: "none" };
  #socket: WebSocketRoute | undefined;

  private constructor(page: Page) {
    this.page = page;
  }

  static async on(page: Page, url: string): Promise<Stage> {
    const stage = new Stage(page);
    await page.clock.setFixedTime(startMs);
    await page.addInitScript(steadyTimeFollows);
    await page.addInitScript(lockIsTaken);
    await page.addInitScript(nothingTimesOut);
    await page.routeWebSocket(/\/ws$/, (socket) => stage.#connect(socket));
    await page.route(`${origin}/**`, async (route) => {
      const { pathname } = new URL(route.request().url());
      await route.fulfill({ response: await route.fetch({ url: url + pathname }) });
    });
    await page.route("**/rooms/**", async (route) => {
      const { network, answers = {}, snapshot, room } = stage.#play;
      if (network === "unreachable") return route.abort();
      const fulfil = ({ status, body }: Answer) => route.fulfill({ status, json: body });
      if (network === "unknown") return fulfil(problem(404, "unknown_room"));
      const request = route.request();
      const path = new URL(request.url()).pathname.replace(`/rooms/${room}/`, "");
      const answer = answers[`${request.method()} ${path}`];
      if (answer === "never") return;
      if (answer !== undefined) return fulfil(answer);
      if (request.method() === "GET") return fulfil({ status: 200, body: { ...room0, room, ...snapshot } });
      return fulfil(problem(503, "unavailable"));
    });
    return stage;
  }

  /** Opens the page of the play, as a browser that was never here and speaks this language. */
  async open(play: Play, language = "en"): Promise<void> {
    this.#play = play;
    this.#socket = undefined;
    await this.page.clock.setFixedTime(startMs);
    // Somewhere else first: a page that is still open would go on writing what it keeps.
    await this.page.goto(`${origin}/logo.svg`);
    await this.page.evaluate((chosen) => {
      localStorage.clear();
      sessionStorage.clear();
      localStorage.setItem("fairline:language", chosen);
    }, language);
    await this.page.goto(`${origin}/r/${play.room}${play.hash ?? ""}`);
  }

  /** Lets time pass at once. */
  async pass(seconds: number): Promise<void> {
    const nowMs = await this.page.evaluate(() => Date.now());
    await this.page.clock.setFixedTime(nowMs + seconds * 1000);
  }

  /** Says it to the page, in the name of the room that is played. */
  says(message: ServerMessage): void {
    const { room } = this.#play;
    this.#socket?.send(JSON.stringify("room" in message ? { ...message, room } : message));
  }

  /** From now on nothing is reached, and what is connected is cut. */
  async cut(): Promise<void> {
    this.#play = { ...this.#play, network: "unreachable" };
    await this.#socket?.close({ code: 1006 });
  }

  /** What was cut can be reached again, and the browser says so. */
  async mend(): Promise<void> {
    this.#play = { ...this.#play, network: "up" };
    await this.page.evaluate(`dispatchEvent(new Event("online"))`);
  }

  #connect(socket: WebSocketRoute): void {
    if (this.#play.network === "unreachable") return void socket.close({ code: 1013 });
    this.#socket = socket;
    socket.onMessage((frame) => {
      if (JSON.parse(String(frame)).action !== "join") return;
      for (const message of this.#play.hears ?? []) this.says(message);
    });
  }
}

/** How the line stands. */
export function tick(more: Partial<TickMessage> = {}): TickMessage {
  return {
    type: "tick",
    room: "",
    serving: 797,
    issued: 8796,
    waiting: 7999,
    active: 120,
    paceSeconds: 0.8,
    paceSecondsP90: 1.1,
    state: "open",
    nextTickSeconds: 2,
    at: at(),
    ...more,
  };
}

const room0: Snapshot = {
  // Older than everything that is played.
  ...tick({ at: at(-10) }),
  title: "Autumn holiday trains",
  slots: 120,
  slotSeconds: 180,
  tickSeconds: 2,
  graceSeconds: 15,
  holdSeconds: 120,
  confirm: true,
  draining: false,
};

export function ticket(more: Partial<TicketMessage> = {}): TicketMessage {
  return {
    type: "ticket",
    room: "",
    number: 2000,
    serving: 797,
    issued: 8796,
    slots: 120,
    slotSeconds: 180,
    tickSeconds: 2,
    state: "open",
    resume: "resume",
    at: at(),
    ...more,
  };
}

/** A refusal, as the room words it. */
export function problem(status: number, code: string): Answer {
  return { status, body: { type: "about:blank", title: code, status, code } };
}
