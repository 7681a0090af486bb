import { html } from "hono/html";
import { layout } from "./layout.ts";

export function missingPage(): Promise<string> {
  return layout("Not here", html`<h1>There is no such page</h1><p><a href="/">All concerts</a></p>`);
}
