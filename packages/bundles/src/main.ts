import { join } from "node:path";
import { parseArgs } from "node:util";
import { handlerNames } from "@fairline/functions/wiring.ts";
import { bundle, bundlesFolder } from "./bundle.ts";
import { coldImport } from "./coldImport.ts";
import { faultsOf } from "./faults.ts";
import { limits } from "./limits.ts";
import { table, type Weighed } from "./table.ts";

const help = `Bundles each handler as SST does, and weighs it.

npm run bundle -- [flags]

  --with-sdk   the AWS SDK, too: for comparison, and for an endpoint whose Lambda does not bring it; without a bound
  --help       this text

Writes packages/bundles/dist. Exit code 0: each bundle may be deployed; 1: not so; 2: the flags are wrong.
`;

async function main(): Promise<number> {
  const { "with-sdk": withSdk, help: asksHelp } = parseFlags();
  if (asksHelp) {
    process.stdout.write(help);
    return 0;
  }
  const folder = withSdk ? join(bundlesFolder, "with-sdk") : bundlesFolder;
  const bundles: Weighed[] = [];
  for (const handler of handlerNames) {
    const made = await bundle(handler, { folder, withSdk });
    bundles.push({ ...made, coldImport: await coldImport(made.file, limits.coldImportsCount) });
  }
  console.log(table(bundles));
  const faults = withSdk ? [] : bundles.flatMap(faultsOf);
  for (const fault of faults) console.error(`fairline: ${fault}`);
  return faults.length === 0 ? 0 : 1;
}

function parseFlags() {
  const flag = { type: "boolean", default: false } as const;
  try {
    return parseArgs({ strict: true, options: { "with-sdk": flag, help: flag } }).values;
  } catch (error) {
    console.error(`fairline: ${(error as Error).message.split(/\n|\. /, 1)[0]} (see --help)`);
    process.exit(2);
  }
}

process.exitCode = await main();
