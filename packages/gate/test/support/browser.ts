import { parseSetCookie } from "cookie";
import type { Decision, Gate } from "../../src/index.ts";
import type { FakeFairline, FakeVisit } from "./fairline.ts";

/** A browser in front of a gate: it keeps cookies, and says that it opens pages. */
export interface Browser {
  readonly cookies: Map<string, string>;
  request(path: string, init?: RequestInit): Request;
  /** Opens a page, and keeps the cookies that come with the decision. */
  open(path: string, init?: RequestInit): Promise<Decision>;
  keep(setCookies: Iterable<string>): void;
}

export function browserOf(gate: Gate, site = "https://shop.example"): Browser {
  const cookies = new Map<string, string>();
  const browser: Browser = {
    cookies,
    request(path, init = {}) {
      const headers = new Headers({ accept: "text/html", ...(init.headers as Record<string, string>) });
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      if (cookie !== "") headers.set("cookie", cookie);
      return new Request(`${site}${path}`, { ...init, headers });
    },
    async open(path, init) {
      const decision = await gate.decide(browser.request(path, init));
      const setCookies =
        decision.kind === "answered"
          ? decision.response.headers.getSetCookie()
          : decision.kind === "admitted"
            ? decision.setCookies
            : [];
      browser.keep(setCookies);
      return decision;
    },
    keep(setCookies) {
      for (const text of setCookies) {
        const { name, value = "", maxAge } = parseSetCookie(text);
        if (maxAge === 0) cookies.delete(name);
        else cookies.set(name, value);
      }
    },
  };
  return browser;
}

/** Where the room's page is to send the visitor, and for which device: from the fragment of the gate's redirect. */
export function handoverOf(decision: Decision): { returnTo: string; challenge: string } {
  if (decision.kind !== "answered") throw new Error(`Not sent to the room: ${decision.kind}`);
  const location = decision.response.headers.get("location") ?? "";
  const fragment = new URLSearchParams(new URL(location).hash.slice(1));
  return { returnTo: fragment.get("return") ?? "", challenge: fragment.get("challenge") ?? "" };
}

/** The way of a visitor: to the room, and back with a code. */
export async function arrive(
  gate: Gate,
  fairline: FakeFairline,
  visit: FakeVisit = fairline.admit(),
  path = "/",
): Promise<Browser> {
  const browser = browserOf(gate);
  const { challenge } = handoverOf(await browser.open(path));
  await browser.open(`${path}?fairline-code=${fairline.codeFor(visit, challenge)}`);
  return browser;
}
