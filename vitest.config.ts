import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";
import { bundlesFolder } from "./packages/bundles/src/bundle.ts";
import { preactForReact } from "./packages/web/build/preact.ts";

/** `npm test` has twelve minutes on two cores, and leaves these out; `npm run test:unit` has them. */
const long = [
  "packages/cloud/test/mistakes.test.ts",
  "packages/crowd/test/crowd.test.ts",
  "packages/provision/test/{fallbacks,provision}.test.ts",
];
const leftOut = process.env.FAIRLINE_QUICK === undefined ? [] : long;

export default defineConfig({
  resolve: { alias: preactForReact },
  test: {
    // Handlers read their environment once a process: every file gets a process of its own.
    pool: "forks",
    // Most tests wait for services and timers: on two cores, vitest's one process would leave one of them idle.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    testTimeout: 30_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: "sources",
          include: ["{packages,examples}/*/test/**/*.test.ts", "bench/test/**/*.test.ts"],
          exclude: [...configDefaults.exclude, ...leftOut],
        },
      },
      {
        extends: true,
        // What runs every handler at least once, and every refusal of the API, once more with the code that the cloud gets:
        // what bundling can spoil is what is imported, not what it does.
        test: {
          name: "bundles",
          include: [
            "packages/functions/test/api.{lambda,visitors}.test.ts",
            "packages/functions/test/handlers.{metrics,permissions,seed}.test.ts",
            "packages/local/test/main.test.ts",
          ],
          globalSetup: "packages/bundles/test/setup.ts",
          env: { FAIRLINE_BUNDLES: bundlesFolder },
          // As Lambda loads them: untouched.
          server: { deps: { external: [/\/packages\/bundles\/dist\//] } },
        },
      },
    ],
  },
});
