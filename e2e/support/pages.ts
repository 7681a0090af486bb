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

/** The operator's console. */
export class ConsolePage {
  readonly page: Page;
  readonly main: Locator;
  readonly state: Locator;
  readonly active: Locator;
  readonly waiting: Locator;
  readonly outcome: Locator;
  readonly settings: Locator;
  readonly #url: string;

  constructor(page: Page, url: string) {
    this.page = page;
    this.#url = url;
    this.main = page.locator("main[data-stage]");
    this.state = page.getByTestId("state");
    this.active = page.getByTestId("active");
    this.waiting = page.getByTestId("waiting");
    this.outcome = page.getByTestId("settings-outcome");
    this.settings = page.getByRole("form", { name: "Settings" });
  }

  async signIn(token: string, room: string): Promise<void> {
    await this.page.goto(`${this.#url}/admin`);
    const form = this.page.getByRole("form", { name: "Sign in" });
    await form.getByLabel("Admin token").fill(token);
    await form.getByLabel("Room").fill(room);
    await form.getByRole("button", { name: "Sign in" }).click();
  }

  field(name: "Slots (X)" | "Slot seconds (Y)" | "Tick seconds (N)"): Locator {
    return this.settings.getByRole("textbox", { name });
  }

  /** Types a value, saves it, and waits until it is said to be saved. */
  async set(name: "Slots (X)" | "Slot seconds (Y)" | "Tick seconds (N)", value: number): Promise<void> {
    await this.field(name).fill(String(value));
    await this.save();
    await expect(this.outcome).toHaveAttribute("data-outcome", "saved");
  }

  async save(): Promise<void> {
    await this.settings.getByRole("button", { name: "Save" }).click();
  }

  /** Switches "I'm here" on or off, saves it, and waits until it is said to be saved. */
  async askForHere(on: boolean): Promise<void> {
    await this.settings.getByRole("checkbox", { name: "Ask for" }).setChecked(on);
    await this.save();
    await expect(this.outcome).toHaveAttribute("data-outcome", "saved");
  }

  async press(name: "Pause" | "Resume" | "Close" | "Open"): Promise<void> {
    await this.page.getByRole("button", { name, exact: true }).click();
  }

  async announce(text: string): Promise<void> {
    const form = this.page.getByRole("form", { name: "Announcement" });
    await form.getByRole("textbox").fill(text);
    await form.getByRole("button", { name: "Announce" }).click();
  }
}
