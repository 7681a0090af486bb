import { expect, type Locator, type Page } from "@playwright/test";

type Stage =
  | "connecting"
  | "waiting"
  | "paused"
  | "called"
  | "missed"
  | "turn"
  | "completed"
  | "expired"
  | "noshow"
  | "left"
  | "moved"
  | "takeover"
  | "closed"
  | "unknown"
  | "trouble";

/** A phone's window; without it, a page has a desktop's. */
export const phone = { width: 390, height: 780 };

/** The page of a room, as a visitor uses it. */
export class VisitorPage {
  readonly page: Page;
  readonly main: Locator;
  readonly link: Locator;
  readonly place: Locator;
  /** "I'm here". */
  readonly here: Locator;
  readonly reservation: Locator;
  readonly email: Locator;
  readonly #url: string;
  readonly #room: string;

  constructor(page: Page, url: string, room: string) {
    this.page = page;
    this.#url = url;
    this.#room = room;
    this.main = page.locator("main[data-stage]");
    this.link = page.getByTestId("link");
    this.place = page.getByTestId("place");
    this.here = page.getByTestId("here");
    this.reservation = page.getByRole("form", { name: "Reserve" });
    this.email = this.reservation.getByRole("textbox", { name: "E-mail address" });
  }

  /** Another tab of the same browser, not opened yet. */
  async anotherTab(before: (page: Page) => Promise<unknown> = async () => {}): Promise<VisitorPage> {
    const page = await this.page.context().newPage();
    await before(page);
    return new VisitorPage(page, this.#url, this.#room);
  }

  async open(): Promise<void> {
    await this.page.goto(`${this.#url}/r/${this.#room}`);
  }

  /** Does it, and waits until the room has told the page its ticket: before, a page shows what its browser has kept. */
  async andHears(step: () => Promise<unknown>): Promise<void> {
    const heard = this.page.waitForEvent("websocket").then((socket) =>
      socket.waitForEvent("framereceived", {
        predicate: ({ payload }) => String(payload).startsWith('{"type":"ticket"'),
      }),
    );
    await step();
    await heard;
  }

  async is(stage: Stage, withinMs?: number): Promise<void> {
    const options = withinMs === undefined ? {} : { timeout: withinMs };
    await expect(this.main).toHaveAttribute("data-stage", stage, options);
  }

  /** The visitor's number, as the page shows it while there is one. */
  async number(): Promise<number> {
    return Number(await this.page.getByTestId("number").textContent());
  }

  /** Fills in the reservation form and sends it. */
  async reserve(email: string, withinMs?: number): Promise<void> {
    const options = withinMs === undefined ? {} : { timeout: withinMs };
    await this.email.fill(email, options);
    await this.reservation.getByRole("button", { name: "Reserve" }).click(options);
  }

  async key(): Promise<string> {
    const { origins } = await this.page.context().storageState();
    const kept = origins.flatMap((origin) => origin.localStorage);
    return kept.find(({ name }) => name === `fairline:${this.#room}:key`)?.value ?? "";
  }
}
