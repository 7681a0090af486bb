import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { Graph } from "../src/graph.ts";
import { cacheFolder, fingerprint } from "../src/synth/cache.ts";
import { bundleProgram } from "../src/synth/program.ts";
import { synthesize } from "../src/synthesize.ts";

/** A file of each folder that a deploy is made of, and a word that changes what the file says. */
const files = [
  { file: "sst.config.ts", from: '"fairline"', to: '"other"' },
  { file: "room.config.ts", from: "export default config", to: "export default { rooms: {} }" },
  { file: "stacks/queues.ts", from: "perMessageGroupId", to: "perQueue" },
  { file: "packages/bundles/src/recipe.ts", from: "minify: true", to: "minify: false" },
  { file: "packages/core/src/limits.ts", from: "slotsMax: 5000", to: "slotsMax: 4000" },
  { file: "packages/functions/src/wiring.ts", from: "receivesMax: 50", to: "receivesMax: 60" },
  {
    file: "packages/functions/src/statemachines/visit.asl.json",
    from: '"MaxAttempts": 3',
    to: '"MaxAttempts": 4',
  },
];

test.each(files)("a change of $file is another graph, not the one that is kept", async (edit) => {
  const keyOf = async (edits: readonly (typeof edit)[]) =>
    fingerprint({ stage: "dev", program: await bundleProgram(edits) });
  expect(await keyOf([edit])).not.toBe(await keyOf([]));
});

test("the same sources are the graph that is kept", async () => {
  expect(await bundleProgram([])).toBe(await bundleProgram([]));
});

test("what is set for somebody's own deploy is not in the graph", async () => {
  vi.stubEnv("FAIRLINE_TURN_HOLD", "report");
  vi.stubEnv("FAIRLINE_XRAY", "on");
  // A graph that no other test asks for; made now, not taken from what is kept.
  const edits = [{ file: "stacks/stage.ts", from: "somebody must hear", to: "someone must hear" }];
  const order = { stage: "dev", program: await bundleProgram(edits) };
  rmSync(join(cacheFolder, `${fingerprint(order)}.json`), { force: true });
  const graph = new Graph("dev", await synthesize("dev", edits));
  const api = graph.one("lambda.Function", "ApiFunction");
  expect(JSON.stringify(api?.inputs.environment)).toContain('"TURN_HOLD":"deny"');
  expect(api?.inputs.tracingConfig).toBeUndefined();
});
