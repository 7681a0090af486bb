/** What was written on several lines, where there is one for it; and nothing that would steer a terminal. */
export function inOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\s]+/gu, " ").trim();
}
