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
 * servers read in different ways is protected wherever it seems to lead. With several rooms it is unclear whose visit that
 * would take: it is for nobody, or a visit in one room would open another.
 */
export function readerOfPaths(
  config: Config,
): (method: string, pathname: string) => PathRule | "unclear" | undefined {
  const rules = config.rooms.map(({ room, protect, complete }) => ({
    room,
    protects: lenient(protect),
    ends: lenient(complete),
  }));
  const isBypassed = strict(config.bypass.paths);
  const hasSeveralRooms = new Set(rules.map(({ room }) => room)).size > 1;

  /** For each form the first rule that protects it, in the order of the rules. */
  function naming(forms: ReadonlySet<string>) {
    const found = new Set([...forms].map((form) => rules.find(({ protects }) => protects(form))));
    return rules.filter((rule) => found.has(rule));
  }

  return (method, pathname) => {
    const forms = formsOf(pathname);
    const isOpen = isBypassed(pathname) || (config.bypass.assets && isAsset(method, pathname));
    const named = isOpen ? [] : naming(forms);
    const disguise = disguiseOf(pathname);
    if (!isOpen && hasSeveralRooms && isUnclear(disguise, new Set(named.map(({ room }) => room)).size))
      return "unclear";
    const first = named[0] ?? (disguise === "none" ? undefined : rules[0]);
    const endsBy = (rule: (typeof rules)[number]) => [...forms].some(rule.ends);
    if (first !== undefined) return { room: first.room, isProtected: true, isEnding: endsBy(first) };
    const ending = rules.find(endsBy);
    return ending && { room: ending.room, isProtected: false, isEnding: true };
  };
}

/** Slashes within a parameter may be honest, where all ways of reading them name one room. */
function isUnclear(disguise: Disguise, roomsNamed: number): boolean {
  return disguise === "whole" || roomsNamed > 1 || (disguise === "slash" && roomsNamed === 0);
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

function lenient(patterns: readonly string[]): (form: string) => boolean {
  const tests = patterns.flatMap(foldedPatterns).map((pattern) => {
    if (!pattern.endsWith("*")) return (form: string) => form === pattern;
    const start = pattern.slice(0, -1);
    return (form: string) => `${form}/`.startsWith(start);
  });
  return (form) => tests.some((test) => test(form));
}

/**
 * A pattern as forms of a path are held against it, by the steps that paths are read by: it may be written encoded, and if it
 * is not, a browser still asks for it so. "/sale/*" protects "/sale", too: to many sites "/sale" and "/sale/" are the same.
 */
export function foldedPatterns(pattern: string): readonly string[] {
  const isStart = pattern.endsWith("*");
  const written = isStart ? pattern.slice(0, -1) : pattern;
  const sent = written.toWellFormed().replace(/[^\x21-\x7e]+/g, encodeURIComponent);
  const all = [sent, ...decodings(written)].map((path) => {
    const plain = folded(path);
    return isStart ? `${plain}${path.endsWith("/") && plain !== "/" ? "/" : ""}*` : plain;
  });
  return [...new Set(all)];
}

/** How much of a path servers may read in different ways: nothing, a slash within a part of it, or where it leads as a whole. */
type Disguise = "none" | "slash" | "whole";

/**
 * Whether a server may well read another path in it than the gate: it climbs by dots, names a host, is encoded twice or not in
 * UTF-8, or hides a character that ends a path or a part of one, or that is taken out by who decodes before parsing: line
 * breaks, tabs, white space at an end. Browsers send none of that by themselves, but for a slash within a parameter.
 */
function disguiseOf(pathname: string): Disguise {
  if (plainPath.test(pathname)) return "none";
  const decoded = decodedOnce(pathname);
  if (/^\/{2}|[\\?#\p{Cc}]|(?:^|\/)\.\.(?:[/;]|$)|\s(?:[/;]|$)|%[0-9a-f]{2}/iu.test(decoded)) return "whole";
  return decoded.split("/").length > pathname.split("/").length ? "slash" : "none";
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
