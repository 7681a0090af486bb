import { randomUUID } from "node:crypto";
import { Visitor, type VisitorOptions } from "@fairline/crowd";
import { type BrowserContextOptions, test as base, expect, type Page } from "@playwright/test";
import { ConsolePage } from "./console.ts";
import { Operator } from "./operator.ts";
import { VisitorPage } from "./pages.ts";
import { RawSocket } from "./raw-socket.ts";
import { type Rooms, type Server, type ServerOptions, startServer } from "./server.ts";

export { expect };

/** What the tests of one file share: a server with these rooms. It must end well, and without an error in its log. */
export function serve(
  rooms: Rooms,
  more: Pick<ServerOptions, "theme" | "sessionSeconds" | "siteKey"> = {},
): Server {
  let running: Server | undefined;
  base.beforeAll(async () => {
    running = await startServer({ rooms, ...more });
  });
  base.afterAll(async () => {
    if (running === undefined) return;
    const { code } = await running.stop();
    // Together: of a server that crashed, the last error says why.
    expect(
      { code, errors: [...running.errors.slice(0, 3), ...running.errors.slice(3).slice(-1)] },
      `how the server ended, and the first and the last of its ${running.errors.length} errors`,
    ).toEqual({ code: 0, errors: [] });
  });
  // The server is there only when the first test begins: what is asked of it is asked then.
  return new Proxy({} as Server, {
    get(_, name) {
      if (running === undefined) throw new Error("The server has not been started yet.");
      return Reflect.get(running, name);
    },
  });
}

/** How somebody operates. */
interface Operating {
  /** For the log. */
  readonly name?: string;
  readonly browser?: BrowserContextOptions;
}

interface People {
  /** Opens the page of a room in a browser context of its own, which is a browser of its own to the room. */
  arrive(server: Server, room: string): Promise<VisitorPage>;
  /** The same, but not opened yet. */
  prepare(server: Server, room: string, before: (page: Page) => Promise<unknown>): Promise<VisitorPage>;
  /** A visitor with a real socket and no browser, who joins at once. It goes home when the test ends. */
  join(server: Server, room: string, options?: Partial<VisitorOptions>): Visitor;
  /** A bare WebSocket, which says only what it is told to. */
  connect(server: Server): Promise<RawSocket>;
  /** The console, signed in through its form, in a browser of its own. */
  operate(server: Server, room: string, more?: Operating): Promise<ConsolePage>;
  operator(server: Server, room: string): Operator;
}

export const test = base.extend<{ people: People }>({
  people: async ({ browser }, use) => {
    const leave: (() => unknown)[] = [];
    const context = async (more: BrowserContextOptions = {}) => {
      const opened = await browser.newContext({ locale: "en-GB", ...more });
      leave.push(() => opened.close());
      return opened;
    };
    await use({
      async prepare(server, room, before) {
        const page = await (await context()).newPage();
        await before(page);
        return new VisitorPage(page, server.url, room);
      },
      async arrive(server, room) {
        const page = await (await context()).newPage();
        const visitor = new VisitorPage(page, server.url, room);
        await visitor.open();
        return visitor;
      },
      join(server, room, options = {}) {
        const visitor = new Visitor({ url: server.url, room, key: randomUUID(), ...options });
        leave.push(() => visitor.stop());
        visitor.join();
        return visitor;
      },
      async connect(server) {
        const socket = await RawSocket.open(server.url);
        leave.push(() => socket.close());
        return socket;
      },
      async operate(server, room, { name, browser = {} } = {}) {
        const page = await (await context(browser)).newPage();
        const console = new ConsolePage(page, server.url);
        await console.signIn(server.adminToken, room, name);
        await expect(console.main).toHaveAttribute("data-feed", "live");
        return console;
      },
      operator: (server, room) => new Operator(server.url, server.adminToken, room),
    });
    for (const goHome of leave.reverse()) await goHome();
  },
});
