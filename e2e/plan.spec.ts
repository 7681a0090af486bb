import type { Page } from "@playwright/test";
import { violations } from "./support/axe.ts";
import { phone } from "./support/pages.ts";
import { expect, serve, test } from "./support/test.ts";

const server = serve({ demo: { slots: 40, slotSeconds: 90, tickSeconds: 2, graceSeconds: 20 } });

const field = (page: Page, name: string) =>
  page.getByRole("form", { name: "Event" }).getByLabel(name, { exact: true });
const planned = (page: Page) => expect(page.locator("main")).toHaveAttribute("data-planning", "false");

test("an operator plans an event from the room's own settings, by keyboard, and shares it by its address", async ({
  people,
}) => {
  const console = await people.operate(server, "demo");
  const { page } = console;
  await page.getByRole("link", { name: "Plan an event with these" }).click();
  await expect(page.getByTestId("plan")).toBeVisible();
  await expect(field(page, "Slots (X)")).toHaveValue("40");
  await expect(field(page, "Slot seconds (Y)")).toHaveValue("90");
  await expect(field(page, "Tick seconds (N)")).toHaveValue("2");

  await field(page, "Visitors").focus();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("30000");
  await field(page, "Patience").fill("exp:20m");
  await field(page, "Target wait").fill("10m");
  await page.keyboard.press("Enter");
  await expect(page.getByText("30,000 visitors were played")).toBeVisible();
  await expect(page.getByTestId("slots-needed")).toContainText("nine of ten to wait at most 10 min");
  const median = page.getByTestId("plan").locator("dd").first();
  const told = await median.textContent();

  const link = page.url();
  expect(link).toContain("visitors=30000");
  await page.goto("about:blank");
  await page.goto(link);
  await expect(field(page, "Patience")).toHaveValue("exp:20m");
  await expect(median).toHaveText(told ?? "");
});

test("a field that is wrong is refused beside it, gets the focus, and leaves the plan of before", async ({
  people,
}) => {
  const { page } = await people.operate(server, "demo");
  await page.goto(`${server.url}/admin#view=plan&visitors=500`);
  await expect(page.getByText("500 visitors were played")).toBeVisible();
  await field(page, "Slots (X)").fill("5001");
  await page.getByRole("button", { name: "Plan", exact: true }).click();
  await expect(field(page, "Slots (X)")).toBeFocused();
  await expect(page.getByText('must be a whole number from 1 to 5,000 (was "5001")')).toBeVisible();
  await expect(page.getByText("500 visitors were played")).toBeVisible();
  await field(page, "Slots (X)").fill("5000");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("plan-outcome")).toContainText("share it");
});

test("what a link has wrong is seen, though it is in a part that is folded", async ({ people }) => {
  const { page } = await people.operate(server, "demo");
  await page.goto(`${server.url}/admin#view=plan&visitors=500&seed=none`);
  await expect(page.getByTestId("plan-outcome")).toHaveText("1 field is refused.");
  await expect(field(page, "Seed")).toBeVisible();
  await expect(page.getByText('(was "none")')).toBeVisible();
});

test("while a large crowd is played the page stays at hand", async ({ people }) => {
  const { page } = await people.operate(server, "demo");
  await page.goto(`${server.url}/admin#view=plan&visitors=1000000&slots=5000&target-wait=10m`);
  await expect(page.locator("main")).toHaveAttribute("data-planning", "true");
  await field(page, "Visitors").fill("1000");
  await page.keyboard.press("Enter");
  await expect(page.getByText("1,000 visitors were played")).toBeVisible();
});

test.describe("on a phone", () => {
  test("what was planned by hand comes into view and takes the focus; its main figures are said", async ({
    people,
  }) => {
    const { page } = await people.operate(server, "demo", { browser: { viewport: phone } });
    await page.goto(`${server.url}/admin#view=plan`);
    await expect(page.getByText("10,000 visitors were played")).toBeAttached();
    await expect(field(page, "Visitors")).toBeInViewport();
    await field(page, "Visitors").fill("9000");
    await page.keyboard.press("Enter");
    await expect(page.getByText("9,000 visitors were played")).toBeAttached();
    const heading = page.getByRole("heading", { name: "What to expect" });
    await expect(heading).toBeFocused();
    await expect(heading).toBeInViewport();
    await expect(page.getByTestId("plan-outcome")).toContainText(
      /^Median wait .+, \$\d+\.\d\d, (nothing to raise|\d+ quotas? to raise)/,
    );
  });

  test("a link shows its plan first, and what was shared is above it", async ({ people }) => {
    const { page } = await people.operate(server, "demo", { browser: { viewport: phone } });
    await page.goto(`${server.url}/admin#view=plan&visitors=500`);
    await expect(page.getByRole("heading", { name: "What to expect" })).toBeInViewport();
    await expect(page.getByTestId("plan").locator("dd").first()).toBeInViewport();
    await expect(page.getByRole("heading", { name: "What to expect" })).not.toBeFocused();
  });

  test("each quota to raise says what to do within the window, and the head leads there", async ({
    people,
  }) => {
    const { page } = await people.operate(server, "demo", { browser: { viewport: phone } });
    await page.goto(`${server.url}/admin#view=plan&visitors=60000&over=2m&slots=10`);
    await expect(page.getByText("60,000 visitors were played")).toBeAttached();
    const link = page.url();
    await page.getByTestId("plan-urgent").click();
    await expect(page.getByRole("heading", { name: "AWS quotas" })).toBeFocused();
    await expect(page.getByRole("heading", { name: "AWS quotas" })).toBeInViewport();
    expect(page.url()).toBe(link);
    await page.getByText(/^\d+ are enough$/).click();
    for (const label of [
      "Each quota that is too small",
      "Each quota that is enough",
      "Waits by time of arrival",
    ]) {
      const table = page.getByRole("region", { name: label });
      expect(await table.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
    }
  });
});

test("a wall of the design stands above the quotas, of which none is too small", async ({ people }) => {
  const { page } = await people.operate(server, "demo");
  await page.goto(`${server.url}/admin#view=plan&visitors=36000&over=1h&slots=1000`);
  await expect(page.getByRole("region", { name: "Each wall" })).toContainText("lists all slots");
  await expect(page.getByText("No quota is to be raised")).toContainText("walls above");
  await page.getByTestId("plan-urgent").click();
  await expect(page.getByRole("heading", { name: "Walls" })).toBeFocused();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing in a plan, ${colorScheme}, on a desk and on a phone`, async ({ people }) => {
    const { page } = await people.operate(server, "demo", { browser: { colorScheme } });
    await page.goto(`${server.url}/admin#view=plan&visitors=60000&over=20s&slots=900&target-wait=5m`);
    await expect(page.getByText("60,000 visitors were played")).toBeVisible();
    await planned(page);
    await page.getByText("More of it").first().click();
    await field(page, "Seed").fill("none");
    await page.keyboard.press("Enter");
    await expect(field(page, "Seed")).toBeFocused();
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize(phone);
    expect(await violations(page)).toEqual([]);
    const beyond = await page.evaluate<number>(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    expect(beyond).toBeLessThanOrEqual(0);
  });
}
