import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/*/test/**/*.test.ts"],
    // Handlers read their environment once a process: every file gets a process of its own.
    pool: "forks",
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
