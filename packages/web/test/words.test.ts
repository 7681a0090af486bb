import { type Line, progressAt, waitAt } from "@fairline/client/line";
import { describe, expect, test } from "vitest";
import { announcementIn } from "../src/visitor/announcement.ts";
import { chooseLanguage, keepLanguage, type Language, languages } from "../src/visitor/language.ts";
import { countdown, speechIn } from "../src/visitor/say.ts";
import { worthSaying } from "../src/visitor/speaking.ts";
import { pageTitle } from "../src/visitor/title.ts";
import { warningAt } from "../src/visitor/warning.ts";
import { fakeBrowser } from "./world.ts";

const placesIn = (sentence: string) => [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

const line: Line = {
  number: 20,
  serving: 14,
  issued: 30,
  paceSeconds: 30,
  paceSecondsP90: 50,
  tickSeconds: 2,
  nextTickSeconds: 2,
  ticksPast: 0,
  sinceMs: 0,
  firstPlace: 13,
  heardAtMs: 0,
  saidAtMs: 0,
  ticketAtMs: 0,
};

describe("the dictionaries", () => {
  test("every language has the same sentences, and none is empty", () => {
    for (const words of Object.values(languages)) {
      expect(Object.keys(words).sort()).toEqual(Object.keys(languages.en).sort());
      for (const sentence of Object.values(words)) expect(sentence.trim()).not.toBe("");
    }
  });

  test("every language fills the same places of a sentence", () => {
    for (const words of Object.values(languages))
      for (const [name, sentence] of Object.entries(languages.en))
        expect([name, placesIn(words[name as keyof typeof words])]).toEqual([name, placesIn(sentence)]);
  });

  test("none names the colour of a turn, which is the operator's, or promises a mail, which nobody sends", () => {
    for (const words of Object.values(languages))
      for (const sentence of Object.values(words))
        expect(sentence).not.toMatch(/green|초록|녹색|緑|메일을 (?:받|보내)|メールをお?送/i);
  });

  test("in Korean no particle follows what is filled in, for it would depend on how that ends", () => {
    for (const sentence of Object.values(languages.ko))
      expect(sentence).not.toMatch(/\}[’”]?(?:이에요|예요|이|가|은|는|을|를|과|와|으로|로)(?=[\s.,’]|$)/);
  });

  test("none promises that a page goes on by itself which nobody looks at", () => {
    // biome-ignore format: a table
    const ifLookedAt = { en: /^If you are looking at this page, .*; otherwise press the button\.$/, ko: /이 창을 보고 계시면/, ja: /この画面をご覧になっていれば/ };
    for (const [language, words] of Object.entries(languages))
      expect(words.nextSite).toMatch(ifLookedAt[language as Language]);
  });

  test.each<[string[], string | undefined, Language]>([
    [["ko-KR", "en"], undefined, "ko"],
    [["fr", "ko"], undefined, "ko"],
    [["ja-JP", "ko"], undefined, "ja"],
    [["fr"], undefined, "en"],
    [[], undefined, "en"],
    [["ko"], "en", "en"],
    [["ko"], "nonsense", "ko"],
  ])("a browser that prefers %j and keeps %s is spoken to in %s", (preferred, kept, language) => {
    const memory = fakeBrowser().tab();
    if (kept !== undefined) memory.write("fairline:language", kept);
    expect(chooseLanguage(memory, preferred)).toBe(language);
  });

  test("a language that was chosen is chosen again", () => {
    const memory = fakeBrowser().tab();
    keepLanguage(memory, "ko");
    expect(chooseLanguage(memory, ["en"])).toBe("ko");
  });
});

describe("the organiser's news", () => {
  // what there is, the page's language, what it shows
  test.each<[Record<string, string>, Language, string]>([
    [{}, "ko", "Soon"],
    [{ ko: "곧" }, "ko", "곧"],
    [{ ko: "곧" }, "ja", "Soon"],
    [{ KO: "곧" }, "ko", "곧"],
    [{ "ko-KR": "곧" }, "ko", "곧"],
    [{ "en-GB": "Presently", en: "In a moment" }, "en", "In a moment"],
    [{ ko: "" }, "ko", "Soon"],
    [{ kok: "?" }, "ko", "Soon"],
  ])("with the translations %j a page in %s shows “%s”", (translations, language, text) => {
    expect(announcementIn(language, { announcement: "Soon", translations })).toBe(text);
  });
});

describe("what is counted", () => {
  test.each<[Language, number, string]>([
    ["en", 1, "1 person is ahead of you."],
    ["en", 1203, "1,203 people are ahead of you."],
    ["ko", 1, "내 앞에 1명이 있어요."],
    ["ja", 1203, "前に1,203人います。"],
  ])("in %s, %i people ahead are “%s”", (language, count, sentence) => {
    expect(speechIn(language).counted("ahead", count)).toBe(sentence);
  });

  test.each<[Language, string]>([
    ["en", "1 minute 30 seconds"],
    ["ko", "1분 30초"],
    ["ja", "1分30秒"],
  ])("in %s, 90 seconds are “%s”", (language, text) => {
    expect(speechIn(language).duration(90)).toBe(text);
  });

  test("sentences are joined as the language does it, and empty ones leave no gap", () => {
    expect(speechIn("en").joined("One.", "", "Two.")).toBe("One. Two.");
    expect(speechIn("ja").joined("はい。", "", "ええ。")).toBe("はい。ええ。");
  });
});

describe("the estimate", () => {
  test.each([
    [3, 4, "up to 10 seconds", "최대 10초", "最長10秒"],
    [7, 110, "up to 2 minutes", "최대 2분", "最長2分"],
    [31, 52, "30 to 60 seconds", "30~60초", "30～60秒"],
    [24, 215, "20 seconds to 4 minutes", "20초~4분", "20秒～4分"],
    [1300, 7000, "21 minutes to 2 hours", "21분~2시간", "21分～2時間"],
    [80, 130, "1 to 3 minutes", "1~3분", "1～3分"],
    [240, 240, "about 4 minutes", "약 4분", "約4分"],
    [240, 420, "4 to 7 minutes", "4~7분", "4～7分"],
    [4000, 7000, "1 to 2 hours", "1~2시간", "1～2時間"],
    [642_150, 1_027_440, "178 to 286 hours", "178~286시간", "178～286時間"],
  ])("from %i to %i seconds reads “%s”, “%s” and “%s”", (likely, atWorst, en, ko, ja) => {
    expect(speechIn("en").about(likely, atWorst)).toBe(en);
    expect(speechIn("ko").about(likely, atWorst)).toBe(ko);
    expect(speechIn("ja").about(likely, atWorst)).toBe(ja);
  });

  test("the wait is the place times the pace, and unknown without a pace", () => {
    expect(waitAt(line, 0)).toMatchObject({ likelySeconds: 210, latestSeconds: 350 });
    expect(waitAt({ ...line, paceSeconds: 0 }, 0)).toBeUndefined();
  });

  test("half of the way is made at the place in the middle", () => {
    expect(progressAt(line, 0)).toBe(0.5);
    expect(progressAt({ ...line, firstPlace: 1, serving: 20 }, 0)).toBe(1);
  });

  test.each([
    [0, "0:00"],
    [9.2, "0:10"],
    [75, "1:15"],
    [3661, "1:01:01"],
    [-3, "0:00"],
  ])("%d seconds are shown as %s", (seconds, shown) => {
    expect(countdown(seconds)).toBe(shown);
  });
});

describe("the tab's title", () => {
  const state = { room: "demo", facts: { title: "Demo ticket sale" }, nowMs: 0 };
  const en = speechIn("en");

  test("in line, it begins with the place", () => {
    expect(pageTitle({ ...state, visit: { stage: "waiting", line } }, en)).toBe("7 · Demo ticket sale");
  });

  const visit = {
    stage: "turn",
    number: 20,
    pass: "p",
    expiresAtMs: 60_000,
    ticketAtMs: 0,
    request: { kind: "none" },
  } as const;

  test("at the visitor's turn, it calls", () => {
    expect(pageTitle({ ...state, visit }, en)).toBe("Your turn! · Demo ticket sale");
  });

  test("where it blinks, the call and the time that is left take turns, a second each", () => {
    const titles = [0, 1000, 2000].map((nowMs) => pageTitle({ ...state, visit, nowMs }, en, true));
    expect(titles).toEqual([
      "Your turn! · Demo ticket sale",
      "0:59 · Demo ticket sale",
      "Your turn! · Demo ticket sale",
    ]);
  });
});

describe("the time that is left", () => {
  test.each([
    [180, 60, "none"],
    [180, 45, "soon"],
    [180, 11, "soon"],
    [180, 10, "last"],
    [60, 15, "soon"],
    [60, 10, "last"],
    [20, 11, "none"],
    [20, 10, "last"],
    [12, 3, "none"],
    [undefined, 3, "none"],
  ] as const)("of a turn of %s s, %i s left are told as %s", (slotSeconds, left, warning) => {
    expect(warningAt(left, slotSeconds)).toBe(warning);
  });
});

describe("the screen reader", () => {
  test.each([
    ["the first place", undefined, 100, 0, true],
    ["the same place", { place: 100, atMs: 0 }, 100, 60_000, false],
    ["a tenth of the way after half a minute", { place: 100, atMs: 0 }, 90, 30_000, true],
    ["a tenth of the way after a moment", { place: 100, atMs: 0 }, 90, 2000, false],
    ["one place of a hundred", { place: 100, atMs: 0 }, 99, 60_000, false],
    ["each of the last three places", { place: 4, atMs: 0 }, 3, 1000, true],
  ] as const)("is told %s: %o → %i after %i ms: %s", (_what, said, place, nowMs, told) => {
    expect(worthSaying(said, place, nowMs)).toBe(told);
  });
});
