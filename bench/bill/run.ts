import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as afterMs } from "node:timers/promises";
import { LiveView } from "@fairline/core";
import { type LocalServer, startLocal } from "@fairline/local";
import type { Event } from "@fairline/planner";
import pino from "pino";
import type { Code } from "../../packages/local/src/code.ts";
import { captureConsole } from "../../packages/local/src/log.ts";
import { type CrowdReport, sendCrowd } from "../crowd/send.ts";
import { overhear } from "./calls.ts";
import { Invocations } from "./invocations.ts";

/** The bound of a run, the start of the machine not counted. */
export const runSecondsMax = 50;
const quietMsMax = 3000;
const room = "demo";

export interface Run {
  readonly invocations: Invocations;
  readonly crowd: CrowdReport;
  /** What the room itself says of it, when all is over. */
  readonly live: LiveView;
}

/** Everything on one machine, and a crowd in a process of its own that does what the event says. */
export async function run(event: Event): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), "fairline-bill-"));
  try {
    return await runIn(folder, event);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runIn(folder: string, event: Event): Promise<Run> {
  const { slots, staySeconds, tickSeconds } = event;
  const config = join(folder, "rooms.json");
  // Nobody's time may run out: each visit lasts exactly as long as its visitor stays.
  const slotSeconds = Math.ceil(staySeconds) + 30;
  writeFileSync(config, JSON.stringify({ rooms: { [room]: { slots, slotSeconds, tickSeconds } } }));

  const log = pino({ level: "warn" }, pino.destination(2));
  // The handlers tell of every visit.
  captureConsole(log);
  const invocations = new Invocations();
  let code: Code | undefined;
  const server = await startLocal(
    { port: 0, host: "127.0.0.1", config, adminToken: "bill", log: "json" },
    {
      log,
      lobbyBatchMax: 10,
      importTheCode: async () => {
        code = await invocations.importTheCode();
        return code;
      },
    },
  );
  try {
    overhear((call) => invocations.tell(call));
    // As a minute later: from now on each tick comes twice, and the second copy is spare.
    await code?.handlers.scheduleTicks?.({}, {} as never);
    invocations.all.length = 0;
    const crowd = await crowdOf(event, server.url);
    await untilQuiet(server);
    return { invocations, crowd, live: await lookAt(server) };
  } finally {
    await server.stop();
  }
}

async function lookAt({ url, adminToken }: LocalServer): Promise<LiveView> {
  const answer = await fetch(`${url}/admin/rooms/${room}/live`, {
    headers: { authorization: `Bearer ${adminToken}` },
  });
  return LiveView.parse(await answer.json());
}

function crowdOf({ visitors, arriveSeconds, staySeconds }: Event, url: string): Promise<CrowdReport> {
  const stay = `${staySeconds * 1000}ms`;
  return sendCrowd({
    url,
    room,
    visitors,
    over: `${arriveSeconds}s`,
    dwell: `${stay}..${stay}`,
    abandon: 0,
    "finish-early": 1,
    timeout: `${runSecondsMax}s`,
  });
}

/** The last ones have gone, and what they left behind has been handled. */
async function untilQuiet(server: LocalServer): Promise<void> {
  const untilMs = Date.now() + quietMsMax;
  const isQuiet = ({ connections, executionsRunning, queues }: ReturnType<LocalServer["counters"]>) =>
    connections === 0 && executionsRunning === 0 && queues.Lobby.ready + queues.Lobby.inFlight === 0;
  while (!isQuiet(server.counters()) && Date.now() < untilMs) await afterMs(20);
}
