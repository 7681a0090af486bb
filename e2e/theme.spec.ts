import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConsoleMessage, Page } from "@playwright/test";
import { violations } from "./support/axe.ts";
import { expect, serve, test } from "./support/test.ts";

const folder = mkdtempSync(join(tmpdir(), "fairline-theme-"));
const theme = {
  name: "Seoul Rail",
  logo: "logo.svg",
  colours: {
    light: { paper: "#fffbeb", accent: "#1d4ed8", onAccent: "#ffffff" },
    dark: { paper: "#101010", accent: "#93c5fd", onAccent: "#101010" },
  },
  words: {
    en: { placeLabel: "Your place on the platform", turnTitle: "All aboard" },
    ko: { placeLabel: "승강장 순서" },
  },
};
const wear = (text: string) => writeFileSync(join(folder, "theme.json"), text);
const red =
  '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="32"><rect width="64" height="32" fill="#b91c1c"/></svg>';
writeFileSync(join(folder, "logo.svg"), red);
wear(JSON.stringify(theme));

const settings = { slots: 1, slotSeconds: 60, tickSeconds: 1, title: "Trains" };
const server = serve(
  { waiting: settings, called: settings, late: settings, broken: settings, again: settings },
  { theme: folder },
);
test.beforeEach(() => wear(JSON.stringify(theme)));
test.afterAll(() => rmSync(folder, { recursive: true }));

/** What the browser complains about, and where it went. The policy is the server's own, as strict as ever. */
function watch(page: Page) {
  const complaints: string[] = [];
  const hosts = new Set<string>();
  page.on("console", (message: ConsoleMessage) => {
    if (["warning", "error"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => hosts.add(new URL(request.url()).origin));
  return { complaints, hosts };
}

const expectPaper = (page: Page, colour: string) =>
  expect(page.locator("body")).toHaveCSS("background-color", colour);
const tint = (page: Page, scheme: string) => page.locator(`meta[name="theme-color"][media*="${scheme}"]`);

test("a theme's colours, logo, name and words are shown, under the strict policy and from this host alone", async ({
  people,
}) => {
  await people.join(server, "waiting").reaches("visiting", 10_000);
  let seen = { complaints: [] as string[], hosts: new Set<string>() };
  const visitor = await people.prepare(server, "waiting", async (page) => {
    seen = watch(page);
  });
  await visitor.open();
  await visitor.is("waiting");
  const { page } = visitor;

  await expect(page.getByRole("heading", { name: "Your place on the platform" })).toBeVisible();
  await expectPaper(page, "rgb(255, 251, 235)");
  await expect(tint(page, "light")).toHaveAttribute("content", "#fffbeb");
  const logo = page.getByRole("img", { name: "Seoul Rail" });
  await expect(logo).toHaveAttribute("src", "/theme/logo.svg");
  await expect(logo).toHaveJSProperty("naturalWidth", 64);
  await expect(page.locator('link[rel="icon"]')).toHaveAttribute("href", "/theme/logo.svg");

  await page.emulateMedia({ colorScheme: "dark" });
  await expectPaper(page, "rgb(16, 16, 16)");
  await page.getByRole("combobox").selectOption("ko");
  await expect(page.getByRole("heading", { name: "승강장 순서" })).toBeVisible();

  expect(seen.complaints).toEqual([]);
  expect([...seen.hosts]).toEqual([server.url]);
  const policy = (await page.request.get(`${server.url}/r/waiting`)).headers()["content-security-policy"];
  expect(policy).toContain("style-src 'self';");
  expect(policy).not.toContain("unsafe");
});

test("the start page says the name once, and axe finds nothing", async ({ page }) => {
  await page.goto(server.url);
  await expect(page.getByRole("banner").locator("img")).toHaveAttribute("src", "/theme/logo.svg");
  await expect(page.getByRole("banner")).toContainText("Seoul Rail");
  await expect(page.getByRole("img", { name: "Seoul Rail" })).toBeHidden();
  expect(await violations(page)).toEqual([]);
});

test("the page of a turn takes the brand's accent, and its words", async ({ people }) => {
  const { page } = await people.arrive(server, "called");
  await expect(page.getByRole("heading", { name: "All aboard" })).toBeVisible();
  await expect(page.locator('.shell[data-tone="turn"]')).toHaveCSS("background-color", "rgb(29, 78, 216)");
  const reserve = page.getByRole("button", { name: "Reserve" });
  await expect(reserve).toHaveCSS("background-color", "rgb(255, 255, 255)");
  await expect(reserve).toHaveCSS("color", "rgb(29, 78, 216)");
});

test("a theme that comes only during a call leaves the call's icon, and its own is there afterwards", async ({
  people,
}) => {
  const held = Promise.withResolvers<void>();
  const visitor = await people.prepare(server, "late", (page) =>
    page.route("**/theme/theme.json", async (route) => {
      await held.promise;
      await route.continue();
    }),
  );
  await visitor.open();
  await visitor.is("turn");
  const icon = visitor.page.locator('link[rel="icon"]');
  await expect(icon).toHaveAttribute("href", "/called.svg");

  held.resolve();
  await expectPaper(visitor.page, "rgb(255, 251, 235)");
  await expect(icon).toHaveAttribute("href", "/called.svg");
  await visitor.reserve("ada@example.com");
  await visitor.is("completed");
  await expect(icon).toHaveAttribute("href", "/theme/logo.svg");
});

test("a theme that is broken while it is served is ignored with one warning, and its mending shows on reload", async ({
  people,
}) => {
  wear('{"colours":{"light":{"paper":"url(https://example.com)"}}}');
  let seen = { complaints: [] as string[], hosts: new Set<string>() };
  const visitor = await people.prepare(server, "broken", async (page) => {
    seen = watch(page);
  });
  await visitor.open();
  await visitor.is("turn");
  await expect(visitor.page.getByRole("banner").locator("img")).toHaveAttribute("src", "/logo.svg");
  await expectPaper(visitor.page, "rgb(245, 247, 245)");
  expect(seen.complaints).toEqual([
    expect.stringMatching(/^\/theme\/theme\.json is ignored: colours\.light\.paper: /),
  ]);

  wear(JSON.stringify(theme));
  await visitor.page.reload();
  await expectPaper(visitor.page, "rgb(255, 251, 235)");
  expect(seen.complaints).toHaveLength(1);
});

test("whoever returns sees the theme before it is fetched", async ({ people }) => {
  const visitor = await people.arrive(server, "again");
  await visitor.is("turn");
  await expectPaper(visitor.page, "rgb(255, 251, 235)");

  const held = Promise.withResolvers<void>();
  await visitor.page.route("**/theme/theme.json", async (route) => {
    await held.promise;
    await route.continue();
  });
  await visitor.page.reload({ waitUntil: "commit" });
  await expect(visitor.page.getByRole("img", { name: "Seoul Rail" })).toBeVisible();
  await expectPaper(visitor.page, "rgb(255, 251, 235)");
  held.resolve();
});
