import { violations } from "./support/axe.ts";
import { phone } from "./support/pages.ts";
import { expect, serve, test } from "./support/test.ts";

const server = serve({
  wide: { slots: 5000, slotSeconds: 60, tickSeconds: 1 },
  few: { slots: 2, slotSeconds: 60, tickSeconds: 1, title: "A few slots" },
});

// Scans take seconds where others work, too.
test.describe.configure({ timeout: 120_000 });

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing in any view, ${colorScheme}`, async ({ people }) => {
    const visit = await people.join(server, "few").reaches("visiting", 20_000);
    const console = await people.operate(server, "few", { browser: { colorScheme } });
    const { page } = console;
    await expect(console.active).toHaveText("1");
    await page.getByText("Values as a table").click();
    await page.getByText("In other languages").click();
    await console.field("Slots (X)").fill("9");
    await expect(page.getByTestId("effect")).toHaveAttribute("data-foresight", "foreseen");
    await console.lookUp(visit.number);
    await expect(console.ticket).toBeVisible();
    await console.ticket.getByRole("button", { name: "End this visit…" }).click();
    expect(await violations(page)).toEqual([]);

    await page.getByRole("button", { name: /^Slot \d ?: number/ }).click();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    const question = await console.ask("Drain");
    await expect(question.getByRole("listitem").first()).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");

    await page.setViewportSize(phone);
    for (const part of ["Now", "Slots", "Change", "Log"] as const) {
      await console.turnTo(part);
      expect(await violations(page), part).toEqual([]);
    }
    await page.getByRole("link", { name: "All rooms" }).click();
    await expect(page.getByRole("link", { name: "A few slots" })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await console.signOut();
    await expect(console.main).toHaveAttribute("data-stage", "signin");
    expect(await violations(page)).toEqual([]);
  });
}

test("all rooms stand side by side, one is opened, and reload and back lead where they say", async ({
  people,
}) => {
  const console = await people.operate(server, "few");
  const { page } = console;
  await page.getByRole("link", { name: "All rooms" }).click();
  await expect(page.getByRole("list", { name: "Rooms" }).getByRole("listitem")).toHaveCount(2);
  await page.getByRole("link", { name: "A few slots" }).click();
  await expect(console.main).toHaveAttribute("data-feed", "live");
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("A few slots");
  await page.goBack();
  await expect(console.main).toHaveAttribute("data-stage", "rooms");
});

test("charts are drawn, and a reload shows them again: the server keeps their samples", async ({
  people,
}) => {
  const console = await people.operate(server, "few");
  const { page } = console;
  const times = page.getByRole("region", { name: "Values over time" }).getByRole("rowheader").locator("time");
  const oldestMs = async () => {
    await page.getByText("Values as a table").click();
    await expect.poll(() => times.count()).toBeGreaterThan(2);
    return Date.parse((await times.last().getAttribute("datetime")) ?? "");
  };
  expect(await oldestMs()).toBeLessThan(Date.now());
  expect(await page.evaluate(drawn)).toBe(5);
  const reloadedMs = Date.now();
  await page.reload();
  expect(await oldestMs()).toBeLessThan(reloadedMs - 1000);
  expect(await page.evaluate(drawn)).toBe(5);
});

test("five thousand slots are one picture, and any of them is found", async ({ people }) => {
  const visit = await people.join(server, "wide").reaches("visiting", 20_000);
  const console = await people.operate(server, "wide");
  const { page } = console;
  await expect(page.getByTestId("slot-picture")).toBeVisible();
  await expect(console.slots).toHaveCount(0);
  await expect(page.getByTestId("slot-counts")).toContainText("1 taken");
  const [slot] = (await people.operator(server, "wide").live()).slots;
  const form = page.getByRole("form", { name: "Find a slot" });
  await form.getByRole("textbox").fill(String(slot?.lane));
  await form.getByRole("button", { name: "Show" }).click();
  await expect(page.getByTestId("slot-number")).toHaveText(String(visit.number));
});

test("by keyboard: what is pressed keeps the focus, questions take it and give it back", async ({
  people,
}) => {
  await people.join(server, "few").reaches("visiting", 20_000);
  const console = await people.operate(server, "few");
  const { page } = console;
  const button = (name: string | RegExp) => page.getByRole("button", { name, exact: true });
  await button("Pause").press("Enter");
  await expect(button("Resume")).toBeFocused();
  await button("Resume").press("Enter");
  await expect(button("Pause")).toBeFocused();

  await button("Drain…").press("Enter");
  await expect(page.getByRole("dialog", { name: "Drain the room?" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(button("Drain…")).toBeFocused();

  const slot = button(/^Slot \d ?: number/);
  await slot.press("Enter");
  await button("End this visit…").press("Enter");
  await expect(button("Let them stay")).toBeFocused();
  await button("Let them stay").press("Enter");
  await expect(button("End this visit…")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(slot).toBeFocused();
});

test("on a phone of 360 px nothing is wider than the page, and what is pressed is 44 px high", async ({
  people,
}) => {
  const console = await people.operate(server, "few", { browser: { viewport: { width: 360, height: 700 } } });
  const { page } = console;
  for (const part of ["Now", "Slots", "Change", "Log"] as const) {
    await console.turnTo(part);
    expect(await page.evaluate(pageWidth), part).toBeLessThanOrEqual(360);
    expect(await page.evaluate(small), part).toEqual([]);
  }
});

test("when the server is gone the console says so, and that what it shows is old", async ({ people }) => {
  const console = await people.operate(server, "few");
  const { page } = console;
  await page.route("**/admin/**", (route) => route.abort());
  await expect(page.getByTestId("freshness")).toContainText("Stale");
  await expect(page.getByRole("status", { name: "Warnings" })).toContainText("The server did not answer.");
  await console.press("Pause");
  await expect(page.getByText("Not done: The server did not answer.")).toBeVisible();
  await page.unroute("**/admin/**");
  await expect(page.getByTestId("freshness")).toHaveText("Live");
});

const pageWidth = "document.documentElement.scrollWidth";

/** How many charts have something on their canvas. */
const drawn = `[...document.querySelectorAll(".chart canvas")].filter((canvas) =>
  canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value > 0)).length`;

/** What can be pressed and is lower than a thumb needs. */
const small = `[...document.querySelectorAll("a, button, input, summary, textarea")]
  .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 44)
  .map((each) => each.textContent || each.name)`;
