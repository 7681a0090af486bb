import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";

test("a benchmark ends when whoever asked for it is gone", async () => {
  const how = JSON.stringify({ quick: false, asked: {} });
  const child = fork(join(import.meta.dirname, "..", "suite", "child.ts"), ["core", how], { silent: true });
  try {
    child.disconnect();
    expect(await once(child, "exit")).toEqual([1, null]);
  } finally {
    child.kill("SIGKILL");
  }
}, 20_000);
