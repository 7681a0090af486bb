import type { Http } from "@fairline/client/ports";
import {
  type AuditView,
  type LiveView,
  type Preview,
  type SampleView,
  type Settings,
  SettingsChange,
  type TicketView,
} from "@fairline/core";
import { type Asked, type fakeClock, json, problem } from "../world.ts";

export const configured: Settings = {
  slots: 3,
  slotSeconds: 60,
  tickSeconds: 2,
  graceSeconds: 15,
  holdSeconds: 120,
  maxVisitSeconds: 0,
  confirm: false,
  state: "open",
  draining: false,
  title: "Demo",
  announcement: "",
  translations: {},
  returnAddresses: [],
};

export const right = "right-token";

/** An operators' API with one room, `demo`, whose state stands open to the test. */
export function fakeServer(time: ReturnType<typeof fakeClock>) {
  const server = {
    answers: true,
    /** Whose session the browser's cookie is; nothing: there is none. */
    operator: undefined as string | undefined,
    shutOutSeconds: 0,
    settings: configured,
    version: 1,
    run: 1,
    waiting: 6,
    samples: [] as SampleView[],
    minutes: [] as SampleView[],
    log: [] as AuditView[],
    tickets: new Map<number, TicketView>(),
    /** What was asked, in order. */
    asked: [] as Asked[],
    /** Somebody else changes settings. */
    change(who: string, what: string, change: Partial<Settings>) {
      server.settings = { ...server.settings, ...change };
      server.version += 1;
      server.note(who, what, Object.keys(change), server.version);
    },
    /** A line of the log: of a change that made a version, or of something else. */
    note(who: string, what: string, fields: readonly string[] = [], version?: number) {
      const changes = fields.map((field) => ({ field, from: "", to: "" }));
      const atMs = String(server.log.length + 1).padStart(15, "0");
      const id = `${atMs}-${version === undefined ? `12-${who}` : String(version).padStart(9, "0")}`;
      server.log.unshift({ id, at: time.at(), who, what, changes, undoable: fields.length > 0 });
    },
    /** Answers for paths that a test wants to answer itself. */
    special: {} as Record<string, (asked: Asked) => Response | Promise<Response>>,
    http: (async (path, init = {}) => {
      const asked: Asked = {
        path,
        method: init.method ?? "GET",
        headers: { ...(init.headers as Record<string, string>) },
        body: typeof init.body === "string" ? JSON.parse(init.body) : undefined,
      };
      server.asked.push(asked);
      if (!server.answers) throw new TypeError("no network");
      return await answer(asked);
    }) satisfies Http,
    askedFor: (request: string) =>
      server.asked.filter(({ method, path }) => `${method} ${path}`.split("?")[0] === request),
  };

  const etag = () => ({ etag: `"${server.version}"` });
  const settings = () => json(server.settings, 200, etag());

  function answer(asked: Asked): Response | Promise<Response> {
    const [path = "", query = ""] = asked.path.split("?");
    const request = `${asked.method} ${path}`;
    const special = server.special[request];
    if (special !== undefined) return special(asked);
    if (path === "/admin/session") return answerSession(asked);
    if (server.operator === undefined) return problem(401, "unauthorized");
    if (request === "GET /admin/rooms") return json({ at: time.at(), rooms: [] });
    const [, room, rest = ""] = /^\/admin\/rooms\/(\w+)\/(.*)$/.exec(path) ?? [];
    if (room !== "demo") return problem(404, "unknown_room");
    return answerRoom(asked, rest, new URLSearchParams(query));
  }

  function answerSession({ method, body }: Asked): Response {
    if (server.shutOutSeconds > 0 && method === "POST")
      return json({ type: "about:blank", title: "x", status: 429, code: "too_many_attempts" }, 429, {
        "retry-after": String(server.shutOutSeconds),
      });
    const { token, name } = (body ?? {}) as { token?: string; name?: string };
    if (method === "POST" && token !== right) return problem(401, "unauthorized");
    if (method === "POST") server.operator = name ?? "operator";
    if (method === "DELETE") server.operator = undefined;
    if (method === "DELETE") return new Response(null, { status: 204 });
    if (server.operator === undefined) return problem(401, "unauthorized");
    return json({ operator: server.operator, expiresAt: time.at(3600) });
  }

  function answerRoom(asked: Asked, rest: string, query: URLSearchParams): Response {
    const since = query.get("since") ?? "";
    const change = (change: Partial<Settings>, what: string) => {
      if (isOvertaken(asked)) return problem(412, "version_conflict");
      server.change(server.operator ?? "", what, change);
      return settings();
    };
    switch (`${asked.method} ${rest}`) {
      case "GET live":
        return json(liveView(since));
      case "GET samples":
        return json({ samples: server.minutes.filter(({ at }) => at > since) });
      case "GET settings":
        return settings();
      case "GET audit":
        return json(logPage(query.get("before")));
      case "PUT settings":
        return refusal(asked) ?? change(asked.body as Partial<Settings>, "changed settings");
      case "POST preview":
        return refusal(asked) ?? json(previewOf(asked.body as Partial<Settings>));
      case "POST pause":
        return server.settings.state === "closed"
          ? problem(409, "not_open")
          : change({ state: "paused" }, "paused the room");
      case "POST resume":
        return change({ state: "open" }, "opened the room");
      case "POST open":
        return change({ state: "open", draining: false }, "opened the room");
      case "POST close":
        return change({ state: "closed", draining: false }, "closed the room");
      case "POST drain":
        return change({ state: "open", draining: true }, "began to drain the room");
      case "POST announce":
        return change(asked.body as Partial<Settings>, "announced something");
      case "POST undo":
        return change({}, "undid something");
      case "POST reset":
        server.run += 1;
        server.samples = [];
        return change(configured, "reset the room");
      case "POST call":
        return told(asked, (ticket) => ({ ...ticket, calledIn: true }));
      case "POST end":
        return told(asked, (ticket) => ({ ...ticket, status: "expired" }));
      default:
        return ticketAnswer(Number(/^tickets\/(\d+)$/.exec(rest)?.[1]));
    }
  }

  function isOvertaken({ headers }: Asked): boolean {
    const meant = headers["if-match"];
    return meant !== undefined && meant !== `"${server.version}"`;
  }

  function refusal({ body }: Asked): Response | undefined {
    const { error } = SettingsChange.safeParse(body);
    const errors = error?.issues.map(({ path, message }) => ({ field: path.join("."), message }));
    return errors && problem(422, "invalid", errors);
  }

  function told({ body }: Asked, change: (ticket: TicketView) => TicketView): Response {
    const { number } = body as { number: number };
    const ticket = server.tickets.get(number);
    if (ticket !== undefined) server.tickets.set(number, change(ticket));
    return ticketAnswer(number);
  }

  function ticketAnswer(number: number): Response {
    const ticket = server.tickets.get(number);
    return ticket === undefined ? problem(404, "unknown_ticket") : json(ticket);
  }

  function logPage(before: string | null) {
    const from = before === null ? 0 : server.log.findIndex(({ id }) => id === before) + 1;
    return { entries: server.log.slice(from, from + 20), more: server.log.length > from + 20 };
  }

  function previewOf({ slots = server.settings.slots }: Partial<Settings>): Preview {
    const outlook = (slots: number) => ({ admittedPerMinute: slots, pushesPerSecond: 3 });
    return {
      version: server.version,
      now: outlook(server.settings.slots),
      // biome-ignore lint/suspicious/noThenProperty: it is no function, so that nothing takes it for a promise
      then: outlook(slots),
      effects: [`At X = ${slots} more are let in.`],
    };
  }

  function liveView(since: string): LiveView {
    const { announcement: _, translations: __, ...shown } = server.settings;
    return {
      snapshot: {
        ...shown,
        type: "tick",
        room: "demo",
        serving: 4,
        issued: 9,
        waiting: server.waiting,
        active: 3,
        paceSeconds: 5,
        paceSecondsP90: 8,
        nextTickSeconds: 2,
        at: time.at(),
      },
      run: server.run,
      version: server.version,
      configured,
      totals: { issued: 9, admitted: 3, completed: 0, expired: 0, left: 0, noshow: 0, leftWaiting: 0 },
      perMinute: { joined: 0, admitted: 0, ended: 0 },
      pushes: { perSecond: 0, perSecondMax: 5000 },
      usage: { ticks: 0, pushes: 0, connectionMinutes: 0 },
      deadLetters: { Lobby: 0, Turns: 0, Ticks: 0 },
      slots: [],
      samples: server.samples.filter(({ at }) => at > since),
      lastTickAt: time.at(),
    };
  }

  return server;
}

export function sampleAt(at: string, more: Partial<SampleView> = {}): SampleView {
  return {
    at,
    waiting: 5,
    active: 3,
    slots: 3,
    serving: 4,
    issued: 9,
    admitted: 3,
    ended: 0,
    pushes: 0,
    lastWaitSeconds: 30,
    ...more,
  };
}
