import { type Ask, retryMs } from "./browser.ts";
import { offerHandover } from "./places.ts";
import type { HandoverPlan, VisitorPlan } from "./plan.ts";
import type { Surroundings } from "./visitors.ts";

/** So often one page hands its place over: a new place might be handed over, too, and so on for ever. */
const codesMax = 2;

/** How a page hands its place over to another device. */
export interface HandingOver {
  offer(handover: HandoverPlan): void;
  /** How far the line is: some wait with the code until the turn is near. */
  see(line: { readonly serving: number; readonly slots?: number }, number: number): void;
  /** What the page does when the place is gone. */
  readonly afterwards: HandoverPlan["afterwards"];
}

export function handingOver({
  surroundings,
  plan,
  ask,
  key,
}: {
  surroundings: Surroundings;
  plan: VisitorPlan;
  ask: Ask;
  key(): string;
}): HandingOver {
  const { tally } = surroundings.stage;
  let codes = 0;
  let afterwards: HandoverPlan["afterwards"] = "goes";
  /** Codes that are kept until the turn is near. */
  let kept: (() => void)[] = [];

  function offer(handover: HandoverPlan): void {
    if (codes === codesMax) return;
    codes += 1;
    const code = `${plan.name}-${codes}`;
    const asked = key();
    afterwards = handover.afterwards;
    ask(
      (ports, of) => offerHandover(ports, of, code),
      (reply) => {
        if (reply !== "offered") return tally.count(`handover: ${reply}`);
        tally.count("handover");
        if (handover.devices.length > 1) tally.count("two devices use one code");
        const use = () => asked === key() && arrive(handover, code);
        if (handover.uses === "near the head") kept.push(use);
        else use();
      },
    );
  }

  function arrive({ devices }: HandoverPlan, code: string): void {
    for (const [i, { over, afterMs }] of devices.entries()) {
      const { secondChanceMs = retryMs, onTurn } = plan;
      const name = `${plan.name}-${code.split("-").at(-1)}${"ab"[i]}`;
      const onCall = [
        { kind: "answer", afterMs: 0 },
        { kind: "answer", afterMs: 0 },
      ] as const;
      const device = { name, over, onTurn, onCall, secondChanceMs, episodes: [], comesAgain: false };
      surroundings.arrive({ ...device, arrivesAtMs: afterMs }, code);
    }
  }

  return {
    offer,
    see({ serving, slots = 1 }, number) {
      if (kept.length === 0 || serving + slots <= number) return;
      const ready = kept;
      kept = [];
      for (const use of ready) use();
    },
    get afterwards() {
      return afterwards;
    },
  };
}
