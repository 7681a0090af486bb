import type { Visitor } from "@fairline/crowd";
import * as z from "zod";

const turnWithinMs = 30_000;

const Handover = z.object({ location: z.url() });

/** Somebody who shops over real HTTP, with cookies and without a browser. */
export class Shopper {
  readonly #shop: string;
  readonly #fairline: string;
  readonly #room: string;
  readonly #cookies = new Map<string, string>();

  constructor(shop: string, fairline: string, room: string) {
    this.#shop = shop;
    this.#fairline = fairline;
    this.#room = room;
  }

  /** As a browser that goes there; redirects are shown, not followed. */
  go(path: string): Promise<Response> {
    return this.#ask(path, { headers: { accept: "text/html" } });
  }

  /** As a form that is sent. */
  send(path: string, fields: Record<string, string>): Promise<Response> {
    const headers = { accept: "text/html" };
    return this.#ask(path, { method: "POST", body: new URLSearchParams(fields), headers });
  }

  /** As a script. */
  call(path: string, body?: unknown): Promise<Response> {
    if (body === undefined) return this.#ask(path, {});
    const headers = { "content-type": "application/json" };
    return this.#ask(path, { method: "POST", body: JSON.stringify(body), headers });
  }

  /** Goes to a protected page, waits in the room where that leads, and comes back with the code that the turn brings. */
  async comeIn(path: string, visitor: Visitor, onTurn: () => void): Promise<Response> {
    const sent = await this.go(path);
    const errand = new URLSearchParams(new URL(sent.headers.get("location") ?? this.#shop).hash.slice(1));
    const state = await visitor.reaches("visiting", turnWithinMs);
    if (state.at !== "visiting") throw new Error(`The visitor is ${state.at}.`);
    onTurn();
    const made = await fetch(`${this.#fairline}/rooms/${this.#room}/codes`, {
      method: "POST",
      headers: { authorization: `Bearer ${state.pass}`, "content-type": "application/json" },
      body: JSON.stringify({ returnTo: errand.get("return"), challenge: errand.get("challenge") }),
    });
    const { location } = Handover.parse(await made.json());
    const arrived = await this.go(location);
    return this.go(arrived.headers.get("location") ?? "/");
  }

  /** Another one with the same cookies: a copy, made by whoever could read them. */
  copy(): Shopper {
    const copy = new Shopper(this.#shop, this.#fairline, this.#room);
    for (const [name, value] of this.#cookies) copy.#cookies.set(name, value);
    return copy;
  }

  async #ask(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    if (cookie !== "") headers.set("cookie", cookie);
    const answer = await fetch(new URL(path, this.#shop), { ...init, headers, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) this.#keep(line);
    return answer;
  }

  #keep(line: string): void {
    const [, name = "", value = ""] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
    if (value === "" || /;\s*max-age=0/i.test(line)) this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }
}
