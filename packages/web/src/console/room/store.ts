import { createStore, type StoreApi } from "zustand/vanilla";
import { polling } from "../polling.ts";
import type { Asks } from "../requests.ts";
import type { ConsoleWorld } from "../world.ts";
import { liveEveryMs, readFeed } from "./feed.ts";
import { doer } from "./hands/deeds.ts";
import { found, lookUp } from "./hands/lookUp.ts";
import { type Asked, changes } from "./hands/question.ts";
import { type Audience, announcementOf, noSpeech, written } from "./hands/speech.ts";
import { historyEveryMs, readHistory } from "./history.ts";
import { logHand } from "./log/hand.ts";
import { emptyLog, logEveryMs } from "./log/log.ts";
import { draftForesight, foresee } from "./settings/foresight.ts";
import type { Field } from "./settings/form.ts";
import { settingsHand } from "./settings/hand.ts";
import type { RoomState, RoomTools } from "./state.ts";

export interface RoomStore extends Pick<StoreApi<RoomState>, "getState" | "subscribe" | "getInitialState"> {
  /** Begins to poll. The returned function ends it; what was typed is kept. */
  start(): () => void;
  type(field: Field, text: string): void;
  /** Drops what was typed, and what became of the last save. */
  discard(): void;
  save(): Promise<void>;
  /** Writes an announcement, which nobody reads yet. */
  write(to: Audience, text: string): void;
  announce(): Promise<void>;
  /** Asks what a change of the room's state would do, before it is made. */
  ask(name: Asked): Promise<void>;
  /** Makes the change that was asked about. */
  confirm(): Promise<void>;
  /** Leaves everything as it is. */
  cancel(): void;
  pause(): Promise<void>;
  resume(): Promise<void>;
  reset(): Promise<void>;
  undo(id: string): Promise<void>;
  lookUp(number: number): Promise<void>;
  /** The next free slot is this number's. */
  callIn(number: number): Promise<void>;
  /** Ends the visit of this number at once. */
  endVisit(number: number): Promise<void>;
  readOlderLog(): Promise<void>;
}

const beatMs = 1000;
/** A number that is looked at is looked up again so often. */
const lookUpEveryMs = 2000;

/** One room: what it shows, and what can be done to it. */
export function createRoomStore(world: ConsoleWorld, asks: Asks, room: string): RoomStore {
  const { clock } = world;
  const store = createStore<RoomState>(() => ({
    room,
    feed: { feed: "loading" },
    history: [],
    form: { form: "loading" },
    foresight: { kind: "none" },
    speech: noSpeech,
    deed: { kind: "none" },
    question: { kind: "none" },
    lookUp: { kind: "none" },
    log: emptyLog,
    nowMs: clock.nowMs(),
  }));
  const { getState, setState } = store;
  const path = `/rooms/${encodeURIComponent(room)}`;
  const tools: RoomTools = { asks, path, clock, getState, setState };

  const foresight = draftForesight(tools);
  const settings = settingsHand(tools, foresight.draftChanged);
  const log = logHand(tools);

  const live = polling(world, liveEveryMs, async () => {
    const before = getState().feed;
    const feed = await readFeed(asks, path, before, clock.nowMs);
    setState({ feed, nowMs: clock.nowMs() });
    if (feed.feed !== "live") return;
    // The numbers of another run are other people's.
    if (before.feed === "live" && before.view.run !== feed.view.run) setState({ lookUp: { kind: "none" } });
    await settings.keepFresh(feed.view.version);
  });
  const history = polling(world, historyEveryMs, async () => {
    setState({ history: await readHistory(asks, path, getState().history) });
  });
  const newest = polling(world, logEveryMs, log.readNewest);
  const looked = polling(world, lookUpEveryMs, async () => {
    const { lookUp: before } = getState();
    if (before.kind !== "found") return;
    const { number } = before.ticket;
    const now = await lookUp(asks, path, number, clock.nowMs);
    if (getState().lookUp === before && now.kind === "found") setState({ lookUp: now });
  });

  /** Shows what was just done. */
  async function refresh() {
    await Promise.all([live.freshly(), newest.freshly()]);
  }
  const deeds = doer(tools, { take: settings.take, refresh });
  const { act } = deeds;

  /** The newest version that stands on the screen, in the view or in the form. */
  function versionShown(): number {
    const { feed, form } = getState();
    return Math.max(feed.feed === "live" ? feed.view.version : 0, form.form === "ready" ? form.version : 0);
  }

  async function actOn(name: "call" | "end", number: number) {
    const result = await act({ name, body: { number } });
    const { lookUp: shown } = getState();
    const now = result.kind === "done" ? found(result.body, clock.nowMs()) : undefined;
    if (now !== undefined && shown.kind === "found" && shown.ticket.number === number)
      setState({ lookUp: now });
  }

  return {
    getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    start() {
      const beat = () => {
        setState({ nowMs: clock.nowMs() });
        deeds.keepFresh();
        foresight.keepFresh();
      };
      const polls = [live, history, newest, looked].map((each) => each.start());
      const stops = [...polls, clock.every(beatMs, beat), foresight.stop];
      return () => {
        for (const stop of stops) stop();
      };
    },
    type: settings.type,
    discard: settings.discard,
    async save() {
      await settings.save();
      await refresh();
    },

    write(to, text) {
      const { form, speech } = getState();
      if (form.form !== "ready") return;
      setState({ speech: written(speech, form.settings, form.version, to, text) });
    },
    async announce() {
      const { form, speech } = getState();
      if (form.form !== "ready") return;
      const body = announcementOf(form.settings, speech);
      const { kind } = await act({ name: "announce", body, version: speech.base });
      if (kind === "done") setState({ speech: noSpeech });
      if (kind !== "overtaken") return;
      // What was written stays; sent once more, it is meant for what is announced by now.
      const { form: now } = getState();
      if (now.form === "ready") setState({ speech: { ...speech, base: now.version } });
    },

    async ask(name) {
      const question = { kind: "asked", name, version: versionShown() } as const;
      setState({ question: { ...question, foresight: { kind: "asking" } } });
      const foreseen = await foresee(asks, path, changes[name], clock.nowMs);
      const { question: now } = getState();
      const isStillAsked = now.kind === "asked" && now.name === name && now.version === question.version;
      if (isStillAsked && foreseen.kind !== "refused")
        setState({ question: { ...question, foresight: foreseen } });
    },
    async confirm() {
      const { question } = getState();
      if (question.kind === "none") return;
      setState({ question: { kind: "none" } });
      await act({ name: question.name, version: question.version });
    },
    cancel: () => setState({ question: { kind: "none" } }),
    async pause() {
      await act({ name: "pause" });
    },
    async resume() {
      await act({ name: "resume" });
    },
    async reset() {
      const { kind } = await act({ name: "reset", version: versionShown() });
      if (kind !== "done") return;
      // What was typed was for the line that is gone.
      settings.discard();
      setState({ speech: noSpeech });
    },
    async undo(id) {
      await act({ name: "undo", body: { id } });
    },

    async lookUp(number) {
      setState({ lookUp: { kind: "asking", number } });
      const now = await lookUp(asks, path, number, clock.nowMs);
      const { lookUp: shown } = getState();
      if (shown.kind === "asking" && shown.number === number) setState({ lookUp: now });
    },
    callIn: (number) => actOn("call", number),
    endVisit: (number) => actOn("end", number),
    readOlderLog: log.readOlder,
  };
}
