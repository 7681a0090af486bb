import { writeFileSync } from "node:fs";
import { parseArrivals, parseTimes, readShapeFile } from "@fairline/crowd/shapeFiles";
import { watchStandardOutput } from "@fairline/crowd/standardOutput";
import { whyNotWritable } from "@fairline/crowd/writable";
import type { Files } from "./fields.ts";
import { limits } from "./limits.ts";
import { help, parseOptions } from "./options.ts";
import { plan } from "./plan.ts";
import { report } from "./report.ts";

const files: Files = {
  arrivals: (file) => ({
    kind: "trace",
    steps: readShapeFile("arrive", file, (text) =>
      parseArrivals(text, { ...limits, linesMax: limits.traceLinesMax }),
    ),
  }),
  stays: (file) => ({
    kind: "observed",
    valuesMs: readShapeFile("dwell", file, (text) => parseTimes(text, limits.dwellMsMax)),
  }),
};

watchStandardOutput("plan");
const parsed = parseOptions(process.argv.slice(2), files);
switch (parsed.kind) {
  case "help":
    process.stdout.write(help());
    break;
  case "refused":
    refuse(parsed.message);
    break;
  case "run": {
    const { inputs, json } = parsed;
    const unwritable = json === undefined ? undefined : whyNotWritable("json", json);
    if (unwritable !== undefined) {
      refuse(unwritable);
      break;
    }
    const planned = plan(inputs);
    process.stdout.write(`${report(inputs, planned)}\n`);
    if (json !== undefined) writeFileSync(json, `${JSON.stringify({ inputs, ...planned }, null, 2)}\n`);
    break;
  }
  default:
    parsed satisfies never;
}

function refuse(message: string): void {
  process.stderr.write(`plan: ${message}\n`);
  process.exitCode = 2;
}
