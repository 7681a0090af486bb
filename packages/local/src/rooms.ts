import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { RoomConfig, type Settings } from "@fairline/core";
import { describeIssue } from "@fairline/core/issues";
import { UsageError } from "./usage-error.ts";

export type Rooms = Readonly<Record<string, Settings>>;

/** Reads `room.config.ts` (its default export) or JSON, and refuses what is out of range, naming it. */
export async function loadRooms(file: string): Promise<Rooms> {
  const path = resolve(file);
  if (!existsSync(path)) throw new UsageError(`--config ${file}: no such file`);
  const input = await read(path, file);
  const parsed = RoomConfig.safeParse(input);
  if (parsed.success) return parsed.data.rooms;
  const lines = parsed.error.issues.map((issue) => describeIssue(issue, input));
  throw new UsageError(`--config ${file}: ${lines.join("; ")}`);
}

async function read(path: string, shown: string): Promise<unknown> {
  try {
    if (path.endsWith(".json")) return JSON.parse(readFileSync(path, "utf8"));
    return (await import(pathToFileURL(path).href)).default;
  } catch (error) {
    throw new UsageError(`--config ${shown}: ${firstLine(error)}`);
  }
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split("\n", 1)[0] ?? "unreadable";
}
