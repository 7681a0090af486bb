import { text } from "node:stream/consumers";
import { PassKeys } from "@fairline/functions/adapters/passes.ts";
import { isStep, steps } from "./passKeys.ts";

/** `npm run -s pass-keys -- add < keys.json`: the key set after a step of its rotation (docs/operations.md). */

const help = `Usage: npm run -s pass-keys -- new > keys.json
       npm run -s pass-keys -- add|promote|drop < keys.json > changed.json
`;

const [step] = process.argv.slice(2);
if (!isStep(step)) {
  process.stderr.write(help);
  process.exit(2);
}
const before = step === "new" ? { keys: [] } : read(await text(process.stdin));
process.stdout.write(`${JSON.stringify(await steps[step](before as PassKeys))}\n`);

function read(given: string): PassKeys {
  try {
    return PassKeys.parse(JSON.parse(given));
  } catch {
    process.stderr.write("pass-keys: what came in is no set of pass keys\n");
    process.exit(2);
  }
}
