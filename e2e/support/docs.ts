import { join } from "node:path";

export const repository = join(import.meta.dirname, "..", "..");

/** docs/pages.md, its pictures, and what they were made from. */
export const album = join(repository, "docs", "pages.md");
export const sheets = join(repository, "docs", "pictures", "pages");
export const sheetsMadeFrom = join(sheets, "made-from.txt");
