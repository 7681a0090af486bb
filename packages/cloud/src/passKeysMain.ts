import { text } from "node:stream/consumers";
import { type PassKeys, readPassKeys } from "@fairline/functions/passKeys.ts";
import { isStep, type Step, steps } from "./passKeys.ts";

/** `npm run -s pass-keys -- add < keys.json`: the key set after a step of its rotation (docs/operations.md). */

const help = `Usage: npm run -s pass-keys -- new > keys.json
       npm run -s pass-keys -- add|promote|drop < keys.json > changed.json
`;

const [step, ...more] = process.argv.slice(2);
if (!isStep(step) || more.length > 0) {
  process.stderr.write(help);
  process.exit(2);
}
try {
  const after = await take(step);
  process.stdout.write(`${JSON.stringify(after)}\n`);
  process.stderr.write(`pass-keys: ${sentence(after)}\n`);
} catch (error) {
  process.stderr.write(`pass-keys: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}

async function take(one: Step): Promise<PassKeys> {
  return one === "new" ? steps.new() : steps[one](readPassKeys(await text(process.stdin)));
}

/** Which key signs, by its `kid`. */
function sentence({ keys }: PassKeys): string {
  const [signing, ...others] = keys.map(({ kid }) => kid);
  return others.length === 0
    ? `${signing} signs, alone`
    : `${signing} signs; ${others.join(", ")} only verifies`;
}
