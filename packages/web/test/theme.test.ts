import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeIssue } from "@fairline/core/issues";
import { describe, expect, test, vi } from "vitest";
import { colourNames, paletteOf, schemes, shipped } from "../src/theme/colours.ts";
import { contrast, poorContrasts } from "../src/theme/contrast.ts";
import { createThemeStore } from "../src/theme/store.ts";
import { styleOf } from "../src/theme/style.ts";
import { Theme } from "../src/theme/theme.ts";
import { speechIn } from "../src/visitor/say.ts";
import { fakeBrowser } from "./world.ts";

const web = join(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(web, path), "utf8");

/** Everything that there is. */
const whole = {
  name: "Seoul Rail",
  logo: "logo.svg",
  logoDark: "logo-dark.png",
  colours: { light: { accent: "#1d4ed8", onAccent: "#FFFFFF" }, dark: { accent: "#93c5fd" } },
  words: { en: { turnTitle: "All aboard" }, ko: { estimateRange: "{from}~{to}" } },
};

describe("a theme", () => {
  test("may leave out everything, and may give everything", () => {
    expect(Theme.parse({})).toEqual({});
    expect(Theme.parse(whole)).toEqual(whole);
  });

  // biome-ignore format: a table
  test.each<[unknown, string]>([
    [[],                                              "input: must be an object (was [])"],
    [{ color: {} },                                   "color: knows no color; allowed: name, logo, logoDark, colours, words"],
    [{ name: "" },                                    'name: must have 1 to 60 characters (was "")'],
    [{ logo: "https://example.com/logo.svg" },        'logo: must be the name of a file beside theme.json: .svg, .png, .webp, .avif or .jpg (was "https://example.com/logo.svg")'],
    [{ logo: "//example.com/logo.svg" },              "logo: must be the name of a file"],
    [{ logo: "../logo.svg" },                         "logo: must be the name of a file"],
    [{ logo: "data:image/svg+xml,x.svg" },            "logo: must be the name of a file"],
    [{ logo: ".svg" },                                "logo: must be the name of a file"],
    [{ logoDark: "logo.js" },                         "logoDark: must be the name of a file"],
    [{ colours: { dim: {} } },                        "colours.dim: knows no dim; allowed: light, dark"],
    [{ colours: { light: { papre: "#ffffff" } } },    "colours.light.papre: knows no papre; allowed: paper, raised, ink, muted"],
    [{ colours: { light: { paper: "white" } } },      'colours.light.paper: must be a colour such as #0a6e4f (was "white")'],
    [{ colours: { light: { paper: "#fff" } } },       'colours.light.paper: must be a colour such as #0a6e4f (was "#fff")'],
    [{ colours: { dark: { ink: "#ffffff; } body{" } } }, "colours.dark.ink: must be a colour"],
    [{ words: { fr: {} } },                           "words.fr: knows no fr; allowed: en, ko"],
    [{ words: { en: { turnTitel: "Now" } } },         "words.en.turnTitel: knows no turnTitel; allowed: the names in words.en.ts"],
    [{ words: { en: { turnTitle: " " } } },           'words.en.turnTitle: must have 1 to 600 characters (was " ")'],
    [{ words: { en: { turnTitle: 3 } } },             "words.en.turnTitle: must be a sentence (was 3)"],
    [{ words: { en: { estimate: "{count} left" } } }, 'words.en.estimate: must have no {places} but {time} (was "{count} left")'],
    [{ words: { en: { home: "Go {home}" } } },        "words.en.home: must have no {places}"],
  ])("%j is refused: %s", (theme, message) => {
    const [issue] = Theme.safeParse(theme).error?.issues ?? [];
    expect(issue && describeIssue(issue, theme)).toContain(message);
  });

  test("that docs/theme.md shows as an example is good", () => {
    const [, example = ""] = /```json\n([\s\S]*?)```/.exec(read("../../docs/theme.md")) ?? [];
    const { colours, words } = Theme.parse(JSON.parse(example));
    expect(poorContrasts(colours ?? {})).toEqual([]);
    expect(words?.en?.turnTitle).toBe("All aboard");
  });

  test("that is shipped is good, and so are the shipped colours", () => {
    expect(Theme.parse(JSON.parse(read("public/theme/theme.json")))).toEqual({});
    expect(poorContrasts({})).toEqual([]);
  });
});

describe("a theme's colours", () => {
  test.each([
    ["#000000", "#ffffff", 21],
    ["#ffffff", "#ffffff", 1],
    ["#777777", "#ffffff", 4.48],
    ["#767676", "#ffffff", 4.54],
    ["#0000ff", "#ffffff", 8.59],
  ])("%s on %s have the contrast that WCAG gives them, either way around", (one, other, ratio) => {
    expect(contrast(one, other)).toBeCloseTo(ratio, 2);
    expect(contrast(other, one)).toBeCloseTo(ratio, 2);
  });

  test.each([
    [
      { light: { ink: "#999999" } },
      "colours.light: ink #999999 on paper #f5f7f5 has a contrast of 2.64:1, needs 4.5:1",
    ],
    [
      { dark: { muted: "#333333" } },
      "colours.dark: muted #333333 on paper #0f1513 has a contrast of 1.46:1, needs 4.5:1",
    ],
    [{ light: { accent: "#ffd400" } }, "colours.light: accent #ffd400 on paper #f5f7f5 has"],
    [
      { light: { onAccent: "#0a6e4e" } },
      "colours.light: onAccent #0a6e4e on accent #0a6e4f has a contrast of 1.00:1",
    ],
    [{ dark: { turnPaper: "#dddddd" } }, "colours.dark: turnInk #ffffff on turnPaper #dddddd has"],
    [
      { light: { focus: "#dddddd" } },
      "colours.light: focus #dddddd on paper #f5f7f5 has a contrast of 1.26:1, needs 3:1",
    ],
  ])("%j are refused: %s", (colours, line) => {
    expect(poorContrasts(colours).join("\n")).toContain(line);
  });

  test("make the page of a turn the brand's own, unless it says otherwise", () => {
    const colours = { light: { accent: "#1d4ed8", onAccent: "#fffbe6" } };
    for (const scheme of schemes)
      expect(paletteOf(colours, scheme)).toMatchObject({ turnPaper: "#1d4ed8", turnInk: "#fffbe6" });
    expect(paletteOf({ ...colours, dark: { turnPaper: "#000000" } }, "dark").turnPaper).toBe("#000000");
    expect(paletteOf({ dark: { accent: "#93c5fd" } }, "dark").turnPaper).toBe(shipped.dark.turnPaper);
  });

  test("are custom properties, for each scheme", () => {
    const [light, dark] = styleOf(whole.colours).split("@media (prefers-color-scheme: dark)");
    expect(light).toContain("--accent: #1d4ed8; --on-accent: #FFFFFF;");
    expect(dark).toContain("--accent: #93c5fd;");
    for (const name of colourNames) expect(light).toContain(paletteOf(whole.colours, "light")[name]);
  });

  test("begin as base.css and visitor.css have them", () => {
    const declared = (css: string, selector: string) => {
      const body = css.slice(css.indexOf(`${selector} {`)).split("}", 1)[0] ?? "";
      return Object.fromEntries(
        [...body.matchAll(/--([\w-]+): (#[\da-f]{6});/g)].map(([, name, colour]) => [name, colour]),
      );
    };
    const dark = "@media (prefers-color-scheme: dark)";
    const parts = (css: string) => ({ light: css.split(dark)[0] ?? "", dark: css.split(dark)[1] ?? "" });
    const base = parts(read("src/base.css"));
    const turn = parts(read("src/visitor/visitor.css"));
    const turnSelector = '.shell[data-tone="turn"]';
    for (const scheme of schemes) {
      const { turnPaper, turnInk, onAccent, warningPaper, ...rest } = shipped[scheme];
      expect(declared(base[scheme], ":root")).toEqual({
        ...rest,
        "on-accent": onAccent,
        "warning-paper": warningPaper,
      });
      const paper = declared(turn[scheme], turnSelector);
      expect({ ...declared(turn.light, turnSelector), ...paper }).toMatchObject({
        paper: turnPaper,
        ink: turnInk,
      });
    }
  });
});

describe("a theme's words", () => {
  test("stand in for the dictionary's, and no others change", () => {
    const speech = speechIn("en", { estimate: "{time} or so" });
    expect(speech.about(60, 60)).toBe("60 seconds or so");
    expect(speech.words.turnTitle).toBe(speechIn("en").words.turnTitle);
    expect(speechIn("en").about(60, 60)).toBe("about 60 seconds");
  });
});

describe("the page's theme", () => {
  const text = JSON.stringify(whole);
  const fetching = (answer: string | undefined) => async () => {
    if (answer === undefined) throw new Error("offline");
    return answer;
  };

  async function started(answer: string | undefined, browser = fakeBrowser()) {
    const warn = vi.fn();
    const store = createThemeStore({ memory: browser.tab(), fetchTheme: fetching(answer), warn });
    const first = store.getState().theme;
    await store.start();
    return { first, theme: store.getState().theme, warn, browser };
  }

  test("is unknown until it is fetched, and is there at once for whoever returns", async () => {
    const visit = await started(text);
    expect(visit).toMatchObject({ first: undefined, theme: whole });
    const again = await started(text, visit.browser);
    expect(again).toMatchObject({ first: whole, theme: whole });
  });

  test("that has changed is put on, and kept in place of the old one", async () => {
    const { browser } = await started(text);
    const changed = await started('{"name":"Busan Ferry"}', browser);
    expect(changed).toMatchObject({ first: whole, theme: { name: "Busan Ferry" } });
    expect((await started(undefined, browser)).first).toEqual({ name: "Busan Ferry" });
  });

  test("that was taken away is gone from the browser, too", async () => {
    const { browser } = await started(text);
    expect((await started("{}", browser)).theme).toEqual({});
    expect((await started(undefined, browser)).first).toEqual({});
  });

  test.each([
    ["no JSON", "{name", "/theme/theme.json is ignored: it is not JSON"],
    [
      "no theme",
      '{"logo":"https://example.com/a.svg"}',
      "/theme/theme.json is ignored: logo: must be the name of a file",
    ],
  ])("that is %s is ignored with one warning; the last good one stays", async (_, broken, warning) => {
    const fresh = await started(broken);
    expect(fresh.theme).toEqual({});
    expect(fresh.warn.mock.calls).toEqual([[expect.stringContaining(warning)]]);
    const { browser } = await started(text);
    expect((await started(broken, browser)).theme).toEqual(whole);
    expect((await started(undefined, browser)).first).toEqual(whole);
  });

  test("that cannot be fetched leaves the page as it is shipped, and says nothing", async () => {
    const { theme, warn } = await started(undefined);
    expect(theme).toEqual({});
    expect(warn).not.toHaveBeenCalled();
  });

  test("that was kept by an older page and is none any more is forgotten", async () => {
    const browser = fakeBrowser();
    browser.kept.set("fairline:theme", '{"colour":"#ffffff"}');
    expect(await started(text, browser)).toMatchObject({ first: undefined, theme: whole });
  });
});
