import { LiveView, Settings } from "@fairline/core";

/** An operator's script: the admin API over HTTP. Throws when the answer is not a success. */
export class Operator {
  readonly #address: string;
  readonly #token: string;

  constructor(url: string, token: string, room: string) {
    this.#address = `${url}/admin/rooms/${room}`;
    this.#token = token;
  }

  async live(): Promise<LiveView> {
    return LiveView.parse(await this.#ask("GET", "live"));
  }

  async settings(): Promise<Settings> {
    return Settings.parse(await this.#ask("GET", "settings"));
  }

  async change(change: Partial<Settings>): Promise<void> {
    await this.#ask("PUT", "settings", change);
  }

  async act(action: "pause" | "resume" | "close" | "open" | "reset"): Promise<void> {
    await this.#ask("POST", action);
  }

  async #ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.#address}/${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok)
      throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  }
}
