import { limits } from "./limits.ts";
import type { SettingChange } from "./line.ts";
import type { SettingValue } from "./operating.ts";

const ofState: Readonly<Record<string, string>> = {
  open: "opened the room",
  paused: "paused the room",
  closed: "closed the room",
};

/** SPEC R5: what somebody did to the settings, as a sentence without its subject. */
export function sentenceOf(changes: readonly SettingChange[]): string {
  const to = new Map(changes.map((change) => [change.field, change.to]));
  const told = new Set(["state", "draining", "announcement", "translations"]);
  const set = changes.filter(({ field }) => !told.has(field)).map(plain);
  const parts = [...doors(to), ...announced(to), ...(set.length > 0 ? [`set ${set.join(", ")}`] : [])];
  return parts.join("; ");
}

/** Who may join, and who is called: to begin to drain a room opens it, and to open or close it ends its draining. */
function doors(to: ReadonlyMap<string, SettingValue>): string[] {
  const [state, draining] = [to.get("state"), to.get("draining")];
  const ofNewState = state === undefined ? [] : [ofState[String(state)] ?? ""];
  if (draining === true) return [...(state === "open" ? [] : ofNewState), "began to drain the room"];
  return draining === false && state === undefined ? ["let newcomers in again"] : ofNewState;
}

function announced(to: ReadonlyMap<string, SettingValue>): string[] {
  const [text, translations] = [to.get("announcement"), to.get("translations")];
  const languages = Object.keys(typeof translations === "object" ? translations : {});
  const inLanguages = languages.length > 0 ? ` in ${languages.join(", ")}` : "";
  if (text === undefined) {
    if (translations === undefined) return [];
    return [inLanguages === "" ? "took the translations away" : `announced the same${inLanguages}`];
  }
  if (text === "")
    return [inLanguages === "" ? "took the announcement away" : `announced${inLanguages} only`];
  return [`announced ${quoted(String(text))}${inLanguages === "" ? "" : `, also${inLanguages}`}`];
}

function plain({ field, from, to }: SettingChange): string {
  return `${field} to ${shown(to)} (was ${shown(from)})`;
}

function shown(value: SettingValue): string {
  return typeof value === "string" ? quoted(value) : String(value);
}

function quoted(text: string): string {
  const line = text.replace(/\s+/g, " ");
  const characters = [...line];
  const { quotedCharsMax } = limits;
  return `“${characters.length > quotedCharsMax ? `${characters.slice(0, quotedCharsMax - 1).join("")}…` : line}”`;
}
