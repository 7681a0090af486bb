import { styleText } from "node:util";
import { describe, isAnswer, isSilence } from "./answers.ts";
import { accessOf, connect } from "./clients.ts";
import { Failed } from "./failed.ts";
import { help, type Options, parseOptions } from "./options.ts";
import { ForeignEndpoint } from "./protocols.ts";
import { bringUp, type Listener, takeDown } from "./run.ts";
import { summary } from "./summary.ts";

const exit = { fine: 0, failed: 1, usage: 2 } as const;

async function main(): Promise<number> {
  const parsed = parseOptions(process.argv.slice(2));
  switch (parsed.kind) {
    case "help":
      console.log(help());
      return exit.fine;
    case "refused":
      console.error(`fairline: ${parsed.message}`);
      return exit.usage;
    case "run":
      return run(parsed.options);
    default:
      return parsed satisfies never;
  }
}

async function run(options: Options): Promise<number> {
  const { region, credentials } = accessOf(process.env);
  const { endpoint: url, functionsEndpoint: functionsUrl } = options;
  const clients = connect({ url, functionsUrl, region }, credentials);
  try {
    if (options.destroy) await takeDown(clients, options, listener);
    else console.log(`\n${summary(await bringUp(clients, options, listener), options)}\n`);
    return exit.fine;
  } catch (error) {
    return explain(error, options);
  } finally {
    clients.destroy();
  }
}

const listener: Listener = {
  done: (name, outcome) => line(outcome, name),
  skipped: (name, because) => line("skipped", `${name} because: ${because}`),
  said: (text) => console.log(`  ${text}`),
};

const colours = {
  created: "green",
  changed: "yellow",
  kept: "dim",
  skipped: "yellow",
  destroyed: "red",
} as const;

function line(outcome: keyof typeof colours, text: string): void {
  console.log(`  ${styleText(colours[outcome], outcome.padEnd(10))}${text}`);
}

/** One line for what whoever started this can understand; a mistake of ours keeps its stack. */
function explain(error: unknown, { endpoint }: Options): number {
  const cause = error instanceof Failed ? error.cause : error;
  if (isSilence(cause)) {
    console.error(`fairline: --endpoint: nobody answers at ${endpoint} (${describe(cause)})`);
    return exit.usage;
  }
  if (error instanceof ForeignEndpoint) {
    console.error(`fairline: --endpoint: ${error.message}`);
    return exit.usage;
  }
  if (!(error instanceof Failed) && !isAnswer(error)) throw error;
  console.error(
    `fairline: ${error instanceof Failed ? error.message : describe(error)}. Run it again to go on.`,
  );
  return exit.failed;
}

process.exit(await main());
