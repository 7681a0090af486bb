import type { Answer } from "@fairline/client/answer";
import { Settings, type SettingsChange } from "@fairline/core";
import type { Refusal } from "../../requests.ts";

/** The settings that the form changes. State and announcement have buttons of their own. */
export const fields = [
  "title",
  "slots",
  "slotSeconds",
  "tickSeconds",
  "graceSeconds",
  "holdSeconds",
  "maxVisitSeconds",
  "confirm",
  "returnAddresses",
] as const;
export type Field = (typeof fields)[number];
/** The one that is on or off, not typed. As text it is `true` or `false`. */
export const switched = "confirm" satisfies Field;
/** The one that is a list. As text it has a line for each. */
export const listed = "returnAddresses" satisfies Field;

/** What was typed and differs from what is in force, as text. */
export type Draft = Readonly<Partial<Record<Field, string>>>;

/** Settings as the server has them. */
export interface Read {
  readonly settings: Settings;
  readonly version: number;
}

export interface Ready extends Read {
  readonly form: "ready";
  readonly draft: Draft;
  /** The version that the draft was begun over: a save of it is refused when there is another one. */
  readonly base: number;
  readonly refused: Readonly<Partial<Record<Field, string>>>;
  readonly outcome: FormOutcome;
}

export type Form = { readonly form: "loading" } | Ready;

export type FormOutcome =
  | { readonly kind: "none" | "saving" | "refused" }
  /** Until `inForceAtMs` (local time) some still go by what was in force before. */
  | { readonly kind: "saved"; readonly version: number; readonly inForceAtMs: number }
  /** Somebody else was faster. What was typed here is kept until it is saved anew. */
  | { readonly kind: "changedElsewhere"; readonly what: string }
  | { readonly kind: "failed"; readonly message: string };

/** A setting as it is typed. */
export function asText(value: Settings[Field]): string {
  return Array.isArray(value) ? value.join("\n") : String(value);
}

/** The form with a field typed into. A value that equals what is in force is no change. */
export function typed(form: Ready, field: Field, text: string): Ready {
  const draft = { ...form.draft, [field]: text };
  if (text === asText(form.settings[field])) delete draft[field];
  const refused = { ...form.refused };
  delete refused[field];
  return settled({ ...form, draft, refused, outcome: { kind: "none" } });
}

/** The form over settings that are in force now; what was typed is kept where it still differs. */
export function over(read: Read, draft: Draft, outcome: FormOutcome): Ready {
  const kept = Object.entries(draft).filter(
    ([field, text]) => text !== asText(read.settings[field as Field]),
  );
  return {
    form: "ready",
    ...read,
    base: read.version,
    draft: Object.fromEntries(kept),
    refused: {},
    outcome,
  };
}

/**
 * The form once it is known that other settings are in force. They are shown, but a draft stays based on those of before:
 * the next save is refused and tells who changed what, and nobody is overruled by accident. What was changed from here
 * (`isOwn`) is known, if nobody else changed anything between.
 */
export function renewed(form: Form, read: Read, isOwn = false): Ready {
  if (form.form === "loading") return over(read, {}, { kind: "none" });
  const { base, refused, draft, outcome } = form;
  const isKnown = isOwn && read.version === base + 1;
  return settled({ ...over(read, draft, outcome), refused, base: isKnown ? read.version : base });
}

/** Where nothing is typed, nothing can be overruled. */
function settled(form: Ready): Ready {
  return isTouched(form) ? form : { ...form, base: form.version };
}

export function isTouched({ draft }: Pick<Ready, "draft">): boolean {
  return Object.keys(draft).length > 0;
}

/** What a draft asks for, as the server takes it. */
export function changeOf(draft: Draft): SettingsChange {
  const entries = Object.entries(draft).map(([field, text]) => [field, sentValue(field as Field, text)]);
  return Object.fromEntries(entries);
}

/** A switch as what it is, a list by its lines, a whole number as a number; anything else as it was typed, for the server to refuse with its own words. */
function sentValue(field: Field, text: string): string | number | boolean | string[] {
  if (field === switched) return text === "true";
  if (field === listed) return linesOf(text);
  return field !== "title" && /^\s*-?\d+\s*$/.test(text) ? Number(text) : text;
}

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** What the server says of the form's fields, each what it says first. Nothing: it was about something else. */
export function refusals({ problem }: Refusal): Ready["refused"] | undefined {
  const errors = (problem?.errors ?? [])
    .map(({ field, message }) => ofField(field, message))
    .filter(([field]) => fields.includes(field as Field));
  return errors.length === 0 ? undefined : Object.fromEntries(errors.reverse());
}

/** Of a list's fourth entry, `returnAddresses.3`, the field is the list, and which it is stands in the words. */
function ofField(path: string, message: string): [field: string, message: string] {
  const [field = "", index] = path.split(".");
  return [field, index === undefined ? message : `number ${Number(index) + 1} ${message}`];
}

export function settingsIn(answer: Answer): Read | undefined {
  if (!answer.ok) return undefined;
  const version = Number(/^(?:W\/)?"(\d+)"$/.exec(answer.etag ?? "")?.[1]);
  const settings = Settings.safeParse(answer.body);
  return settings.success && Number.isInteger(version) ? { settings: settings.data, version } : undefined;
}

/** A version as requests name it that are meant for no other. */
export function etagOf(version: number): string {
  return `"${version}"`;
}

/** How long it is still said that what was saved is in force. */
const toldMs = 6000;
/** A tick may be late by so much. */
const tickAllowanceMs = 1000;

export function saved({ version, settings }: Read, nowMs: number): FormOutcome {
  return { kind: "saved", version, inForceAtMs: nowMs + settings.tickSeconds * 1000 + tickAllowanceMs };
}

/** A save is told for as long as that is true and new, and not over somebody's later change. */
export function faded(outcome: FormOutcome, version: number, nowMs: number): FormOutcome {
  if (outcome.kind !== "saved") return outcome;
  const isOver = version > outcome.version || nowMs > outcome.inForceAtMs + toldMs;
  return isOver ? { kind: "none" } : outcome;
}
