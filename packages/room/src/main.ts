import { createInterface } from "node:readline/promises";
import { run } from "./run.ts";
import { userName } from "./userName.ts";

const { stdin, stdout, stderr, env, argv } = process;
const stop = new AbortController();
process.on("SIGINT", () => stop.abort());
process.on("SIGTERM", () => stop.abort());
// Whoever reads may have read enough: `room log --all | head`.
stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

/** The question goes to stderr, so that stdout holds the answer of the server alone. */
async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: stdin, output: stderr });
  terminal.on("SIGINT", () => stop.abort());
  try {
    return await terminal.question(question, { signal: stop.signal });
  } finally {
    terminal.close();
  }
}

process.exitCode = await run(argv.slice(2), {
  env,
  userName: userName(),
  out: stdout,
  err: stderr,
  ...(stdin.isTTY && stderr.isTTY ? { ask } : {}),
  stop: stop.signal,
});
