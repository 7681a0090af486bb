import { parseSetCookie } from "cookie";

/** A browser as far as a gate can tell: cookies, navigations, and the site's own redirects followed. */
export interface Visitor {
  readonly cookies: Map<string, string>;
  /** Opens a page of the site. */
  open(path: string): Promise<Response>;
  /** Asks as a script does. */
  ask(path: string, init?: RequestInit): Promise<Response>;
}

const redirectsMax = 5;

export function createVisitor(site: string): Visitor {
  const cookies = new Map<string, string>();

  async function ask(path: string, init: RequestInit = {}): Promise<Response> {
    let target = path;
    for (let step = 0; step < redirectsMax; step += 1) {
      const headers = new Headers(init.headers);
      headers.set("cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "));
      const answer = await fetch(site + target, { ...init, headers, redirect: "manual" });
      for (const text of answer.headers.getSetCookie()) {
        const { name, value = "", maxAge } = parseSetCookie(text);
        if (maxAge === 0) cookies.delete(name);
        else cookies.set(name, value);
      }
      // Only a desk sends visitors to and fro within the site, and with 307.
      if (answer.status !== 307) return answer;
      await answer.body?.cancel();
      target = answer.headers.get("location") ?? "";
    }
    throw new Error(`${path}: more than ${redirectsMax} redirects`);
  }

  const open = (path: string) =>
    ask(path, { headers: { accept: "text/html,*/*;q=0.8", "sec-fetch-mode": "navigate" } });
  return { cookies, open, ask };
}
