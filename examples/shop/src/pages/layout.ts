import { html } from "hono/html";

/** What `html` gives: markup in which everything that was put in is escaped. */
export type Markup = ReturnType<typeof html>;

export async function layout(title: string, content: Markup): Promise<string> {
  const page = await html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title} · Lantern Hall</title>
    <link rel="icon" href="/assets/lantern.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/assets/shop.css">
    <script type="module" src="/assets/shop.js"></script>
  </head>
  <body>
    <header>
      <a class="brand" href="/"><img src="/assets/lantern.svg" alt="" width="28" height="28">Lantern Hall</a>
    </header>
    <main>${content}</main>
    <footer>
      <p>Sixty seats and one small stage. The seats are behind a waiting room: Fairline.</p>
    </footer>
  </body>
</html>`;
  return page.toString();
}
