import { expect, test } from "vitest";
import { valueSaid } from "../../src/console/room/log/valueSaid.ts";

test.each([
  [true, "on"],
  [false, "off"],
  [20, "“20”"],
  ["Trains", "“Trains”"],
  ["", "none"],
  [{ ko: "곧", ja: "まもなく" }, "ko, ja"],
  [{}, "none"],
  [["https://shop.example/", "https://b.example/"], "https://shop.example/, https://b.example/"],
  [[], "none"],
])("before it is undone, the value %j is said as %s", (value, said) => {
  expect(valueSaid(value)).toBe(said);
});
