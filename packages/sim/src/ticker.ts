import { broadcast, type Line, limits, type Ports, planTicks, roomWithoutTicks, tick } from "@fairline/core";
import { wiring } from "@fairline/functions/wiring.ts";
import { invoke } from "./invocation.ts";
import { roomName, type Stage } from "./stage.ts";

const { everySeconds } = wiring.schedule;
const { receivesMax, visibilitySeconds } = wiring.queues.Ticks;
/** More than a simulated room ever has listeners: all hear every tick. */
const pushesMax = 1000;

const allShards: readonly number[] = Array.from({ length: limits.shards }, (_, shard) => shard);

interface Planned {
  readonly run: number;
  readonly dueSeconds: number;
  readonly tickSeconds: number;
}

/** The one-minute schedule, the Ticks queue, and its mapping. */
export interface Ticker {
  /** Plans the ticks of the room as it is now. */
  plan(ports: Ports): Promise<void>;
}

export function ticker(stage: Stage): Ticker {
  const { kernel, dice } = stage;
  const pending = new Set<string>();

  async function plan(ports: Ports): Promise<void> {
    const room = await ports.ledger.readRoom(roomName);
    if (room === undefined) return;
    const { tickSeconds } = room.settings;
    for (const { dueSeconds, delaySeconds } of planTicks(ports.clock.nowMs(), tickSeconds)) {
      const planned = { run: room.run, dueSeconds, tickSeconds };
      // Plans overlap, and a tick that is there twice is done once; to spare time, only the fault says it twice here.
      const name = `${room.run} ${dueSeconds} ${tickSeconds}`;
      if (pending.has(name)) continue;
      pending.add(name);
      kernel.after(delaySeconds * 1000, () => {
        pending.delete(name);
        arrive(planned);
      });
    }
  }

  function arrive(planned: Planned): void {
    if (stage.happens("loss", "a tick")) return;
    kernel.after(stage.transitMs("a tick"), () => deliver(planned, 1));
    if (stage.happens("duplicate", "a tick")) kernel.after(dice.below(3000), () => deliver(planned, 1));
  }

  function deliver(planned: Planned, receives: number): void {
    const downMs = stage.upAtMs - kernel.nowMs();
    if (downMs > 0) {
      kernel.after(downMs, () => deliver(planned, receives));
      return;
    }
    invoke(
      stage,
      "tick",
      (ports) => run(ports, planned),
      (ended) => {
        if (ended.kind === "done" || receives >= receivesMax) return;
        kernel.after(visibilitySeconds * 1000, () => deliver(planned, receives + 1));
      },
    );
  }

  async function run(ports: Ports, { run, dueSeconds, tickSeconds }: Planned): Promise<void> {
    const line = { room: roomName, run };
    const ticked = await tick(ports, line, { dueSeconds, tickSeconds });
    if (ticked === undefined) {
      if ((await roomWithoutTicks(ports, line)) !== undefined) await plan(ports);
      return;
    }
    stage.tally.count("tick");
    const all = { message: ticked.message, index: dueSeconds / tickSeconds, pushesMax };
    // To spare time: where nobody is, nobody is told. What a stale read shows is still among them.
    const known = await Promise.all(allShards.map((shard) => isAnybodyIn(line, shard)));
    const shards = allShards.filter((shard) => known[shard]);
    await broadcast(ports, line, shards, all);
  }

  async function isAnybodyIn(line: Line, shard: number): Promise<boolean> {
    for await (const page of stage.services.ledger.listConnections(line, shard))
      if (page.length > 0) return true;
    return false;
  }

  function schedule(): void {
    invoke(stage, "scheduleTicks", plan, () => {});
    kernel.after(everySeconds * 1000, schedule);
  }
  // The room has been there for a while: the minute that has begun is planned.
  void plan(stage.services);
  kernel.after(dice.below(everySeconds * 1000), schedule);
  return { plan };
}
