import { expect, type Locator, type Page } from "@playwright/test";

type SettingName =
  | "Title"
  | "Slots (X)"
  | "Slot seconds (Y)"
  | "Tick seconds (N)"
  | "Grace seconds"
  | "Hold seconds";
type PartName = "Now" | "Slots" | "Change" | "Log";

/** The operator's console, as an operator uses it on a desk or on a phone. */
export class ConsolePage {
  readonly page: Page;
  readonly main: Locator;
  readonly state: Locator;
  readonly active: Locator;
  readonly waiting: Locator;
  readonly outcome: Locator;
  readonly settings: Locator;
  readonly announcement: Locator;
  readonly slots: Locator;
  /** Who did what, the newest first. */
  readonly log: Locator;
  readonly ticket: Locator;
  readonly #url: string;

  constructor(page: Page, url: string) {
    this.page = page;
    this.#url = url;
    this.main = page.locator("main[data-stage]");
    this.state = page.getByRole("banner").getByTestId("state");
    this.active = page.getByTestId("active");
    this.waiting = page.getByTestId("waiting");
    this.outcome = page.getByTestId("settings-outcome");
    this.settings = page.getByRole("form", { name: "Settings" });
    this.announcement = page.getByRole("form", { name: "Announcement" });
    this.slots = page.getByTestId("slots").locator("> li");
    this.log = page.getByTestId("log").locator(".log-what");
    this.ticket = page.getByTestId("ticket");
  }

  /** Opens the console at a room, or at all of them, and fills in the form. */
  async signIn(token: string, room?: string, name?: string): Promise<void> {
    await this.page.goto(`${this.#url}/admin${room === undefined ? "" : `#room=${room}`}`);
    await this.enter(token, name);
  }

  async enter(token: string, name = ""): Promise<void> {
    const form = this.page.getByRole("form", { name: "Sign in" });
    await form.getByLabel("Operators’ token").fill(token);
    await form.getByLabel("Your name").fill(name);
    await form.getByRole("button", { name: "Sign in" }).click();
  }

  /** On a phone one part is shown at a time; on a desk all of them are there. */
  async turnTo(part: PartName): Promise<void> {
    const link = this.page.getByRole("navigation").getByRole("link", { name: part });
    if (await link.isVisible()) await link.click();
  }

  field(name: SettingName): Locator {
    return this.settings.getByRole("textbox", { name });
  }

  /** Types a value, saves it, and waits until it is said to be saved. */
  async set(name: SettingName, value: number): Promise<void> {
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

  /** What is done at once. */
  async press(name: "Pause" | "Resume"): Promise<void> {
    await this.page.getByRole("button", { name, exact: true }).click();
  }

  /** Asks for a change of the room's state. Gives the question. */
  async ask(name: "Open" | "Close" | "Drain"): Promise<Locator> {
    await this.page.getByRole("button", { name: `${name}…` }).click();
    return this.page.getByRole("dialog", { name: `${name} the room?` });
  }

  /** Asks for a change of the room's state, and says yes. */
  async confirm(name: "Open" | "Close" | "Drain"): Promise<void> {
    const question = await this.ask(name);
    await question.getByRole("button", { name: `${name} the room` }).click();
    await expect(question).toBeHidden();
  }

  async announce(text: string): Promise<void> {
    await this.announcement.getByLabel("To everybody").fill(text);
    await this.announcement.getByRole("button", { name: "Announce" }).click();
  }

  /** Types the name of the room, or something else, and says yes. */
  async reset(typed: string): Promise<Locator> {
    await this.page.getByRole("button", { name: "Reset…" }).click();
    const question = this.page.getByRole("form", { name: "Reset the room" });
    await question.getByRole("textbox").fill(typed);
    await question.getByRole("textbox").press("Enter");
    return question;
  }

  async lookUp(number: number): Promise<void> {
    const form = this.page.getByRole("form", { name: "Look a number up" });
    await form.getByRole("textbox").fill(String(number));
    await form.getByRole("button", { name: "Look up" }).click();
  }

  async signOut(): Promise<void> {
    await this.page.getByRole("button", { name: "Sign out" }).click();
  }
}
