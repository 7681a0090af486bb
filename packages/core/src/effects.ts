import { isSameValue } from "./audit.ts";
import { ticksBetween } from "./cadence.ts";
import { duration, isAtOnce, roughly } from "./durations.ts";
import { callSeconds } from "./messages.ts";
import type { Outlook } from "./operating.ts";
import { cadenceUnder, calledAtOnce, outlook, type Situation } from "./outlook.ts";
import { languagesOf, type Settings, settled } from "./settings.ts";

/** A change of settings, and what is to be expected without it and with it. */
interface Difference {
  readonly now: Situation;
  readonly before: Settings;
  readonly after: Settings;
  readonly without: Outlook;
  readonly with: Outlook;
}

/** A change of pushes by less than this share is not worth a sentence. */
const pushesShareMin = 0.1;

/** SPEC F5: what a change of settings would do, in sentences, the weightiest first. Where nothing changes there is none. */
export function effectsOf(now: Situation, wanted: Settings): string[] {
  const before = now.settings;
  const after = settled(wanted);
  const difference = { now, before, after, without: outlook(now, before), with: outlook(now, after) };
  const tellers = [
    doors,
    lastWait,
    callsAtOnce,
    visitsAbove,
    visits,
    news,
    pushes,
    calls,
    grace,
    hold,
    moreTime,
    returns,
    words,
  ];
  const told = tellers.flatMap((tell) => tell(difference) ?? []);
  return told.length > 0 || isSame(before, after) ? told : [later(after)];
}

/** What changes nothing for anybody as yet. */
function later({ state }: Settings): string {
  switch (state) {
    case "closed":
      return "Nothing now: the room is closed. It counts when the room opens.";
    case "paused":
      return "Nothing now: the room is paused. It counts when the room is resumed.";
    case "open":
      return "Nothing now: nobody waits, and nobody can join.";
    default:
      return state satisfies never;
  }
}

function doors({ now, before, after, with: then }: Difference): string[] {
  const ofState = before.state === after.state ? [] : [stateSentence(before, after)];
  // Whether newcomers come in is said with the rest where the room is closed or opened.
  const isSaid = after.state === "closed" || (before.state === "closed" && !after.draining);
  if (before.draining === after.draining || isSaid) return ofState;
  if (!after.draining) return [...ofState, "Newcomers are let in again."];
  return [...ofState, `Newcomers are refused${drained(now, after, then)}`];
}

/** SPEC R7: a room that drains closes when the last visit is over; whoever is away keeps the place for a while (SPEC P4). */
function drained(now: Situation, after: Settings, { drainSeconds }: Outlook): string {
  const closes = "When nobody is left the room closes by itself";
  if (after.state !== "open" || drainSeconds === undefined)
    return `, and those in line are served. ${closes}.`;
  const away = `up to ${duration(after.holdSeconds)} (hold) later if somebody in line is away.`;
  if (now.waiting === 0) {
    const leftSeconds = Math.max(0, ...now.slots.map(({ expiresAtMs }) => expiresAtMs - now.atMs)) / 1000;
    const soon = leftSeconds < 1 ? "within a few seconds" : `in ${roughly(leftSeconds)} at most`;
    return `. Nobody waits. ${closes}: ${soon}, and ${away}`;
  }
  const visit = after.confirm
    ? `${duration(callSeconds(after) + after.slotSeconds)} (a call and Y)`
    : `${duration(after.slotSeconds)} (Y)`;
  return `, and those in line are served: the last of them is called in about ${roughly(drainSeconds)}. ${closes}: at most ${visit} after that, and ${away}`;
}

function stateSentence(before: Settings, after: Settings): string {
  switch (after.state) {
    case "paused":
      return "Nobody is called until the room is resumed. Everybody keeps their place, and visits go on.";
    case "closed":
      return "Nobody can join, and nobody is called. Everybody keeps their place, and visits go on.";
    case "open":
      return before.state === "closed" && !after.draining
        ? "Newcomers are let in again, and whoever waits is called."
        : "Whoever waits is called again.";
    default:
      return after.state satisfies never;
  }
}

function lastWait({ now, before, after, ...outlooks }: Difference): string | undefined {
  const [from, to] = [outlooks.without.lastWait?.likelySeconds, outlooks.with.lastWait?.likelySeconds];
  const settings = valuesOf(before, after);
  if (to === undefined || (from !== undefined && settings === "")) return undefined;
  const who = now.waiting > 0 ? "the last in line" : "whoever joins now";
  const subject = settings === "" ? capitalised(who) : `At ${settings} ${who}`;
  const was = from === undefined ? "" : asBefore(from, to);
  return isAtOnce(to)
    ? `${subject} is called at once${was}.`
    : `${subject} waits about ${roughly(to)}${was}.`;
}

function asBefore(fromSeconds: number, toSeconds: number): string {
  if (isAtOnce(fromSeconds)) return isAtOnce(toSeconds) ? ", as before" : " instead of being called at once";
  if (isAtOnce(toSeconds)) return ` instead of waiting about ${roughly(fromSeconds)}`;
  return roughly(fromSeconds) === roughly(toSeconds) ? ", as before" : ` instead of ${roughly(fromSeconds)}`;
}

/** What the wait depends on, as far as it changes: `X = 20 and Y = 30 s`. */
function valuesOf(before: Settings, after: Settings): string {
  const x = before.slots === after.slots ? [] : [`X = ${after.slots}`];
  const y = before.slotSeconds === after.slotSeconds ? [] : [`Y = ${duration(after.slotSeconds)}`];
  return [...x, ...y].join(" and ");
}

function callsAtOnce({ now, after }: Difference): string | undefined {
  const called = calledAtOnce(now, after);
  return called === 0 ? undefined : `${people(called)} called at once.`;
}

/** SPEC A8: a lane that is closed ends its visit, and brings no other. */
function visitsAbove({ now, before, after }: Difference): string | undefined {
  if (after.slots >= before.slots) return undefined;
  const above = now.slots.filter(({ lane }) => lane >= after.slots);
  if (above.length === 0) return undefined;
  const endMs = Math.max(...above.map(({ expiresAtMs }) => expiresAtMs));
  const go = above.length === 1 ? "one visit goes" : `${above.length} visits go`;
  return `Nobody is thrown out: ${go} on above X = ${after.slots}, for ${duration(Math.max(0, endMs - now.atMs) / 1000)} at most.`;
}

function visits({ before, after }: Difference): string | undefined {
  if (before.slotSeconds === after.slotSeconds) return undefined;
  const may = changed("From the next one on a visit may last", before.slotSeconds, after.slotSeconds);
  return `${may}. Those under way keep their time.`;
}

/** SPEC T7: those far behind hear less often, if a tick would cost more pushes than it may, or if that is how a room is told. */
function news({ now, before, after }: Difference): string | undefined {
  const [from, to] = [before, after].map(
    (settings) =>
      settings.tickSeconds * Math.round(ticksBetween(now.waiting, now.waiting, cadenceUnder(now, settings))),
  );
  if (before.tickSeconds === after.tickSeconds || from === undefined || to === undefined) return undefined;
  const who = now.waiting > 0 ? "The last in line hears" : "Everybody hears";
  const told =
    from === to ? `${who} every ${duration(to)}, as before` : changed(`${who} every`, from, to, "every ");
  return `${told}. Nobody's turn comes sooner or later for that.`;
}

function pushes({ without, with: then }: Difference): string | undefined {
  const [from, to] = [without.pushesPerSecond, then.pushesPerSecond];
  if (Math.abs(to - from) <= pushesShareMin * Math.max(from, to)) return undefined;
  return `Ticks cost about ${amount(to)} pushes a second instead of ${amount(from)}.`;
}

/** SPEC C1. */
function calls({ before, after }: Difference): string | undefined {
  const stands = duration(callSeconds(after));
  if (before.confirm === after.confirm) {
    const stood = duration(callSeconds(before));
    return after.confirm && stood !== stands ? `A call stands for ${stands} instead of ${stood}.` : undefined;
  }
  return after.confirm
    ? `Whoever is called has to say “I'm here” within ${stands}, else the slot goes to the next.`
    : "Whoever is called is let in at once. Calls that stand are still to be answered.";
}

/** SPEC V5. */
function grace({ before, after }: Difference): string | undefined {
  if (before.graceSeconds === after.graceSeconds) return undefined;
  return `${changed("Who was let in and has no connection is a no-show after", before.graceSeconds, after.graceSeconds)}.`;
}

/** SPEC P4, C2. */
function hold({ before, after }: Difference): string | undefined {
  if (before.holdSeconds === after.holdSeconds) return undefined;
  return `${changed("Who waits and has no connection, or missed a call, keeps the place for", before.holdSeconds, after.holdSeconds)}.`;
}

/** SPEC X1: only what is above Y is more time; a visit that was given some keeps it. */
function moreTime({ before, after }: Difference): string | undefined {
  const [gave, gives] = [before, after].map((one) => one.maxVisitSeconds > one.slotSeconds);
  if (before.maxVisitSeconds === after.maxVisitSeconds && gave === gives) return undefined;
  if (gives)
    return `The site may let a visit last ${duration(after.maxVisitSeconds)} in all, those under way, too.`;
  const why = after.maxVisitSeconds === 0 ? "" : `: that takes more than Y, ${duration(after.slotSeconds)}`;
  return gave
    ? `The site gives no visit more time${why}. What it has given stays.`
    : `The site still gives no visit more time${why}.`;
}

/** SPEC G1. */
function returns({ before, after }: Difference): string | undefined {
  if (isSameValue(before.returnAddresses, after.returnAddresses)) return undefined;
  const [to] = after.returnAddresses;
  if (to === undefined) return "Nobody is sent to a site any more: pages stay where they are at the turn.";
  return to === before.returnAddresses[0]
    ? "Visitors may be sent to other addresses from now on."
    : `Whoever comes from nowhere else is sent to ${to} at the turn.`;
}

function words({ before, after }: Difference): string[] {
  const told: string[] = [];
  if (before.title !== after.title) told.push("Pages show another title with the next tick.");
  const isTranslated = !isSameText(before.translations, after.translations);
  const stays = isTranslated ? "" : staysIn(languagesOf(after.translations));
  if (before.announcement !== after.announcement)
    told.push(
      after.announcement === ""
        ? `The announcement is taken away with the next tick${stays}.`
        : `Everybody reads the new announcement with the next tick${stays}.`,
    );
  if (isTranslated) told.push("The announcement's translations change a few seconds after the next tick.");
  return told;
}

/** SPEC R10: who reads one of these goes on reading what stands in it. */
function staysIn(languages: readonly string[]): string {
  return languages.length === 0 ? "" : `, but for those who read it in ${languages.join(", ")}: theirs stays`;
}

function isSame({ translations: before, ...a }: Settings, { translations: after, ...b }: Settings): boolean {
  const names = Object.keys(b) as (keyof typeof b)[];
  return isSameText(before, after) && names.every((name) => isSameValue(a[name], b[name]));
}

function isSameText(a: Settings["translations"], b: Settings["translations"]): boolean {
  const languages = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...languages].every((language) => (a[language] ?? "") === (b[language] ?? ""));
}

/** `… 20 s instead of 15 s` */
function changed(what: string, fromSeconds: number, toSeconds: number, again = ""): string {
  return `${what} ${duration(toSeconds)} instead of ${again}${duration(fromSeconds)}`;
}

function people(count: number): string {
  return count === 1 ? "One visitor is" : `${count} visitors are`;
}

/** Rounded as far as an estimate is worth. */
function amount(value: number): string {
  return value < 10 ? String(Math.round(value * 10) / 10) : String(Math.round(value));
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
