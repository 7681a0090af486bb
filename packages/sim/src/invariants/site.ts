import { at, inFlightMs, type TicketId, ticketId } from "./seen.ts";
import type { Invariant } from "./types.ts";

interface Made {
  readonly ticket: TicketId;
  readonly device: string;
  readonly untilMs: number;
}

/**
 * SPEC G3: a code brings one pass, in time, to the device that it was made for. SPEC G5, I5: no pass is renewed when its visit
 * has ended, and none outlives it. That nobody becomes a no-show by going to the site (G4) is looked at with the losses.
 */
export const site: Invariant = (evidence) => {
  const { plan, history } = evidence;
  const allowanceMs = 2 * plan.faults.clockSkewMs + inFlightMs(plan);
  const made = new Map<string, Made>();
  const used = new Set<string>();
  const ends = new Map<TicketId, number>();
  const endedAtMs = new Map<TicketId, number>();
  const breaks: string[] = [];
  for (const entry of history) {
    const when = at(evidence, entry.atMs);
    switch (entry.kind) {
      case "admitted":
      case "postponed":
      case "extended":
        ends.set(ticketId(entry.run, entry.number), entry.expiresAtMs);
        break;
      case "ended":
        endedAtMs.set(ticketId(entry.run, entry.number), entry.atMs);
        break;
      case "sent": {
        const { code, device, untilMs } = entry;
        made.set(code, { ticket: ticketId(entry.run, entry.number), device, untilMs });
        break;
      }
      case "arrived": {
        const { code, device, number, untilMs } = entry;
        const ticket = ticketId(entry.run, number);
        const of = made.get(code);
        if (used.has(code)) breaks.push(`G3 code ${code} brought a pass ${when}, and had brought one`);
        used.add(code);
        if (of?.ticket !== ticket || of.device !== device)
          breaks.push(`G3 code ${code} brought a pass of ticket ${number} to ${device} ${when}`);
        else if (entry.atMs > of.untilMs + allowanceMs)
          breaks.push(`G3 code ${code} brought a pass ${when}, and was too old`);
        if (untilMs > (ends.get(ticket) ?? 0))
          breaks.push(`I5 the pass that code ${code} brought ${when} outlives the visit of ticket ${number}`);
        break;
      }
      case "renewed": {
        const { number, askedAtMs, untilMs } = entry;
        const ticket = ticketId(entry.run, number);
        if (askedAtMs > (endedAtMs.get(ticket) ?? untilMs + allowanceMs))
          breaks.push(`G5 the pass of ticket ${number} was renewed ${when}, after its visit`);
        if (untilMs > (ends.get(ticket) ?? 0))
          breaks.push(`I5 the pass of ticket ${number} that was renewed ${when} outlives its visit`);
        break;
      }
      default:
    }
  }
  return breaks;
};
