import { defineConfig } from "@playwright/test";
import { findOrInstallBrowser } from "../scripts/browser.ts";

// Workers load this file too; they inherit what the first one found.
process.env.FAIRLINE_CHROMIUM ??= findOrInstallBrowser((line) => console.error(line));

const isRoot = process.getuid?.() === 0;

/** They make what docs/pictures holds, on demand (npm run pictures). */
const pictures = ["pictures.spec.ts", "pages.spec.ts"];

/** `npm test` has twelve minutes on two cores, and leaves these out; `npm run test:e2e` has them. */
const long = [
  "access.spec.ts",
  "call.spec.ts",
  "operator-axe.spec.ts",
  "operator-hands.spec.ts",
  "operator-screen.spec.ts",
  "operator-views.spec.ts",
  "place.spec.ts",
  "plan.spec.ts",
  "preview.spec.ts",
  "theme.spec.ts",
  "two-rooms.spec.ts",
];
const leftOut = process.env.FAIRLINE_QUICK === undefined ? [] : long;

export default defineConfig({
  testDir: ".",
  outputDir: "../test-results",
  globalSetup: "./support/build-web-client.ts",
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // Each file has a server of its own, and many of its tests watch the clock: two of them are what two cores carry.
  workers: 2,
  fullyParallel: false,
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  reporter: "list",
  use: {
    browserName: "chromium",
    locale: "en-GB",
    trace: "off",
    launchOptions: {
      executablePath: process.env.FAIRLINE_CHROMIUM,
      args: [
        ...(isRoot ? ["--no-sandbox"] : []),
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
  projects: [
    { name: "fairline", testIgnore: [...pictures, ...leftOut] },
    ...(process.env.FAIRLINE_PICTURES ? [{ name: "pictures", testMatch: pictures }] : []),
  ],
});
