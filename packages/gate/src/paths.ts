import type { Config } from "./config.ts";
import { limits } from "./limits.ts";

export interface PathRule {
  readonly room: string;
  /** Without it, the path is the visitor's to see in any case, and only ends the visit of who has one. */
  readonly isProtected: boolean;
  readonly isEnding: boolean;
}

/**
 * What a path is to the gate; nothing if it is nothing to it. Two ways of reading a path, each on the safe side: what is
 * protected is looked for behind every disguise, and what is let through must be exactly what the operator wrote. What
 * servers read in different ways is protected wherever it seems to lead.
 */
export function readerOfPaths(config: Config): (method: string, pathname: string) => PathRule | undefined {
  const rules = config.rooms.map(({ room, protect, complete }) => ({
    room,
    protects: lenient(protect),
    ends: lenient(complete),
  }));
  const isBypassed = strict(config.bypass.paths);

  return (method, pathname) => {
    const forms = formsOf(pathname);
    const isOpen = isBypassed(pathname) || (config.bypass.assets && isAsset(method, pathname));
    const named = isOpen ? undefined : rules.find(({ protects }) => protects(forms));
    const first = named ?? (isDisguised(pathname) ? rules[0] : undefined);
    const ending = rules.find(({ ends }) => ends(forms));
    if (first !== undefined) return { room: first.room, isProtected: true, isEnding: first.ends(forms) };
    return ending && { room: ending.room, isProtected: false, isEnding: true };
  };
}

/** One segment after the other: nothing encoded, none empty, no dots that lead elsewhere, no parameters. */
const plainPath = /^(?:\/(?!\.{1,2}(?:\/|$))[\w.~!$&'()*+,=:@-]+)*\/?$/;

const assetName =
  /\.(?:avif|bmp|css|eot|gif|ico|jpe?g|js|map|mjs|mp3|mp4|ogg|otf|png|svg|ttf|txt|wasm|wav|webm|webmanifest|webp|woff2?)$/;

function isAsset(method: string, pathname: string): boolean {
  return (method === "GET" || method === "HEAD") && assetName.test(pathname) && plainPath.test(pathname);
}

function strict(patterns: readonly string[]): (pathname: string) => boolean {
  const tests = patterns.map((pattern) => {
    const start = pattern.slice(0, -1);
    return pattern.endsWith("*")
      ? (pathname: string) => pathname.startsWith(start)
      : (pathname: string) => pathname === pattern;
  });
  return (pathname) => tests.some((test) => test(pathname)) && plainPath.test(pathname);
}

function lenient(patterns: readonly string[]): (forms: ReadonlySet<string>) => boolean {
  const tests = patterns.flatMap(foldedPatterns).map((pattern) => {
    if (!pattern.endsWith("*")) return (form: string) => form === pattern;
    const start = pattern.slice(0, -1);
    return (form: string) => `${form}/`.startsWith(start);
  });
  return (forms) => tests.some((test) => [...forms].some(test));
}

/**
 * A pattern as forms of a path are held against it, by the steps that paths are read by: it may be written encoded. "/sale/*"
 * protects "/sale", too: to many sites "/sale" and "/sale/" are the same.
 */
export function foldedPatterns(pattern: string): readonly string[] {
  const isStart = pattern.endsWith("*");
  const all = decodings(isStart ? pattern.slice(0, -1) : pattern).map((path) => {
    const plain = folded(path);
    return isStart ? `${plain}${path.endsWith("/") && plain !== "/" ? "/" : ""}*` : plain;
  });
  return [...new Set(all)];
}

/**
 * Whether a server may well read another path in it than the gate: it climbs by dots, names a host, is encoded twice or not in
 * UTF-8, or hides a character that ends a path or a part of one. Browsers send none of that by themselves, but for a slash
 * within a parameter.
 */
function isDisguised(pathname: string): boolean {
  if (plainPath.test(pathname)) return false;
  const decoded = decodedOnce(pathname);
  const isLonger = decoded.split("/").length > pathname.split("/").length;
  return isLonger || /^\/{2}|[\\?#\0]|(?:^|\/)\.\.(?:[/;]|$)|%[0-9a-f]{2}/i.test(decoded);
}

/** Every path that a server might make of this one: decoded never, once or more often, with dots followed or not. */
function formsOf(pathname: string): ReadonlySet<string> {
  return new Set(
    decodings(pathname).flatMap((form) => {
      const once = folded(form);
      return [once, followed(once)];
    }),
  );
}

function decodings(path: string): readonly string[] {
  const all = [path];
  let form = path;
  for (let round = 0; round < limits.decodingsMax; round += 1) {
    const decoded = decodedOnce(form);
    if (decoded === form) break;
    all.push(decoded);
    form = decoded;
  }
  return all;
}

/** As the most forgiving server reads it: any case, any slash, without what `;`, `?` and `#` bring in. */
function folded(path: string): string {
  const plain = path
    .replaceAll("\\", "/")
    .replace(/[?#\0].*$/s, "")
    .replace(/;[^/]*/g, "")
    .replace(/\/{2,}/g, "/")
    .normalize("NFKC")
    .toLowerCase();
  return plain.length > 1 && plain.endsWith("/") ? plain.slice(0, -1) : plain;
}

/** With `.` and `..` followed. */
function followed(path: string): string {
  if (!path.includes("/.")) return path;
  const segments: string[] = [];
  for (const segment of path.split("/").slice(1)) {
    if (segment === "..") segments.pop();
    else if (segment !== ".") segments.push(segment);
  }
  return `/${segments.join("/")}`;
}

function decodedOnce(path: string): string {
  return path.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      // No UTF-8: what is ASCII of it may still make up a path.
      return run.replace(/%([0-7][0-9a-f])/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
    }
  });
}
