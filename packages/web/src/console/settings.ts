import { Settings } from "@fairline/core";
import { type Answer, ask, withBearer } from "../answer.ts";
import type { Http } from "../ports.ts";
import { troubleText } from "./live.ts";

/** The settings that the form changes. State and announcement have buttons of their own. */
export const fields = [
  "title",
  "slots",
  "slotSeconds",
  "tickSeconds",
  "graceSeconds",
  "holdSeconds",
  "confirm",
] as const;
export type Field = (typeof fields)[number];
/** The one that is on or off, not typed. As text it is `true` or `false`. */
export const switched = "confirm" satisfies Field;

/** What was typed and differs from what is in force, as text. */
export type Draft = Readonly<Partial<Record<Field, string>>>;

export type Form =
  | { readonly form: "loading" }
  | {
      readonly form: "ready";
      readonly settings: Settings;
      readonly etag: string;
      readonly draft: Draft;
      readonly refused: Readonly<Partial<Record<Field, string>>>;
      readonly outcome: FormOutcome;
    };

export type FormOutcome =
  | { readonly kind: "none" | "saving" | "saved" }
  /** Somebody else was faster. What they set is shown; what was typed here is kept until it is saved anew. */
  | { readonly kind: "changedElsewhere" }
  | { readonly kind: "failed"; readonly message: string };

export type Ready = Extract<Form, { form: "ready" }>;

/** The form with a field typed into. A value that equals what is in force is no change. */
export function typed(form: Ready, field: Field, text: string): Ready {
  const draft = { ...form.draft, [field]: text };
  if (text === String(form.settings[field])) delete draft[field];
  const refused = { ...form.refused };
  delete refused[field];
  return { ...form, draft, refused, outcome: { kind: "none" } };
}

/** The form over settings that are in force now; what was typed is kept where it still differs. */
export function over(settings: Settings, etag: string, draft: Draft, outcome: FormOutcome): Ready {
  const kept = Object.entries(draft).filter(([field, text]) => text !== String(settings[field as Field]));
  return { form: "ready", settings, etag, draft: Object.fromEntries(kept), refused: {}, outcome };
}

/** A switch as what it is, a whole number as a number; anything else as it was typed, for the server to refuse with its own words. */
function sentValue(field: Field, text: string): string | number | boolean {
  if (field === switched) return text === "true";
  return field !== "title" && /^\s*-?\d+\s*$/.test(text) ? Number(text) : text;
}

export type Read = { readonly settings: Settings; readonly etag: string };

export function settingsIn(answer: Answer): Read | undefined {
  if (!answer.ok || answer.etag === undefined) return undefined;
  const settings = Settings.safeParse(answer.body);
  return settings.success ? { settings: settings.data, etag: answer.etag } : undefined;
}

export async function readSettings(http: Http, path: string, token: string): Promise<Read | undefined> {
  return settingsIn(await ask(http, `${path}/settings`, withBearer(token, "GET")));
}

/** Sends what was changed. Somebody else's change in between is read, and told. */
export async function saveSettings(http: Http, path: string, token: string, form: Ready): Promise<Form> {
  const change = Object.fromEntries(
    Object.entries(form.draft).map(([field, text]) => [field, sentValue(field as Field, text)]),
  );
  const put = withBearer(token, "PUT", change);
  const answer = await ask(http, `${path}/settings`, {
    ...put,
    headers: { ...put.headers, "if-match": form.etag },
  });
  if (!answer.ok && answer.status === 422) return refusedForm(form, answer);
  if (!answer.ok && answer.status !== 412)
    return { ...form, outcome: { kind: "failed", message: troubleText(answer) } };
  const now = settingsIn(answer) ?? (await readSettings(http, path, token));
  if (now === undefined)
    return { ...form, outcome: { kind: "failed", message: "The settings could not be read again." } };
  return answer.ok
    ? over(now.settings, now.etag, {}, { kind: "saved" })
    : over(now.settings, now.etag, form.draft, { kind: "changedElsewhere" });
}

function refusedForm(form: Ready, answer: Extract<Answer, { ok: false }>): Form {
  const errors = answer.problem?.errors ?? [];
  const refused = Object.fromEntries(
    errors
      .filter(({ field }) => fields.includes(field as Field))
      .map(({ field, message }) => [field, message]),
  );
  if (Object.keys(refused).length === 0)
    return { ...form, outcome: { kind: "failed", message: troubleText(answer) } };
  return { ...form, refused, outcome: { kind: "none" } };
}
