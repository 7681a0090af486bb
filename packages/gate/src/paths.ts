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
 * protected is looked for behind every disguise, and what is let through must be exactly what the operator wrote.
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
    const first = isOpen ? undefined : rules.find(({ protects }) => protects(forms));
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
  const tests = patterns.map((pattern) => {
    if (!pattern.endsWith("*")) {
      const exact = folded(pattern);
      return (form: string) => form === exact;
    }
    // "/sale/*" protects "/sale", too: to many sites "/sale" and "/sale/" are the same.
    const start = pattern.slice(0, -1);
    const foldedStart = start.endsWith("/") && start !== "/" ? `${folded(start)}/` : folded(start);
    return (form: string) => `${form}/`.startsWith(foldedStart);
  });
  return (forms) => tests.some((test) => [...forms].some(test));
}

/** Every path that a server might make of this one: decoded never, once or more often, with dots followed or not. */
function formsOf(pathname: string): ReadonlySet<string> {
  const forms = new Set<string>();
  let form = pathname;
  for (let round = 0; round <= limits.decodingsMax; round += 1) {
    const once = folded(form);
    forms.add(once).add(followed(once));
    const decoded = decodedOnce(form);
    if (decoded === form) break;
    form = decoded;
  }
  return forms;
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
