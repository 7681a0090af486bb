import type { Event } from "../event.ts";
import { type Allowance, byDefault } from "./allowance.ts";
import { raisedFor } from "./raised.ts";

/** With what the same event is played. */
export interface Scene {
  readonly name: string;
  readonly allowed: Allowance;
}

export function scenesOf(event: Event): readonly [asItIs: Scene, warm: Scene, raised: Scene] {
  const raised = raisedFor(event);
  return [
    { name: "by default, a new table", allowed: byDefault },
    { name: "by default, a warm table", allowed: { ...byDefault, newTableWrites: raised.newTableWrites } },
    { name: "raised", allowed: raised },
  ];
}
