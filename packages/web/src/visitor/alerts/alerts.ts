import type { Memory } from "@fairline/client/ports";
import { isOver } from "@fairline/client/visit";
import { createStore, type StoreApi } from "zustand/vanilla";
import { fill, type Speech } from "../say.ts";
import type { VisitorState, VisitorStore } from "../state.ts";
import { pageTitle } from "../title.ts";
import type { AlertWorld } from "./ports.ts";
import { type Call, callIn, isToldBy, keptRung } from "./rung.ts";

export interface AlertState {
  /** `waiting`: switched on, but the browser lets the page ring only after a click. */
  readonly sound: "unsupported" | "off" | "waiting" | "on";
  readonly notification: "unsupported" | "off" | "denied" | "on";
}

/** Calls the visitor who is looking at something else: title, icon, sound, vibration, notification. */
export interface Alerts extends Pick<StoreApi<AlertState>, "getState" | "subscribe" | "getInitialState"> {
  /** Follows the store until the returned function is called. */
  start(): () => void;
  speak(speech: Speech): void;
  switchSound(on: boolean): void;
  /** Rings once, so that the visitor knows what to listen for. */
  listen(): void;
  /** Switching on asks for the browser's permission. */
  switchNotification(on: boolean): Promise<void>;
}

const soundName = "fairline:sound";
const notificationName = "fairline:notification";

export function createAlerts(
  store: Pick<VisitorStore, "getState" | "subscribe">,
  memory: Memory,
  world: AlertWorld,
  firstSpeech: Speech,
): Alerts {
  const { sound, notifications, tab } = world;
  const rung = keptRung(memory, store.getState().room);
  const alerts = createStore<AlertState>(() => read());
  let speech = firstSpeech;
  let takeBack = () => {};

  function readSound(): AlertState["sound"] {
    if (!sound.isSupported()) return "unsupported";
    if (memory.read(soundName) === "off") return "off";
    return sound.isAllowed() ? "on" : "waiting";
  }

  function read(): AlertState {
    const permission = notifications.permission();
    const wanted = memory.read(notificationName) === "on";
    return {
      sound: readSound(),
      notification:
        permission === "unsupported" || permission === "denied"
          ? permission
          : wanted && permission === "granted"
            ? "on"
            : "off",
    };
  }

  const renew = () => alerts.setState(read());

  function follow(state: VisitorState) {
    const call = callIn(state.visit);
    tab.setCalling(call !== undefined);
    tab.setTitle(pageTitle(state, speech, !world.wantsStillness()));
    if (call !== undefined) tell(call, state);
    else takeBackNotification();
    if (state.visit.stage === "missed" || isOver(state.visit)) rung.forget();
  }

  /** Rings, unless this browser has done so for this call, or another tab is the one that acts. */
  function tell(call: Call, { acting, nowMs, facts, room }: VisitorState) {
    if (!acting) return;
    const last = rung.read();
    const isTold = last !== undefined && isToldBy(last, call, nowMs);
    if (!isTold || last.kind !== call.kind) rung.keep(call);
    if (isTold) return;
    if (alerts.getState().sound === "on") sound.ring();
    world.vibrate();
    if (alerts.getState().notification === "on" && !tab.isInFront()) notify(facts.title ?? room);
  }

  function notify(room: string) {
    takeBackNotification();
    const { words } = speech;
    takeBack = notifications.show(words.notificationTitle, fill(words.notificationText, { room }), () => {
      takeBackNotification();
      tab.bringToFront();
    });
  }

  function takeBackNotification() {
    takeBack();
    takeBack = () => {};
  }

  function listen() {
    void sound.allow().then(() => {
      renew();
      if (sound.isAllowed()) sound.ring();
    });
  }

  return {
    getState: alerts.getState,
    getInitialState: alerts.getInitialState,
    subscribe: alerts.subscribe,
    start() {
      follow(store.getState());
      const stops = [
        store.subscribe(follow),
        world.onClick(() => {
          if (alerts.getState().sound === "waiting") void sound.allow().then(renew);
        }),
        takeBackNotification,
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
    speak(next) {
      speech = next;
      follow(store.getState());
    },
    switchSound(on) {
      if (!on) {
        memory.write(soundName, "off");
        return renew();
      }
      memory.forget(soundName);
      renew();
      listen();
    },
    listen,
    async switchNotification(on) {
      if (on && notifications.permission() === "unasked") await notifications.ask();
      if (on) memory.write(notificationName, "on");
      else memory.forget(notificationName);
      renew();
    },
  };
}
