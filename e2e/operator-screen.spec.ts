import type { Locator } from "@playwright/test";
import { phone } from "./support/pages.ts";
import { expect, serve, test } from "./support/test.ts";

const server = serve({
  still: { slots: 3, slotSeconds: 60, tickSeconds: 1 },
  paused: { slots: 3, slotSeconds: 60, tickSeconds: 1 },
  called: { slots: 3, slotSeconds: 60, tickSeconds: 1 },
});

for (const viewport of [{ width: 1440, height: 900 }, { width: 1024, height: 768 }, phone]) {
  test(`while a setting is typed, its effect and Save stay in sight and in place, at ${viewport.width} px`, async ({
    people,
  }) => {
    const console = await people.operate(server, "still", { browser: { viewport } });
    const { page } = console;
    await console.turnTo("Change");
    const effect = page.getByTestId("effect");
    const save = console.settings.getByRole("button", { name: "Save" });
    const slots = console.field("Slots (X)");
    await slots.fill("4");
    const placeBefore = await topOf(save);
    await expect(effect).toHaveAttribute("data-foresight", "foreseen");
    await expect(effect).toBeInViewport({ ratio: 1 });
    await expect(save).toBeInViewport({ ratio: 1 });
    expect(await topOf(save)).toBe(placeBefore);
    await slots.fill("0");
    await expect(slots).toHaveAttribute("aria-invalid", "true");
    await expect(effect).toContainText("Not foreseen");
    expect(await topOf(save)).toBe(placeBefore);
    await page.getByRole("button", { name: "Discard" }).click();
    await console.field("Grace seconds").pressSequentially("9");
    await expect(effect).toBeVisible();
    expect(await bottomOf(console.field("Grace seconds"))).toBeLessThanOrEqual(await topOf(effect));
  });
}

test("where everybody was called nobody is next, nobody waits, and a refusal names its field", async ({
  people,
}) => {
  const visit = people.join(server, "called");
  await visit.reaches("visiting", 10_000);
  const console = await people.operate(server, "called");
  const { page } = console;
  await expect(page.getByTestId("serving")).toHaveText("nobody");
  await console.field("Slots (X)").fill("0");
  await expect(console.settings).toContainText("Slots (X) must be a whole number from 1 to 5,000");
  await console.field("Slots (X)").fill("4");
  await expect(page.getByTestId("effect").getByRole("row", { name: "Until all are called" })).toContainText(
    "nobody waits",
  );
});

for (const viewport of [{ width: 1440, height: 900 }, phone]) {
  test(`a pause moves nothing, and Reset stands apart, at ${viewport.width} px`, async ({ people }) => {
    const console = await people.operate(server, "paused", { browser: { viewport } });
    const { page } = console;
    await console.turnTo("Change");
    const pauses = page.getByRole("button", { name: /^(Pause|Resume)$/ });
    const reset = page.getByRole("button", { name: "Reset…" });
    const [pauseBefore, resetBefore] = [await topOf(pauses), await topOf(reset)];
    expect(resetBefore).toBeGreaterThan(await bottomOf(page.getByRole("button", { name: "Close…" })));
    await console.press("Pause");
    await expect(page.getByTestId("configured-state")).toBeVisible();
    expect(await topOf(pauses)).toBe(pauseBefore);
    expect(await topOf(reset)).toBe(resetBefore);
    await console.press("Resume");
    await expect(console.state).toHaveText("open");
  });
}

for (const width of [390, 640, 800, 1000, 1024, 1250, 1345, 1440]) {
  test(`a figure of minutes and seconds stands on one line, within its place, at ${width} px`, async ({
    people,
  }) => {
    const console = await people.operate(server, "paused", { browser: { viewport: { width, height: 900 } } });
    const figure = console.page.getByTestId("last-wait");
    await expect(figure).toBeVisible();
    const box = await figure.evaluate((strong) => {
      strong.textContent = "11\u00a0min\u00a052\u00a0s";
      const place = strong.closest(".figure");
      return { ends: strong.getBoundingClientRect().right, placeEnds: place?.getBoundingClientRect().right };
    });
    expect(box.ends).toBeLessThanOrEqual(box.placeEnds ?? 0);
  });
}

test("what is stale is told as what was, not as what is", async ({ people }) => {
  const console = await people.operate(server, "called");
  const { page } = console;
  await page.route("**/admin/**", (route) => route.abort());
  await expect(console.state).toHaveText(/^open, \d+ s ago$/);
  await expect(page.getByRole("region", { name: "State" })).toContainText(/\d+ s ago: Everybody can join/);
});

test("on a phone the bar says how many wait, and who is signed in", async ({ people }) => {
  const browser = { viewport: phone };
  const console = await people.operate(server, "paused", { name: "Min-ji", browser });
  await console.turnTo("Change");
  await expect(console.page.getByTestId("bar-figures")).toContainText("0 waiting · 0 of 3");
  await expect(console.page.getByRole("banner")).toContainText("Min-ji");
  await expect(console.page.getByText("Min-ji").first()).toBeVisible();
});

async function topOf(place: Locator): Promise<number> {
  return (await place.boundingBox())?.y ?? Number.NaN;
}

async function bottomOf(place: Locator): Promise<number> {
  const box = await place.boundingBox();
  return box === null ? Number.NaN : box.y + box.height;
}
