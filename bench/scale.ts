import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { watchStandardOutput } from "@fairline/crowd/standardOutput";
import {
  type Curves,
  curvesOf,
  docText,
  million,
  parseScale,
  report,
  scaleFlagLines,
} from "@fairline/planner/scale";
import { curveChart } from "./chart/chart.ts";

const help = `What breaks first when a crowd comes, by AWS's documented quotas (docs/scale.md). It is a model: nothing is asked of AWS.

npm run scale -- [flags]

${scaleFlagLines()}
  --doc            writes the tables and the pictures of docs/scale.md anew
  --help           this text

Exit code 0: here it is; 2: the flags are wrong.
`;

const pictures = {
  numbers: {
    title: "A million visitors in ten minutes: who has a number",
    x: { label: "minutes" },
    y: { label: "visitors, millions" },
  },
  requests: {
    title: "What is asked of API Gateway, of which it takes 10,000 a second by default",
    x: { label: "minutes" },
    y: { label: "requests a second" },
  },
  line: {
    title: "The line, with 5,000 slots and visits of a minute",
    x: { label: "hours" },
    y: { label: "visitors, millions" },
  },
} as const;

const docs = join(import.meta.dirname, "..", "docs");

watchStandardOutput("scale");
const parsed = parseScale(process.argv.slice(2));
switch (parsed.kind) {
  case "help":
    process.stdout.write(help);
    break;
  case "refused":
    process.stderr.write(`scale: ${parsed.message}\n`);
    process.exitCode = 2;
    break;
  case "doc":
    await writeDoc();
    break;
  case "run":
    process.stdout.write(`${report(parsed.event)}\n`);
    break;
  default:
    parsed satisfies never;
}

async function writeDoc(): Promise<void> {
  const file = join(docs, "scale.md");
  writeFileSync(file, docText(readFileSync(file, "utf8")));
  mkdirSync(join(docs, "pictures"), { recursive: true });
  const all = curvesOf(million);
  for (const [name, picture] of Object.entries(pictures)) {
    const curves = Object.entries(all[name as keyof Curves]).map(([curve, points]) => ({
      name: curve,
      points,
    }));
    const svg = await curveChart({ ...picture, curves });
    writeFileSync(join(docs, "pictures", `scale-${name}.svg`), `${svg}\n`);
  }
}
