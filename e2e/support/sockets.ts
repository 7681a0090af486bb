import type { Page, WebSocketRoute } from "@playwright/test";

interface Open {
  readonly route: WebSocketRoute;
  isDead: boolean;
}

/** The sockets of a page, between it and the server: a test can refuse, end or silence them. */
export class Sockets {
  /** Whether new ones are let through. */
  areLetIn = true;
  /** How many the page has tried to open. */
  tried = 0;
  #open: Open[] = [];

  /** To be called before the page is opened. */
  static async of(page: Page): Promise<Sockets> {
    const sockets = new Sockets();
    await page.routeWebSocket(/\/ws$/, (route) => sockets.#take(route));
    return sockets;
  }

  #take(route: WebSocketRoute) {
    this.tried += 1;
    if (!this.areLetIn) return void route.close({ code: 1013 });
    const open: Open = { route, isDead: false };
    this.#open.push(open);
    const server = route.connectToServer();
    route.onMessage((message) => {
      if (!open.isDead) server.send(message);
    });
    server.onMessage((message) => {
      if (!open.isDead) route.send(message);
    });
  }

  /** 1001, going away: what API Gateway says after two hours, and a server that stops. */
  async end(): Promise<void> {
    for (const { route } of this.#open.splice(0)) await route.close({ code: 1001 });
  }

  /** They stay open, and carry nothing any more, as after a long sleep. */
  die(): void {
    for (const open of this.#open.splice(0)) open.isDead = true;
  }
}
