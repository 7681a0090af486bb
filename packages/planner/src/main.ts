import { watchStandardOutput } from "@fairline/crowd/standardOutput";
import { beside, sumOf } from "./beside.ts";
import { bill } from "./bill.ts";
import type { Event } from "./event.ts";
import { idleMonth } from "./idle.ts";
import { flagLines, parseOptions } from "./options.ts";
import { amount, counted, money, textTable } from "./table.ts";

const help = `What an event costs on AWS, by its public prices (docs/cost.md).

npm run cost -- [flags]

${flagLines()}
  --every-tick     everybody hears every tick that the budget allows, not only those who need it
  --help           this text

Exit code 0: here is the bill; 2: the flags are wrong.
`;

watchStandardOutput("cost");
const parsed = parseOptions(process.argv.slice(2));
switch (parsed.kind) {
  case "help":
    process.stdout.write(help);
    break;
  case "refused":
    process.stderr.write(`cost: ${parsed.message}\n`);
    process.exitCode = 2;
    break;
  case "run":
    process.stdout.write(`${report(parsed.event)}\n`);
    break;
  default:
    parsed satisfies never;
}

function report(event: Event): string {
  const { line, lines, dollars } = bill(event);
  const besides = beside(event);
  return [
    `${counted(event.visitors, "visitor")}, ${counted(event.slots, "slot")}, visits of ${event.staySeconds} s, a tick every ${event.tickSeconds} s.`,
    `At most ${amount(line.peakWaiting)} wait, ${amount(line.waitSecondsMean / 60)} minutes on average; the last one is done after ${amount(line.eventSeconds / 3600)} hours.`,
    "",
    textTable([
      ["service", "unit", "amount", "cost"],
      ...lines.map(({ price, amount: count, dollars: cost }) => [
        price.service,
        price.unit,
        amount(count),
        money(cost),
      ]),
      ["together", "", "", money(dollars)],
    ]),
    "",
    "Beside it, roughly:",
    textTable(besides.map(({ what, dollars: cost }) => [what, money(cost)])),
    "",
    `When nobody is there, with logs, metrics and alarms: ${money(sumOf(idleMonth(event.tickSeconds)))} in 30 days.`,
    "Prices of us-east-1, first tier, no free tier, no taxes. Everybody stays until the visit is done.",
  ].join("\n");
}
