import { styleText } from "node:util";

type Format = Parameters<typeof styleText>[0];

/** Text in a colour, where it is shown on a terminal, and NO_COLOR does not forbid it. */
export type Paint = (format: Format, text: string) => string;

export function paintFor(stream: NodeJS.WritableStream): Paint {
  return (format, text) => styleText(format, text, { stream });
}
