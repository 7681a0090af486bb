/** Control characters as JSON writes them: what a server says must not steer the terminal on which it is shown. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
