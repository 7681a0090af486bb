import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadRooms } from "../src/rooms.ts";

const folder = mkdtempSync(join(tmpdir(), "fairline-"));
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

test("a JSON file gives rooms with the defaults filled in", async () => {
  const rooms = await loadRooms(file("ok.json", '{"rooms":{"expo":{"slots":9}}}'));
  expect(rooms.expo).toMatchObject({ slots: 9, slotSeconds: 60, tickSeconds: 2, state: "open" });
});

test("a TypeScript file gives its default export", async () => {
  const rooms = await loadRooms(file("ok.ts", "export default { rooms: { expo: {} } };"));
  expect(Object.keys(rooms)).toEqual(["expo"]);
});

// biome-ignore format: a table
test.each<[string, string, RegExp]>([
  ["no rooms",          '{"rooms":{}}',                          /rooms: must name at least one room/],
  ["a value too large", '{"rooms":{"demo":{"slots":5001}}}',     /rooms\.demo\.slots: must be a whole number from 1 to 5000 \(was 5001\)/],
  ["an unknown field",  '{"rooms":{"demo":{"slot":1}}}',         /slot/],
  ["no JSON",           "{",                                     /JSON/],
])("a file with %s is refused in one line that names it", async (_, text, message) => {
  const path = file("bad.json", text);
  await expect(loadRooms(path)).rejects.toThrow(message);
  await expect(loadRooms(path)).rejects.toThrow(/^[^\n]+$/);
});

test("a file that is not there is refused by its name", async () => {
  await expect(loadRooms("nowhere.ts")).rejects.toThrow("--config nowhere.ts: no such file");
});
