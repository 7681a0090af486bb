import { defineConfig } from "vite";
import { preactForReact } from "./build/preact.ts";
import { printSizes } from "./build/printSizes.ts";

/** `FAIRLINE_SERVER` is the running room that `vite` (the development server) hands requests on to. */
const server = process.env.FAIRLINE_SERVER ?? "http://127.0.0.1:3000";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [printSizes()],
  resolve: { alias: preactForReact },
  build: {
    outDir: "dist",
    target: "es2022",
    // A strict content security policy admits no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      "/ws": { target: server, ws: true },
      "/rooms": server,
      "/admin/": server,
    },
  },
});
