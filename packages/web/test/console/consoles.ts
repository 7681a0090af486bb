import { afterEach } from "vitest";
import { createRoomStore } from "../../src/console/room/store.ts";
import { createConsoleStore } from "../../src/console/session/store.ts";
import { fakeAddress, fakeClock, fakeSurroundings, settled } from "../world.ts";
import { fakeServer } from "./fakeServer.ts";

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

interface Given {
  readonly fragment?: string;
  readonly answers?: boolean;
  /** Whose session the browser has. */
  readonly operator?: string | undefined;
}

/** A browser at a fake server, which is signed in there unless it is told otherwise. */
export function browser({ fragment = "", answers = true, ...given }: Given = {}) {
  const time = fakeClock();
  const server = fakeServer(time);
  server.operator = "operator" in given ? given.operator : "Min-ji";
  server.answers = answers;
  const bar = fakeAddress(fragment);
  const around = fakeSurroundings();
  const world = { ...around.surroundings, clock: time.clock, http: server.http, address: bar.address };
  const seconds = async (count: number) => {
    for (let second = 0; second < count; second += 1) {
      time.pass(1);
      await settled();
    }
  };
  return { time, server, bar, around, world, seconds };
}

/** A console that was just opened. */
export async function openConsole(given?: Given) {
  const at = browser(given);
  const store = createConsoleStore(at.world);
  stops.push(store.start());
  await settled();
  return { ...at, store, access: () => store.getState().access };
}

/** The console's look at the room `demo`. */
export async function openRoom(
  before: (server: ReturnType<typeof fakeServer>) => void = () => {},
  room = "demo",
) {
  const at = browser();
  before(at.server);
  const session = createConsoleStore(at.world);
  stops.push(session.start());
  await settled();
  const store = createRoomStore(at.world, session.asks, room);
  const stop = store.start();
  stops.push(stop);
  await settled();
  const form = () => {
    const { form } = store.getState();
    if (form.form !== "ready") throw new Error("the settings were not read");
    return form;
  };
  const view = () => {
    const { feed } = store.getState();
    if (feed.feed !== "live") throw new Error("the room was not read");
    return feed.view;
  };
  return { ...at, session, store, stop, form, view };
}
