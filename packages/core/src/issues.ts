import { en } from "zod/locales";
import * as z from "zod/mini";

// zod/mini has no words of its own: without a locale it says "Invalid input" to everything. Whoever tells somebody what
// is wrong imports this module, and has the words with it. The visitor's page tells nobody, and is spared them.
z.config({ ...en(), customError: wordsFor });

/** Words of our own for what schemas leave unsaid; everything is said as what a value must be. */
function wordsFor(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_value":
      return `must be ${oneOf(issue.values.map(String))}`;
    case "invalid_type":
      return `must be ${kinds[issue.expected] ?? issue.expected}`;
    case "invalid_format":
      return issue.format === "datetime" ? "must be a time such as 2030-01-31T09:00:00Z" : undefined;
    case "unrecognized_keys":
      return issue.keys.length === 1 ? "is not known here" : "are not known here";
    case "invalid_key":
      return issue.issues[0]?.message;
    default:
      return undefined;
  }
}

const kinds: Readonly<Record<string, string>> = {
  object: "an object",
  record: "an object",
  array: "a list",
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};

/** `open, paused or closed` */
function oneOf(values: readonly string[]): string {
  return values.length < 2 ? values.join() : `${values.slice(0, -1).join(", ")} or ${values.at(-1)}`;
}

/** One line for a person: the field, the value that was given, and what is allowed. */
export function describeIssue(issue: z.core.$ZodIssue, input: unknown): string {
  const path = fieldOf(issue) || "input";
  if (issue.code === "unrecognized_keys") return `${path}: ${issue.message}`;
  const value = issue.path.reduce<unknown>(
    (at, key) =>
      at !== null && typeof at === "object" ? (at as Record<PropertyKey, unknown>)[key] : undefined,
    input,
  );
  return `${path}: ${issue.message} (was ${shown(value)})`;
}

/** Where it is wrong: `slots`, `translations.ko`, or what should not be there. Empty: the whole is. */
export function fieldOf(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String);
  if (issue.code !== "unrecognized_keys") return path.join(".");
  return issue.keys.map((key) => [...path, key].join(".")).join(", ");
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
