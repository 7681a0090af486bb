import { isbot } from "isbot";
import type { Config } from "./config.ts";

/** Let in by the site's own word; a user agent alone proves nothing. */
export async function isVouchedFor({ bypass: { crawlers } }: Config, request: Request): Promise<boolean> {
  return crawlers !== "later" && (await crawlers(request));
}

/** A crawler by its own word. Browsers say how they fetch, also those that nobody looks at; crawlers do not. */
export function isCrawler({ headers }: Request): boolean {
  return !headers.has("sec-fetch-mode") && isbot(headers.get("user-agent"));
}
