import { wearIcon } from "../tabIcon.ts";
import { paletteOf, type Scheme, schemes } from "./colours.ts";
import { styleOf } from "./style.ts";
import { type Theme, themeAddress } from "./theme.ts";

let sheet: CSSStyleSheet | undefined;

/**
 * Puts a theme's colours and icon on the page. The content security policy admits no inline style; a sheet that a script
 * has made is none. A browser too old to know such sheets shows the shipped colours.
 */
export function wear({ colours, logo }: Theme): void {
  if (!("adoptedStyleSheets" in document)) return;
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    document.adoptedStyleSheets.push(sheet);
  }
  sheet.replaceSync(colours === undefined ? "" : styleOf(colours));
  for (const scheme of schemes) tint(scheme, paletteOf(colours ?? {}, scheme).paper);
  wearIcon(logo === undefined ? undefined : themeAddress + logo);
}

/** The browser's own bars around the page. */
function tint(scheme: Scheme, paper: string): void {
  const selector = `meta[name="theme-color"][media*="${scheme}"]`;
  document.querySelector(selector)?.setAttribute("content", paper);
}
