/** As it would be typed, to be read by others: without name and password of an address, and in quotes what a shell takes apart. */
export function commandLine(args: readonly string[]): string {
  const words = args.map((arg) => {
    const word = arg.replaceAll(/(\w+:\/\/)[^/?#\s]*@/g, "$1");
    return /^[\w./:=,@-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
  });
  return ["npm run crowd --", ...words].join(" ");
}
