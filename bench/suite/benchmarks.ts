import { billPerVisitor } from "../billPerVisitor.ts";
import { broadcast } from "../broadcast.ts";
import { core } from "../core.ts";
import { handover } from "../handover.ts";
import { hold } from "../hold.ts";
import { joins } from "../joins.ts";
import { plan } from "../plan.ts";
import { talk } from "../talk.ts";
import { utilisation } from "../utilisation.ts";
import type { Benchmark } from "./benchmark.ts";

/** All that `npm run bench` runs, in its order: from the small to the large. */
export const benchmarks: readonly Benchmark[] = [
  core,
  handover,
  talk,
  utilisation,
  plan,
  billPerVisitor,
  joins,
  broadcast,
  hold,
];
