import { describe, expect, test } from "vitest";
import { readAnnouncement, readChange } from "../src/change.ts";

test("settings are read as what they are, by either way of writing their names", () => {
  expect(
    readChange([
      "slots=20",
      "slot-seconds=60",
      "tickSeconds=2",
      "confirm=true",
      "state=paused",
      "title=2026",
    ]),
  ).toEqual({
    slots: 20,
    slotSeconds: 60,
    tickSeconds: 2,
    confirm: true,
    state: "paused",
    title: "2026",
  });
});

test("return addresses are a list, as a browser reads them, and nothing is none", () => {
  const given = "return-addresses=https://shop.example, https://shop.example/Sale,";
  expect(readChange([given])).toEqual({
    returnAddresses: ["https://shop.example/", "https://shop.example/Sale"],
  });
  expect(readChange(["return-addresses=", "max-visit-seconds=0"])).toEqual({
    returnAddresses: [],
    maxVisitSeconds: 0,
  });
});

test("of two of one name the last one counts, and a value may hold = and be empty", () => {
  expect(readChange(["slots=1", "slots=2", "title=a=b", "announcement="])).toEqual({
    slots: 2,
    title: "a=b",
    announcement: "",
  });
});

describe("what cannot be right is refused in a line that names field, value and range", () => {
  // biome-ignore format: a table
  test.each([
    [["slots=0"],            "slots: must be a whole number from 1 to 5000 (was 0)"],
    [["slots=-1"],           "slots: must be a whole number from 1 to 5000 (was -1)"],
    [["slots=1.5"],          "slots: must be a whole number from 1 to 5000 (was 1.5)"],
    [["slots=many"],         'slots: must be a whole number from 1 to 5000 (was "many")'],
    [["slots="],             'slots: must be a whole number from 1 to 5000 (was "")'],
    [["slot-seconds=43001"], "slotSeconds: must be a whole number from 1 to 43000 (was 43001)"],
    [["max-visit-seconds=43001"], "maxVisitSeconds: must be a whole number from 0 to 43000 (was 43001)"],
    [["return-addresses=https://shop.example,http://shop.example"], "returnAddresses.1: must be an https address without user, query or fragment (http is for localhost alone) (was \"http://shop.example\")"],
    [['return-addresses=["https://a.example/","https://b.example/"]'], 'return-addresses: must be addresses; give several with commas between them (was "[\\"https://a.example/\\",\\"https://b.example/\\"]")'],
    [["confirm=yes"],        'confirm: must be true or false (was "yes")'],
    [["title="],             'title: must have 1 to 120 characters (was "")'],
    [["slots=0", "tick-seconds=99"], "slots: must be a whole number from 1 to 5000 (was 0); tickSeconds: must be a whole number from 1 to 60 (was 99)"],
    [["slots"],              'set: must be like slots=20 (was "slots")'],
    [["=20"],                'set: must be like slots=20 (was "=20")'],
    [["slot=5"],             "slot: there is no such setting; there are slots, slotSeconds,"],
    [["__proto__=5"],        "__proto__: there is no such setting; there are slots, slotSeconds,"],
    [["translations={}"],    "translations: there is no such setting; there are slots, slotSeconds,"],
  ])("%j", (texts, message) => {
    expect(() => readChange(texts)).toThrow(message);
  });

  // biome-ignore format: a table
  test.each([
    ["x".repeat(501), [],            "announcement: must have 0 to 500 characters"],
    ["Soon",          ["ko"],        '--in: must be like ko=TEXT (was "ko")'],
    ["Soon",          ["korean=x"],  "must be a language tag, such as ko, en-GB or zh-Hant"],
  ])("announce %j in %j", (text, inLanguages, message) => {
    expect(() => readAnnouncement(text, inLanguages)).toThrow(message);
  });
});

test("an announcement has its translations by language", () => {
  expect(readAnnouncement("Soon", ["ko=곧", "ja=まもなく"])).toEqual({
    announcement: "Soon",
    translations: { ko: "곧", ja: "まもなく" },
  });
});
