import { limits } from "./limits.ts";
import type { SettingChange } from "./line.ts";
import type { SettingValue } from "./operating.ts";
import { languagesOf, type Settings } from "./settings.ts";

const ofState: Readonly<Record<string, string>> = {
  open: "opened the room",
  paused: "paused the room",
  closed: "closed the room",
};

/** SPEC R5: what somebody did to the settings, which are now these, as a sentence without its subject. */
export function sentenceOf(changes: readonly SettingChange[], now: Settings): string {
  const to = new Map(changes.map((change) => [change.field, change.to]));
  const told = new Set(["state", "draining", "announcement", "translations"]);
  const set = changes.filter(({ field }) => !told.has(field)).map(plain);
  const parts = [...doors(to), ...announced(to, now), ...(set.length > 0 ? [`set ${set.join(", ")}`] : [])];
  return parts.join("; ");
}

/** Who may join, and who is called: to begin to drain a room opens it, and to open or close it ends its draining. */
function doors(to: ReadonlyMap<string, SettingValue>): string[] {
  const [state, draining] = [to.get("state"), to.get("draining")];
  const ofNewState = state === undefined ? [] : [ofState[String(state)] ?? ""];
  if (draining === true) return [...(state === "open" ? [] : ofNewState), "began to drain the room"];
  return draining === false && state === undefined ? ["let newcomers in again"] : ofNewState;
}

/** Whatever was changed, it is told in which languages an announcement stands: a translation may outlive its text. */
function announced(to: ReadonlyMap<string, SettingValue>, now: Settings): string[] {
  const isText = to.has("announcement");
  const isTranslated = to.has("translations");
  if (!isText && !isTranslated) return [];
  const languages = languagesOf(now.translations).join(", ");
  const text = isText ? quoted(now.announcement) : "the same";
  if (languages === "") {
    if (!isText) return ["took the translations away"];
    return [now.announcement === "" ? "took the announcement away" : `announced ${text}`];
  }
  if (now.announcement === "")
    return [
      isTranslated ? `announced in ${languages} only` : `took the announcement away, but not in ${languages}`,
    ];
  if (!isTranslated) return [`announced ${text}, but left it as it was in ${languages}`];
  return [isText ? `announced ${text}, also in ${languages}` : `announced ${text} in ${languages}`];
}

function plain({ field, from, to }: SettingChange): string {
  return `${field} to ${shown(to)} (was ${shown(from)})`;
}

function shown(value: SettingValue): string {
  if (Array.isArray(value)) return value.length === 0 ? "none" : quoted(value.join(", "));
  return typeof value === "string" ? quoted(value) : String(value);
}

function quoted(text: string): string {
  const line = text.replace(/\s+/g, " ");
  const characters = [...line];
  const { quotedCharsMax } = limits;
  return `“${characters.length > quotedCharsMax ? `${characters.slice(0, quotedCharsMax - 1).join("")}…` : line}”`;
}
