import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { gzipSync } from "node:zlib";
import type { Context } from "hono";
import { contentTypes } from "./content-types.ts";

interface Page {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly gzipped: Uint8Array<ArrayBuffer> | undefined;
  readonly type: string;
  readonly etag: string;
  readonly cacheControl: string;
}

const placeholder = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Fairline</title>
<p>The web client has not been built. The HTTP and WebSocket APIs work.</p></html>`;

/**
 * The built web client, read into memory once: it is small, and a request can then name nothing but what
 * was there at the start.
 */
export function loadPages(folder: string): (context: Context) => Response | undefined {
  const pages = new Map<string, Page>();
  for (const file of existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
    : []) {
    if (!file.isFile()) continue;
    const path = join(file.parentPath, file.name);
    const address = `/${relative(folder, path).split(sep).join("/")}`;
    pages.set(address, pageOf(address, readFileSync(path)));
  }
  const index = pages.get("/index.html") ?? pageOf("/index.html", Buffer.from(placeholder));

  return (context) => {
    const { path } = context.req;
    const page = path === "/index.html" ? index : (pages.get(path) ?? shellFor(path, pages, index));
    return page && respond(context, page);
  };
}

/** The addresses that people see, each by its own HTML if the client has one. */
function shellFor(path: string, pages: ReadonlyMap<string, Page>, index: Page): Page | undefined {
  if (path === "/") return index;
  if (path === "/admin" || path === "/admin/") return pages.get("/admin.html") ?? index;
  if (/^\/r\/[^/]+\/?$/.test(path)) return pages.get("/room.html") ?? index;
  return undefined;
}

function pageOf(address: string, content: Buffer): Page {
  const body = new Uint8Array(content);
  const type = contentTypes[extname(address)] ?? "application/octet-stream";
  const compressible = /^(text|application\/(json|manifest)|image\/svg)/.test(type) && body.byteLength > 1024;
  return {
    body,
    gzipped: compressible ? new Uint8Array(gzipSync(body)) : undefined,
    type,
    etag: `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`,
    // The build puts a hash of its content into an asset's name; all other names live on.
    cacheControl: address.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
  };
}

function respond(context: Context, page: Page): Response {
  const headers: Record<string, string> = {
    "content-type": page.type,
    "cache-control": page.cacheControl,
    etag: page.etag,
    vary: "accept-encoding",
  };
  if (context.req.header("if-none-match")?.includes(page.etag)) return context.body(null, 304, headers);
  if (page.gzipped && /\bgzip\b/.test(context.req.header("accept-encoding") ?? "")) {
    return context.body(page.gzipped, 200, { ...headers, "content-encoding": "gzip" });
  }
  return context.body(page.body, 200, headers);
}
