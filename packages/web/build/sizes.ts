import { gzipSync } from "node:zlib";

/** A file of a build, as far as it matters here: what it holds, and what it loads. */
export interface BuiltFile {
  readonly fileName: string;
  readonly content: string | Uint8Array;
  /** Files that are loaded with it. */
  readonly loads: readonly string[];
  /** Files that it may load later. */
  readonly loadsLater: readonly string[];
  /** The source that it was made for, where there is one. */
  readonly source: string | undefined;
  readonly isEntry: boolean;
}

/** JavaScript and CSS of a page, gzipped, in bytes. The console is the operator's: it has no bound. */
export const pages = {
  visitor: { title: "the visitor's page", gzippedBytesMax: 70_000 },
  console: { title: "the console", gzippedBytesMax: undefined },
} as const;
export type PageName = keyof typeof pages;

export interface PageSize {
  readonly page: PageName;
  readonly files: readonly string[];
  readonly gzippedBytes: number;
}

/**
 * What each page weighs. To the visitor's page counts all that it may ever load, at once or later, in any language; to the
 * console what everybody loads at first, and what it loads itself.
 */
export function pageSizes(files: readonly BuiltFile[]): readonly PageSize[] {
  const ofConsole = (file: BuiltFile) => file.source?.includes("/src/console/") ?? false;
  return [
    sizeOf("visitor", files, (later) => !ofConsole(later)),
    sizeOf("console", files, (later, from) => ofConsole(later) || ofConsole(from)),
  ];
}

/** Follows what the entries load, and of what may be loaded later that which belongs to the page. */
function sizeOf(
  page: PageName,
  files: readonly BuiltFile[],
  belongs: (later: BuiltFile, from: BuiltFile) => boolean,
): PageSize {
  const byName = new Map(files.map((file) => [file.fileName, file]));
  const named = (names: readonly string[]) => names.flatMap((name) => byName.get(name) ?? []);
  const reached = new Set(files.filter(({ isEntry }) => isEntry));
  // A set that grows while it is gone through is gone through to its end.
  for (const file of reached) {
    for (const next of named(file.loads)) reached.add(next);
    for (const next of named(file.loadsLater)) if (belongs(next, file)) reached.add(next);
  }
  const gzippedBytes = [...reached].reduce((sum, { content }) => sum + gzipSync(content).byteLength, 0);
  return { page, files: [...reached].map(({ fileName }) => fileName).sort(), gzippedBytes };
}

/** One line a page, for whoever builds. */
export function sizeLines(sizes: readonly PageSize[]): readonly string[] {
  const kb = (bytes: number) => `${(bytes / 1000).toFixed(1)} KB`;
  return sizes.map(({ page, gzippedBytes }) => {
    const { title, gzippedBytesMax } = pages[page];
    const line = `${title.padEnd(20)}${kb(gzippedBytes).padStart(8)} gzip`;
    if (gzippedBytesMax === undefined) return line;
    return `${line}, ${gzippedBytes > gzippedBytesMax ? "TOO MUCH: " : ""}at most ${kb(gzippedBytesMax)}`;
  });
}
