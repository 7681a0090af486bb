import type { AuditView } from "@fairline/core";

/** A setting's value as the console says it: of texts by language, which there are. */
export function valueSaid(value: AuditView["changes"][number]["from"]): string {
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value !== "object") return value === "" ? "none" : `“${value}”`;
  const names = Array.isArray(value) ? value : Object.keys(value);
  return names.length === 0 ? "none" : names.join(", ");
}
