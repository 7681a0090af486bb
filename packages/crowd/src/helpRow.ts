/** A flag and what it is for, as `--help` shows them: the text in lines that are not too long. */
export function helpRow(
  name: string,
  about: string,
  width: { readonly name: number; readonly text: number },
): string {
  const lines: string[] = [];
  let line = "";
  for (const word of about.split(" ")) {
    if (line !== "" && line.length + word.length >= width.text) {
      lines.push(line);
      line = "";
    }
    line += line === "" ? word : ` ${word}`;
  }
  return [...lines, line]
    .map((text, place) => `  ${(place === 0 ? name : "").padEnd(width.name)}${text}`)
    .join("\n");
}
