import type { Settings } from "@fairline/core";
import type { Paint } from "./paint.ts";
import { table } from "./table.ts";
import { settingText } from "./words.ts";

/** Every setting with its value, and where it differs what a reset goes back to. */
export function settingTable(
  settings: Settings,
  configured: Settings,
  version: number,
  paint: Paint,
): string {
  const rows = Object.entries(settings).map(([name, value]) => {
    const [shown, back] = [value, configured[name as keyof Settings]].map((one) => settingText(name, one));
    return [paint("dim", name), shown ?? "", shown === back ? "" : paint("dim", `configured: ${back}`)];
  });
  return [table(rows, "lll"), "", paint("dim", `version ${version}`)].join("\n");
}
