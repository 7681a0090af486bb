import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hono } from "hono";
import { afterEach, describe, expect, test } from "vitest";
import { themePages } from "../src/gateway/theme.ts";
import { local } from "../src/limits.ts";
import { checkTheme } from "../src/theme.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const logo = '<svg xmlns="http://www.w3.org/2000/svg"/>';

/** A folder with these files; theme.json is made from what is given. */
function folderWith(theme: unknown, files: Readonly<Record<string, string>> = {}): string {
  const around = mkdtempSync(join(tmpdir(), "fairline-theme-"));
  folders.push(around);
  const folder = join(around, "theme");
  mkdirSync(folder);
  if (theme !== undefined)
    writeFileSync(join(folder, "theme.json"), typeof theme === "string" ? theme : JSON.stringify(theme));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

describe("a theme's folder is looked at before the start, and", () => {
  test("one with good colours and a logo is taken", () => {
    const theme = { logo: "logo.svg", colours: { light: { accent: "#1d4ed8" } } };
    expect(() => checkTheme(folderWith(theme, { "logo.svg": logo }))).not.toThrow();
    expect(() => checkTheme(folderWith({}))).not.toThrow();
  });

  // biome-ignore format: a table
  test.each<[circumstance: string, theme: unknown, says: RegExp]>([
    ["without theme.json",              undefined,                                  /^--theme \S+: there is no file theme\.json in the folder/],
    ["with what is no JSON",            "{logo",                                    /^--theme \S+: theme\.json: /],
    ["with a colour that is none",      { colours: { light: { ink: "black" } } },   /colours\.light\.ink: must be a colour such as #0a6e4f \(was "black"\)$/],
    ["with a logo that is not there",   { logo: "logo.svg" },                       /logo: there is no file logo\.svg in the folder/],
    ["with a logo from elsewhere",      { logo: "https://example.com/logo.svg" },   /logo: must be the name of a file beside theme\.json.*example\.com/],
    ["with colours hard to tell apart", { colours: { light: { muted: "#aaaaaa" } } }, /colours\.light: muted #aaaaaa on paper #f5f7f5 has a contrast of 2\.15:1, needs 4\.5:1$/],
    ["with two mistakes",               { name: "", logo: "a.exe" },                /name: .*; logo: /],
  ])("one %s is refused in one line", (_, theme, says) => {
    const folder = folderWith(theme);
    expect(() => checkTheme(folder)).toThrow(says);
    expect(() => checkTheme(folder)).toThrow(/^[^\n]+$/);
  });

  test("one that is not there, or is a file, is refused", () => {
    expect(() => checkTheme("/nowhere")).toThrow("--theme /nowhere: no such folder");
    expect(() => checkTheme(join(folderWith({}), "theme.json"))).toThrow("no such folder");
  });
});

describe("a theme is served", () => {
  function serving(folder: string) {
    const pages = themePages(folder);
    const app = new Hono().get("/*", (context) => pages(context) ?? context.text("not here", 404));
    return (path: string, headers: Record<string, string> = {}) => app.request(path, { headers });
  }

  test("with its pictures, each as what it is, and asked for anew each time", async () => {
    const get = serving(folderWith({}, { "logo.svg": logo, "logo-dark.png": "png" }));
    const answers = await Promise.all(
      ["theme.json", "logo.svg", "logo-dark.png"].map((name) => get(`/theme/${name}`)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.map(({ headers }) => headers.get("content-type"))).toEqual([
      "application/json",
      "image/svg+xml",
      "image/png",
    ]);
    for (const { headers } of answers) expect(headers.get("cache-control")).toBe("no-cache");
    expect(await answers[1]?.text()).toBe(logo);
  });

  test("as it is now: a change shows without a restart, and what is unchanged is not sent again", async () => {
    const folder = folderWith({ name: "One" });
    const get = serving(folder);
    const first = await get("/theme/theme.json");
    const etag = { "if-none-match": first.headers.get("etag") ?? "" };
    expect(await first.json()).toEqual({ name: "One" });
    expect((await get("/theme/theme.json", etag)).status).toBe(304);
    writeFileSync(join(folder, "theme.json"), '{"name":"Two"}');
    const second = await get("/theme/theme.json", etag);
    expect([second.status, await second.json()]).toEqual([200, { name: "Two" }]);
  });

  test("alone: nothing outside of the folder, nothing below it, no link, no other kind of file, nothing huge", async () => {
    const folder = folderWith({}, { "notes.txt": "no", "other.json": "{}", "page.html": "no", ".env": "no" });
    writeFileSync(join(folder, "huge.png"), Buffer.alloc(local.themeFileBytesMax + 1));
    symlinkSync(process.execPath, join(folder, "linked.png"));
    mkdirSync(join(folder, "more.svg"));
    writeFileSync(join(folder, "..", "outside.svg"), logo);
    const get = serving(folder);
    for (const name of [
      ...[
        "notes.txt",
        "other.json",
        "page.html",
        ".env",
        "huge.png",
        "linked.png",
        "more.svg",
        "missing.svg",
        "",
      ],
      ...[
        "../outside.svg",
        "..%2foutside.svg",
        "%2e%2e/outside.svg",
        "more.svg/../logo.svg",
        "..\\outside.svg",
      ],
    ]) {
      expect([name, (await get(`/theme/${name}`)).status]).toEqual([name, 404]);
    }
  });
});
