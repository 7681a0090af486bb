import { styleText } from "node:util";
import { fallbacks } from "./fallbacks.ts";
import type { Options } from "./options.ts";
import type { BroughtUp } from "./run.ts";

const nameWidth = 12;

/** Where everything is, and what is not as on AWS. */
export function summary({ provisioned, leftOut }: BroughtUp, options: Options): string {
  const { known, turnHold, lacks } = provisioned;
  const queues = ["Lobby", "Turns", "Ticks"].map((name) => [name, known.get(name)?.url]);
  const socket = `${known.get("Socket")?.apiEndpoint}/${known.get("SocketStage")?.id}`;
  const stated = options.turnHold === undefined ? "" : ", by hand";
  const rows = [
    ["API", known.get("Api")?.apiEndpoint],
    ["WebSocket", socket],
    ...queues,
    ["Turns held", `by ${turnHold}${stated}`],
    ...[...lacks].map((lack, i) => [i === 0 ? "Missing" : "", `${lack}: ${fallbacks[lack].instead}`]),
    ["Left out", `${leftOut.join(", ")}: of no use on an endpoint`],
  ];
  return rows
    .map(([name = "", value = ""]) => `  ${styleText("dim", name.padEnd(nameWidth))}${value}`)
    .join("\n");
}
