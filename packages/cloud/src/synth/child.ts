// A process of its own: Pulumi's SDK keeps its state in globals, and SST changes the working directory.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { newPassKey } from "@fairline/functions/passKeys.ts";
import type { Resource } from "../graph.ts";
import { platform } from "../platform.ts";
import { notOfAws, recordingMonitor } from "./monitor.ts";
import type { Answer, Order } from "./protocol.ts";
import { loadPulumi } from "./pulumi.ts";
import { importPlatform, type SstPlatform } from "./sstPlatform.ts";
import { startSstServer } from "./sstServer.ts";

/** SST reads the built web client and packs the built functions: here a page, its script and one file stand for them. */
function emptyProject(): string {
  const folder = mkdtempSync(join(tmpdir(), "fairline-graph-"));
  const web = join(folder, "packages", "web", "dist");
  mkdirSync(join(web, "assets"), { recursive: true });
  writeFileSync(join(web, "index.html"), "");
  writeFileSync(join(web, "assets", "page-1a2b3c.js"), "");
  mkdirSync(join(folder, "bundle"));
  writeFileSync(join(folder, "bundle", "bundle.mjs"), "");
  return folder;
}

// Pulumi keeps a stack trace with each of its thousands of promises, which would take a third of the time.
Error.stackTraceLimit = 0;
const project = emptyProject();
let builds: Resource[] = [];
await startSstServer(join(project, "bundle"), ({ handler, properties }) =>
  builds.push(notOfAws("sst:runtime/build:Build", handler, properties)),
);
const pulumi = loadPulumi();
let sst: SstPlatform | undefined;

/** What a deploy is told from outside: secrets, but for the site's key, without which it goes, and an address for alarms. */
Object.assign(process.env, {
  SST_SECRET_AdminToken: "the-operators-token",
  SST_SECRET_PassKeys: JSON.stringify({ keys: [await newPassKey()] }),
  FAIRLINE_ALARM_EMAIL: "operators@example.com",
});

interface Config {
  app(input: { stage: string }): Record<string, unknown> | Promise<Record<string, unknown>>;
  run(): Promise<unknown>;
}

let imported = 0;

/** A name of its own for each: a module is loaded once. */
async function importProgram(program: string): Promise<Config> {
  imported += 1;
  const file = join(project, `config-${imported}.mjs`);
  writeFileSync(file, program);
  return (await import(pathToFileURL(file).href)).default;
}

async function make({ stage, program }: Order): Promise<Answer> {
  Object.assign(globalThis, {
    $app: { name: "fairline", stage, removal: "remove", providers: { aws: {} } },
    $cli: {
      command: "deploy",
      paths: { home: project, root: project, work: join(project, ".sst"), platform },
      state: { version: {} },
    },
    $dev: false,
    $config: (config: unknown) => config,
    aws: pulumi.aws,
  });
  sst ??= await importPlatform();
  Object.assign(globalThis, { sst: sst.sst }, sst.globals);
  const config = await importProgram(program);
  const app = await config.app({ stage });
  Object.assign(globalThis, { $app: { ...app, stage, providers: { aws: {} } } });

  builds = [];
  const { monitor, resources } = recordingMonitor(pulumi);
  await pulumi.setMocks({}, "fairline", stage, false);
  pulumi.setMockOptions(monitor, "fairline", stage, false);
  const { run } = sst;
  await pulumi.runInPulumiStack(() => run(config.run));
  // Outputs resolve one after the other; all of them have when nothing is left to do in this process.
  await new Promise((idle) => process.once("beforeExit", idle));
  return { kind: "made", resources: [...resources, ...builds] };
}

process.on("unhandledRejection", fail);
function fail(error: unknown): void {
  answer({ kind: "failed", error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}

function answer(said: Answer): void {
  process.send?.(said);
}

process.on("message", (order: Order) => {
  // While a graph is made, the channel must not keep the process from being idle.
  process.channel?.unref();
  make(order)
    .then(answer, fail)
    .finally(() => process.channel?.ref());
});
