import { createHash } from "node:crypto";
import { extname } from "node:path";
import { themeAddress } from "@fairline/web/theme";
import type { Context } from "hono";
import { readThemeFile } from "../theme-files.ts";
import { contentTypes } from "./content-types.ts";

/** The operator's theme, read anew for each request: a change shows on the next reload. */
export function themePages(folder: string): (context: Context) => Response | undefined {
  return (context) => {
    const name = context.req.path.slice(themeAddress.length);
    const content = readThemeFile(folder, name);
    return content && respond(context, name, content);
  };
}

function respond(context: Context, name: string, content: Buffer): Response {
  const etag = `"${createHash("sha256").update(content).digest("base64url").slice(0, 22)}"`;
  const headers = {
    "content-type": contentTypes[extname(name)] ?? "application/octet-stream",
    "cache-control": "no-cache",
    etag,
  };
  if (context.req.header("if-none-match")?.includes(etag)) return context.body(null, 304, headers);
  return context.body(new Uint8Array(content), 200, headers);
}
