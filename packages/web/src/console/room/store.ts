import { createStore, type StoreApi } from "zustand/vanilla";
import { polling } from "../polling.ts";
import type { Asks } from "../requests.ts";
import type { ConsoleWorld } from "../world.ts";
import { lookEveryMs, readFeed } from "./feed.ts";
import { announcementHand } from "./hands/announcementHand.ts";
import { doer } from "./hands/deeds.ts";
import { numberHand } from "./hands/numberHand.ts";
import type { Asked } from "./hands/question.ts";
import { noSpeech } from "./hands/speech.ts";
import { stateHand } from "./hands/stateHand.ts";
import { historyEveryMs, readHistory } from "./history.ts";
import { logHand } from "./log/hand.ts";
import { emptyLog, logEveryMs } from "./log/log.ts";
import { draftForesight } from "./settings/foresight.ts";
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
  write(to: string, text: string): void;
  announce(): Promise<void>;
  takeAnnouncementAway(): Promise<void>;
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

  const live = polling(
    world,
    () => lookEveryMs(getState().feed),
    async () => {
      const before = getState().feed;
      const feed = await readFeed(asks, path, before, clock.nowMs);
      setState({ feed, nowMs: clock.nowMs() });
      if (feed.feed !== "live") return;
      // The numbers of another run are other people's, and its samples are another line's.
      if (before.feed === "live" && before.view.run !== feed.view.run) {
        setState({ lookUp: { kind: "none" }, history: [] });
        void history.freshly();
      }
      await settings.keepFresh(feed.view.version);
    },
  );
  const history = polling(
    world,
    () => historyEveryMs,
    async () => {
      const asked = runShown();
      const read = await readHistory(asks, path, getState().history);
      // An answer that was under way while another run began is of the run before.
      if (asked === undefined || asked === runShown()) setState({ history: read });
    },
  );
  const newest = polling(world, () => logEveryMs, log.readNewest);
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

  function runShown(): number | undefined {
    const { feed } = getState();
    return feed.feed === "live" ? feed.view.run : undefined;
  }

  const states = stateHand(tools, act, versionShown);
  const announcements = announcementHand(tools, act);
  const numbers = numberHand(tools, act);
  const looked = polling(world, () => lookUpEveryMs, numbers.renew);

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

    write: announcements.write,
    announce: announcements.announce,
    takeAnnouncementAway: announcements.takeAway,
    ask: states.ask,
    confirm: states.confirm,
    cancel: states.cancel,
    pause: states.pause,
    resume: states.resume,
    async reset() {
      // What was typed was for the line that is gone.
      const done = () => {
        settings.discard();
        setState({ speech: noSpeech });
      };
      await act({ name: "reset", version: versionShown(), done });
    },
    async undo(id) {
      await act({ name: "undo", body: { id } });
    },

    lookUp: numbers.lookUp,
    callIn: numbers.callIn,
    endVisit: numbers.endVisit,
    readOlderLog: log.readOlder,
  };
}
