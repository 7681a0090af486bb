import { createStore, type StoreApi } from "zustand/vanilla";
import { ask, withBearer } from "../answer.ts";
import type { Clock, Http, Memory } from "../ports.ts";
import { type Feed, readFeed, troubleText } from "./live.ts";
import { type Field, type Form, over, readSettings, saveSettings, settingsIn, typed } from "./settings.ts";

export interface ConsoleWorld {
  readonly clock: Clock;
  readonly memory: Memory;
  readonly http: Http;
}

export type Action = "pause" | "resume" | "close" | "open" | "announce" | "reset";

/** What became of the last button. */
export type Deed =
  | { readonly kind: "none" }
  | { readonly kind: "sent" | "done"; readonly action: Action }
  | { readonly kind: "failed"; readonly action: Action; readonly message: string };

export type Session =
  | { readonly session: "signedOut"; readonly refused: boolean }
  | { readonly session: "signedIn"; readonly token: string };

export interface ConsoleState {
  readonly session: Session;
  readonly room: string;
  readonly feed: Feed;
  readonly form: Form;
  readonly deed: Deed;
  /** The local time, renewed with each beat. */
  readonly nowMs: number;
}

export interface ConsoleStore
  extends Pick<StoreApi<ConsoleState>, "getState" | "subscribe" | "getInitialState"> {
  /** Begins to poll. The returned function ends it. */
  start(): () => void;
  signIn(token: string, room: string): void;
  signOut(): void;
  changeRoom(room: string): void;
  type(field: Field, text: string): void;
  /** Drops what was typed, and what became of the last save. */
  discard(): void;
  save(): Promise<void>;
  act(action: Exclude<Action, "announce">): Promise<void>;
  announce(announcement: string): Promise<void>;
}

const beatMs = 1000;
const tokenName = "fairline:admin-token";
const roomName = "fairline:admin-room";
export const firstRoom = "demo";

/**
 * The console's logic. `given` is a token from the address, which goes before the kept one.
 * Whatever is asked of the server is dropped when the answer comes after the room or the session changed.
 */
export function createConsoleStore(
  world: ConsoleWorld,
  given?: { token?: string; room?: string },
): ConsoleStore {
  const { clock, memory, http } = world;
  const token = given?.token ?? memory.read(tokenName);
  const store = createStore<ConsoleState>(() => ({
    session: token === undefined ? { session: "signedOut", refused: false } : { session: "signedIn", token },
    room: given?.room ?? memory.read(roomName) ?? firstRoom,
    feed: { feed: "loading" },
    form: { form: "loading" },
    deed: { kind: "none" },
    nowMs: clock.nowMs(),
  }));
  const { getState, setState } = store;
  if (given?.token !== undefined) memory.write(tokenName, given.token);

  /** Counts the rooms and sessions that were looked at: an answer for an older one is dropped. */
  let watch = 0;
  /** For which watch a poll, or a reading of the settings, is under way. */
  let polling: number | undefined;
  let reading: number | undefined;

  const path = () => `/admin/rooms/${encodeURIComponent(getState().room)}`;

  /** Runs a request for the present room and session; gives nothing if they changed meanwhile. */
  async function asked<T>(request: (token: string, path: string) => Promise<T>): Promise<T | undefined> {
    const { session } = getState();
    if (session.session === "signedOut") return undefined;
    const mine = watch;
    const result = await request(session.token, path());
    return mine === watch ? result : undefined;
  }

  async function poll() {
    if (polling === watch) return;
    const mine = watch;
    polling = mine;
    const feed = await asked((token, at) => readFeed(http, at, token, getState().feed, clock.nowMs));
    if (polling === mine) polling = undefined;
    if (feed === undefined) return;
    if (feed === "wrongToken") return end(true);
    setState({ feed, nowMs: clock.nowMs() });
    await keepFormFresh(feed);
  }

  /** Reads the settings when there are none yet, or when the room runs on newer ones and nothing was typed. */
  async function keepFormFresh(feed: Feed) {
    const { form } = getState();
    if (feed.feed !== "live" || reading === watch) return;
    const untouched = form.form === "ready" && Object.keys(form.draft).length === 0;
    const older = form.form === "ready" && versionIn(form.etag) !== String(feed.view.version);
    if (form.form === "loading" || (untouched && older && form.outcome.kind !== "saving")) await readForm();
  }

  async function readForm() {
    const mine = watch;
    reading = mine;
    const read = await asked((token, at) => readSettings(http, at, token));
    if (reading === mine) reading = undefined;
    const { form } = getState();
    if (read === undefined || (form.form === "ready" && form.outcome.kind === "saving")) return;
    const draft = form.form === "ready" ? form.draft : {};
    const outcome = form.form === "ready" ? form.outcome : ({ kind: "none" } as const);
    setState({ form: over(read.settings, read.etag, draft, outcome) });
  }

  function begin(session: Session, room: string) {
    watch += 1;
    setState({
      session,
      room,
      feed: { feed: "loading" },
      form: { form: "loading" },
      deed: { kind: "none" },
    });
  }

  function end(refused: boolean) {
    memory.forget(tokenName);
    begin({ session: "signedOut", refused }, getState().room);
  }

  function discard() {
    setState(({ form }) =>
      form.form === "ready" ? { form: over(form.settings, form.etag, {}, { kind: "none" }) } : {},
    );
  }

  async function post(action: Action, body?: unknown) {
    setState({ deed: { kind: "sent", action } });
    const answer = await asked((token, at) => ask(http, `${at}/${action}`, withBearer(token, "POST", body)));
    if (answer === undefined) return;
    if (!answer.ok && answer.status === 401) return end(true);
    if (!answer.ok) {
      const message = answer.problem?.errors?.[0]?.message ?? troubleText(answer);
      return setState({ deed: { kind: "failed", action, message } });
    }
    setState({ deed: { kind: "done", action } });
    // What was typed, or saved, was for the line that is gone.
    if (action === "reset") discard();
    const now = settingsIn(answer);
    const { form } = getState();
    if (now !== undefined && form.form === "ready")
      setState({ form: over(now.settings, now.etag, form.draft, form.outcome) });
    else await readForm();
    await poll();
  }

  return {
    getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    start() {
      void poll();
      return clock.every(beatMs, () => {
        setState({ nowMs: clock.nowMs() });
        void poll();
      });
    },
    signIn(token, room) {
      memory.write(tokenName, token);
      memory.write(roomName, room);
      begin({ session: "signedIn", token }, room);
      void poll();
    },
    signOut: () => end(false),
    changeRoom(room) {
      memory.write(roomName, room);
      begin(getState().session, room);
      void poll();
    },
    type(field, text) {
      setState(({ form }) => (form.form === "ready" ? { form: typed(form, field, text) } : {}));
    },
    discard,
    async save() {
      const { form } = getState();
      if (form.form !== "ready" || form.outcome.kind === "saving") return;
      setState({ form: { ...form, outcome: { kind: "saving" } } });
      const saved = await asked((token, at) => saveSettings(http, at, token, form));
      if (saved === undefined) return;
      setState({ form: saved });
      await poll();
    },
    act: (action) => post(action),
    announce: (announcement) => post("announce", { announcement }),
  };
}

function versionIn(etag: string): string {
  return etag.replace(/^W\//, "").replaceAll('"', "");
}

/** A token (and a room) in the address' fragment: `#token=…&room=…`. The fragment is never sent to a server. */
export function givenIn(fragment: string): { token?: string; room?: string } {
  const values = new URLSearchParams(fragment.replace(/^#/, ""));
  const token = values.get("token");
  const room = values.get("room");
  return { ...(token ? { token } : {}), ...(room ? { room } : {}) };
}
