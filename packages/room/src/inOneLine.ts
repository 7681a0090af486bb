/** What was written on several lines, where there is one for it. */
export function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
