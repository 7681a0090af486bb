import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { newPassKey, readPassKeys } from "@fairline/functions/passKeys.ts";
import { UsageError } from "./usage-error.ts";

/** A JSON Web Key Set with one private ES256 key, kept in `file` (readable by its owner only) if there is one. */
export async function loadPassKeys(file: string | undefined): Promise<string> {
  if (file !== undefined && existsSync(file)) return readKeys(file);
  const keys = JSON.stringify({ keys: [await newPassKey()] });
  if (file !== undefined) {
    // Whole or not at all: a process that is killed here leaves no half of a key.
    writeFileSync(`${file}.new`, keys, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return keys;
}

function readKeys(file: string): string {
  const text = readFileSync(file, "utf8");
  try {
    readPassKeys(text);
    return text;
  } catch {
    throw new UsageError(
      `--data: ${file} holds no keys of passes; without it new ones are made, and passes that are out end`,
    );
  }
}
