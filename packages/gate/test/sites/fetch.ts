import { createGate } from "../../src/index.ts";
import { serveFetch } from "./listening.ts";
import { type Setting, siteApp } from "./site.ts";

/** Workers, Deno, Bun, Node: `gate.handle` around a Fetch handler. */
export const fetchSite: Setting = {
  hearsTheSite: true,
  serve: (options, stream) =>
    serveFetch((url) => {
      const gate = createGate(options(url));
      const app = siteApp(stream, (headers) => headers.get("fairline-visit")?.split(" ")[1]);
      return (request) => gate.handle(request, (onward) => app.fetch(onward));
    }),
};
