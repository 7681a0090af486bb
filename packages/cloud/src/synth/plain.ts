/** The mark by which Pulumi's protocol tells a secret from any other map. */
const secretMark = "4dabf18193072939515e22adb298388d";

function isSecret(value: unknown): value is { value: unknown } {
  return typeof value === "object" && value !== null && secretMark in value && "value" in value;
}

/** Inputs as JSON has them, secrets unwrapped. */
export function plain(value: unknown): unknown {
  if (isSecret(value)) return plain(value.value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}

/** The names of inputs that hold a secret, however deep. */
export function secretsIn(inputs: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(inputs).filter((name) => JSON.stringify(inputs[name])?.includes(secretMark));
}
