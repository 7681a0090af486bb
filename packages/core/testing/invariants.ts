import { limits } from "../src/limits.ts";
import { isCallable } from "../src/line.ts";
import type { World } from "./world.ts";

/**
 * What must hold whenever nothing can run before time passes, whatever has happened: I1, I3, I4. Each break is a
 * sentence that begins with the number of its rule.
 */
export async function breaksAtRest(world: World): Promise<string[]> {
  const [gate, slots] = [await world.gate(), await world.slots()];
  const inSlots = new Set(slots.map((slot) => slot.number));
  const onTheirWay = new Set([...gate.recalled, ...[...gate.claims.values()].map((claim) => claim.number)]);
  const breaks: string[] = [];
  for (const key of world.keys) {
    const ticket = await world.ticket(key);
    if (ticket === undefined) continue;
    const { number, status } = ticket;
    const turns = world.heard(key, "turn");
    if (status === "admitted" && turns.length > 0 && !inSlots.has(number))
      breaks.push(`I1 ${key} (${number}) was called and has no slot`);
    if (status === "admitted" && !inSlots.has(number) && !onTheirWay.has(number))
      breaks.push(`I3 ${key} (${number}) is admitted, and no lane knows of it`);
    const isPassed = number < gate.serving && !onTheirWay.has(number);
    if (status === "waiting" && isCallable(ticket, world.clock.nowMs()) && isPassed)
      breaks.push(`I3 ${key} (${number}) waits and is forgotten`);
    if (turns.some((turn) => turn.number !== number))
      breaks.push(`I7 ${key} (${number}) was called by another number`);
    const outcomes = new Set(world.heard(key, "end").map((end) => end.outcome));
    if (outcomes.size > 1) breaks.push(`I4 ${key} (${number}) heard of ${[...outcomes].join(" and ")}`);
    if (status === "waiting" && turns.length > 0) breaks.push(`I4 ${key} (${number}) was called and waits`);
  }
  return breaks;
}

/** What must hold a moment after a tick, when nothing has failed lately: I5, I6. */
export async function breaksAfterTick(world: World): Promise<string[]> {
  const [{ settings }, gate, slots] = [await world.room(), await world.gate(), await world.slots()];
  const nowMs = world.clock.nowMs();
  const overdueMs = limits.overdueAllowanceMs + settings.tickSeconds * 1000;
  const breaks = slots
    .filter((slot) => nowMs > slot.expiresAtMs + overdueMs)
    .map((slot) => `I5 lane ${slot.lane} holds ${slot.number} long after its time`);
  const busy = new Set([...slots.map((slot) => slot.lane), ...gate.claims.keys()]);
  const idle = Array.from({ length: settings.slots }, (_, lane) => lane).filter((lane) => !busy.has(lane));
  if (settings.state !== "open" || !(await somebodyWaits(world))) return breaks;
  return [...breaks, ...idle.map((lane) => `I6 lane ${lane} is idle while somebody waits`)];
}

async function somebodyWaits(world: World): Promise<boolean> {
  const { claims } = await world.gate();
  const claimed = new Set([...claims.values()].map((claim) => claim.number));
  for (const key of world.keys) {
    const ticket = await world.ticket(key);
    if (ticket?.status !== "waiting" || claimed.has(ticket.number)) continue;
    if (isCallable(ticket, world.clock.nowMs())) return true;
  }
  return false;
}

/** SPEC I8: what is left behind when the last visitor is gone. */
export async function leftovers(world: World): Promise<string[]> {
  const [gate, slots] = [await world.gate(), await world.slots()];
  const counts = {
    "lobby messages": world.lobby.size,
    turns: world.turns.list().length,
    slots: slots.length,
    claims: gate.claims.size,
    "recalled numbers": gate.recalled.length,
    executions: world.visits.list().length,
    connections: await world.countConnections(),
  };
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `I8 ${count} ${what} are left`);
}
