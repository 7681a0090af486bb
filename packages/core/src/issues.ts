import { en } from "zod/locales";
import * as z from "zod/mini";

// zod/mini has no words of its own: without a locale it says "Invalid input" to everything. Whoever tells somebody what
// is wrong imports this module, and has the words with it. The visitor's page tells nobody, and is spared them.
z.config(en());

/** One line for a person: the field, the value that was given, and what is allowed. */
export function describeIssue(issue: z.core.$ZodIssue, input: unknown): string {
  const path = issue.path.map(String).join(".") || "input";
  const value = issue.path.reduce<unknown>(
    (at, key) =>
      at !== null && typeof at === "object" ? (at as Record<PropertyKey, unknown>)[key] : undefined,
    input,
  );
  return `${path}: ${messageOf(issue)} (was ${shown(value)})`;
}

/** What is wrong with a key of a map says it one level further in. */
function messageOf(issue: z.core.$ZodIssue): string {
  const [inner] = issue.code === "invalid_key" ? issue.issues : [];
  return inner?.message ?? issue.message;
}

function shown(value: unknown): string {
  if (value === undefined) return "missing";
  if (typeof value === "number") return String(value);
  try {
    return (JSON.stringify(value) ?? String(value)).slice(0, 80);
  } catch {
    // Too deep for JSON, or a circle.
    return "something that cannot be shown";
  }
}
