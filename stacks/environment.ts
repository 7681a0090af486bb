import type { EnvironmentName, wiring } from "../packages/functions/src/wiring.ts";
import { named, stateMachineArn } from "./names.ts";
import { queues } from "./queues.ts";
import { connectionsEndpoint } from "./socket.ts";
import { stage } from "./stage.ts";
import { table } from "./table.ts";

type Secret = keyof typeof wiring.secrets;

/** What every function is told; secrets are added where they are needed. */
export const environment = {
  TABLE_NAME: table.name,
  LOBBY_QUEUE_URL: queues.Lobby.live.url,
  TURNS_QUEUE_URL: queues.Turns.live.url,
  TICKS_QUEUE_URL: queues.Ticks.live.url,
  LOBBY_DEAD_QUEUE_URL: queues.Lobby.dead.url,
  TURNS_DEAD_QUEUE_URL: queues.Turns.dead.url,
  TICKS_DEAD_QUEUE_URL: queues.Ticks.dead.url,
  VISIT_STATE_MACHINE_ARN: stateMachineArn("Visit"),
  RETIRE_STATE_MACHINE_ARN: stateMachineArn("Retire"),
  CONNECTIONS_ENDPOINT: connectionsEndpoint,
  PASS_ISSUER: stage.domain === undefined ? named("passes") : `https://${stage.domain}`,
  SESSION_SECONDS: process.env.FAIRLINE_SESSION_SECONDS ?? "43200",
  TURN_HOLD: process.env.FAIRLINE_TURN_HOLD ?? "deny",
  PUSH_CADENCE: process.env.FAIRLINE_PUSH_CADENCE ?? "distance",
  PUSH_PER_SECOND_MAX: process.env.FAIRLINE_PUSH_PER_SECOND_MAX ?? "5000",
  // The dimension by which metrics of several stages in one account are told apart.
  POWERTOOLS_SERVICE_NAME: named("line"),
} satisfies Record<Exclude<EnvironmentName, Secret> | "POWERTOOLS_SERVICE_NAME", unknown>;
