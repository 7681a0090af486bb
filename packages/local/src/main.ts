import { styleText } from "node:util";
import { readAdminTokens } from "@fairline/functions/adminTokens.ts";
import type { NamedSecret } from "@fairline/functions/namedSecrets.ts";
import { readSiteKeys } from "@fairline/functions/siteKeys.ts";
import type { LocalServer } from "./index.ts";
import { type Command, help, type Options, parseOptions } from "./options.ts";
import { UsageError } from "./usage-error.ts";

/** Contract: clean within 5 s. If a part of it hangs, the process ends all the same. */
const stopMsMax = 4800;

function commandOrExit(): Command {
  try {
    return parseOptions(process.argv.slice(2), process.env);
  } catch (error) {
    return exitWithUsage(error);
  }
}

function exitWithUsage(error: unknown): never {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`fairline: ${error.message.replaceAll(/\s+/g, " ")}\n`);
  process.exit(2);
}

async function main(): Promise<void> {
  const command = commandOrExit();
  if (command.kind === "help") {
    process.stdout.write(help);
    return;
  }
  const { options } = command;
  // After the arguments: a mistake in them is answered at once.
  const [{ captureConsole, createLog }, { startLocal }] = await Promise.all([
    import("./log.ts"),
    import("./index.ts"),
  ]);
  const log = createLog(options.log);
  captureConsole(log);
  process.removeAllListeners("warning");
  process.on("warning", (warning) => {
    if (warning.name !== "ExperimentalWarning") log.warn(warning.message);
  });
  const fatal = (error: unknown) => {
    log.fatal(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  };
  process.on("uncaughtException", fatal);
  process.on("unhandledRejection", fatal);

  const startedAtMs = Date.now();
  const isPretty = options.log === "pretty";
  const say = (line: string) => {
    if (isPretty) process.stdout.write(`${styleText("dim", `  · ${line}`)}\n`);
    else log.info({ part: "start" }, line);
  };
  if (isPretty) process.stdout.write(`\n  ${styleText("bold", "Fairline")}\n`);

  let server: LocalServer | undefined;
  stopOnSignals(() => server);
  server = await startLocal(options, { log, say }).catch(exitWithUsage);
  const seconds = ((Date.now() - startedAtMs) / 1000).toFixed(1);
  if (isPretty) process.stdout.write(banner(server, options, seconds));
  else log.info({ url: server.url, rooms: server.rooms, admin: `${server.url}/admin`, seconds }, "Ready");
}

function banner(server: LocalServer, options: Options, seconds: string): string {
  const rooms = server.rooms.map((room) => ["Room", styleText("cyan", `${server.url}/r/${room}`)]);
  const kept = options.data === undefined ? "in memory, gone at the end" : options.data;
  const rows = [
    ...rooms,
    ["Console", styleText("cyan", `${server.url}/admin`)],
    ["Token", shown(readAdminTokens(options.adminToken))],
    ["Site key", shown(readSiteKeys(options.siteKey ?? ""))],
    ["Data", kept],
  ];
  const lines = rows.map(([name, value]) => `  ${styleText("dim", (name ?? "").padEnd(9))}${value}`);
  return `\n${lines.join("\n")}\n\n${styleText("dim", `  Ready in ${seconds} s. Ctrl-C stops it.`)}\n\n`;
}

/** Who has a secret of their own knows it. */
function shown(secrets: readonly NamedSecret[]): string {
  const names = secrets.flatMap(({ name }) => name ?? []);
  if (names.length > 0) return `of ${names.join(", ")}, each their own`;
  return secrets.map(({ secret }) => secret).join("");
}

/** The first signal stops everything in order; a second one ends the process at once. */
function stopOnSignals(server: () => LocalServer | undefined): void {
  let stopping = false;
  const onSignal = () => {
    if (stopping) process.exit(130);
    stopping = true;
    setTimeout(() => process.exit(0), stopMsMax).unref();
    const running = server();
    if (!running) process.exit(0);
    void running.stop().finally(() => process.exit(0));
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
}

await main();
