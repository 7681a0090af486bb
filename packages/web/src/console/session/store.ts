import { createStore, type StoreApi } from "zustand/vanilla";
import { type Asks, askAs } from "../requests.ts";
import { fragmentOf, type Where, whereIn } from "../where.ts";
import type { ConsoleWorld } from "../world.ts";
import { type Access, enter, leave, look, out } from "./access.ts";

export interface ConsoleState {
  readonly access: Access;
  readonly where: Where;
  /** Grows with each sign-out: what was looked at before is not shown to whoever comes next. */
  readonly visit: number;
  /** The local time, renewed with each beat. */
  readonly nowMs: number;
}

export interface ConsoleStore
  extends Pick<StoreApi<ConsoleState>, "getState" | "subscribe" | "getInitialState"> {
  /** Looks for a session, or makes one of the token in the address. The returned function ends it. */
  start(): () => void;
  signIn(token: string, name: string): Promise<void>;
  signOut(): Promise<void>;
  /** Asks as whoever is signed in. An answer that says that nobody is ends the session here, too. */
  readonly asks: Asks;
}

const beatMs = 1000;
/** A server that did not answer is asked again after so many beats. */
const retryBeats = 3;

/** Who is signed in, and what is looked at. */
export function createConsoleStore(world: ConsoleWorld): ConsoleStore {
  const { clock, http, address } = world;
  const store = createStore<ConsoleState>(() => ({
    access: { access: "asking" },
    where: whereIn(address.fragment),
    visit: 0,
    nowMs: clock.nowMs(),
  }));
  const { getState, setState } = store;
  const askServer = askAs(http);

  /** Counts the sessions: what an older one is refused says nothing of this one. */
  let sessions = 0;
  let beats = 0;

  function settle(access: Access) {
    sessions += 1;
    setState({ access, nowMs: clock.nowMs() });
  }

  async function signIn(token: string, name: string) {
    settle({ access: "entering" });
    settle(await enter(askServer, token, name, clock.nowMs));
  }

  async function lookForSession() {
    const mine = sessions;
    const found = await look(askServer);
    if (mine === sessions && getState().access.access === "asking") settle(found);
  }

  /** A token in the address works once: it is taken out before anything else, so that nobody reads or copies it. */
  function readAddress(): Promise<void> | undefined {
    const token = address.fragment("token");
    const where = whereIn(address.fragment);
    setState({ where });
    if (token === undefined) return undefined;
    address.replaceFragment(fragmentOf(where));
    return signIn(token, "");
  }

  function beat() {
    setState({ nowMs: clock.nowMs() });
    beats += 1;
    if (getState().access.access === "asking" && beats % retryBeats === 0) void lookForSession();
  }

  return {
    getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    start() {
      void (readAddress() ?? lookForSession());
      const stops = [clock.every(beatMs, beat), address.onFragment(() => void readAddress())];
      return () => {
        for (const stop of stops) stop();
      };
    },
    signIn,
    async signOut() {
      const { access } = getState();
      const trouble = await leave(askServer);
      if (trouble === undefined) {
        settle(out({ kind: "left" }));
        setState(({ visit }) => ({ visit: visit + 1 }));
      } else if (access.access === "in") setState({ access: { ...access, trouble } });
    },
    async asks(method, path, details) {
      const mine = sessions;
      const answer = await askServer(method, path, details);
      const isIn = getState().access.access === "in";
      if (answer.status === 401 && mine === sessions && isIn) settle(out({ kind: "ended" }));
      return answer;
    },
  };
}
