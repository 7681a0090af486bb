import { Hono } from "hono";
import type { GateOptions } from "../../src/index.ts";

/** One way to put the gate before a site. */
export interface Setting {
  /** Some places see requests alone, and cannot hear what the site's answer says. */
  readonly hearsTheSite: boolean;
  /** The site at work, behind the gate with these options. */
  serve(options: (siteUrl: string) => GateOptions, stream: Stream): Promise<Served>;
}

export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

/** Lets a test look at the first part of an answer before there is a second. */
export interface Stream {
  readonly mayGoOn: Promise<void>;
}

/** The site itself, for every place that speaks Fetch. How it learns of the visit is what differs. */
export function siteApp(stream: Stream, visitOf: (headers: Headers) => string | undefined): Hono {
  const app = new Hono();
  // As a site does it that knows nothing of the gate.
  app.onError((_, c) => c.text("the site is broken", 500));
  app.get("/sale", (c) => c.text(`sale for ${visitOf(c.req.raw.headers) ?? "nobody"}`));
  app.get("/about/us", (c) => c.text("about us"));
  app.get("/seen", (c) =>
    c.json([...c.req.raw.headers.keys()].filter((name) => name.startsWith("fairline-"))),
  );
  app.post("/echo", (c) =>
    c.body(c.req.raw.body as ReadableStream, 200, { "content-type": "application/octet-stream" }),
  );
  app.get("/done", (c) => c.text("thanks", 200, { fairline: "complete" }));
  app.get("/more", (c) => c.text("more time", 200, { fairline: "extend=60" }));
  app.get("/paid", (c) => c.redirect("/receipt", 303));
  app.get("/broken", () => {
    throw new Error("broken");
  });
  app.get("/page", (c) => {
    c.header("set-cookie", "basket=1; Path=/", { append: true });
    c.header("set-cookie", "theme=dark; Path=/", { append: true });
    return c.text("page", 200, { "cache-control": "public, max-age=60", "x-site": "yes" });
  });
  app.get("/stream", (c) => c.body(partsOf(stream)));
  return app;
}

function partsOf({ mayGoOn }: Stream): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      controller.enqueue(encoder.encode("first"));
      void mayGoOn.then(() => {
        controller.enqueue(encoder.encode(" second"));
        controller.close();
      });
    },
  });
}
