import type { Page } from "@playwright/test";
import { violations } from "./support/axe.ts";
import { phone } from "./support/pages.ts";
import { expect, serve, test } from "./support/test.ts";

const room = { slots: 400, slotSeconds: 600, tickSeconds: 1 };
const server = serve({ desk: room, pocket: room });

const sizes = {
  desk: { viewport: { width: 1440, height: 900 } },
  pocket: { viewport: phone, hasTouch: true, isMobile: true },
} as const;

// Each state is scanned twice, which takes seconds where others work, too.
test.describe.configure({ timeout: 180_000 });

for (const [name, browser] of Object.entries(sizes)) {
  test(`axe finds nothing in questions, conflicts and troubles, light and dark, with a browser for the ${name}`, async ({
    people,
  }) => {
    await people.join(server, name).reaches("visiting", 20_000);
    const console = await people.operate(server, name, { browser });
    const operator = people.operator(server, name);
    const { page } = console;

    await test.step("four hundred slots as one picture, and a slot whose visit would be ended", async () => {
      await console.turnTo("Slots");
      await expect(page.getByTestId("slot-picture")).toBeVisible();
      await expect(page.getByTestId("slot-counts")).toContainText("1 taken");
      await isClean(page);
      const [slot] = (await operator.live()).slots;
      const find = page.getByRole("form", { name: "Find a slot" });
      await find.getByRole("textbox").fill(String(slot?.lane));
      await find.getByRole("button", { name: "Show" }).click();
      await page.getByRole("button", { name: "End this visit…" }).click();
      await expect(page.getByRole("button", { name: "Let them stay" })).toBeFocused();
      await isClean(page);
      await page.keyboard.press("Escape");
    });

    await test.step("questions", async () => {
      await console.turnTo("Change");
      for (const asked of ["Close", "Drain"] as const) {
        await expect((await console.ask(asked)).getByRole("listitem").first()).toBeVisible();
        await isClean(page);
        await page.keyboard.press("Escape");
      }
      await console.confirm("Close");
      await expect(console.state).toHaveText("closed");
      await expect(await console.ask("Open")).toBeVisible();
      await isClean(page);
      await page.keyboard.press("Escape");
      const reset = await console.reset("something else");
      await expect(reset).toBeVisible();
      await isClean(page);
      await page.keyboard.press("Escape");
      await console.turnTo("Log");
      await page.getByRole("button", { name: /^Undo…/ }).click();
      await expect(page.getByRole("dialog", { name: "Undo this change?" })).toBeVisible();
      await isClean(page);
      await page.keyboard.press("Escape");
    });

    await test.step("a change that somebody else was faster with, and fields that are refused", async () => {
      await console.turnTo("Change");
      await console.field("Slots (X)").fill("350");
      await operator.change({ slots: 380 });
      await console.save();
      await expect(console.outcome).toHaveAttribute("data-outcome", "changedElsewhere");
      await isClean(page);
      await console.field("Slots (X)").fill("5001");
      await console.save();
      await expect(console.outcome).toHaveAttribute("data-outcome", "refused");
      await isClean(page);
      await page.getByRole("button", { name: "Discard" }).click();
    });

    await test.step("a server that is gone, for who looks on and for who comes", async () => {
      await operator.change({ state: "open" });
      await expect(console.state).toHaveText("open");
      await page.route("**/admin/rooms/**", (route) => route.abort());
      await expect(page.getByTestId("freshness")).toContainText("Stale");
      await console.press("Pause");
      await expect(page.getByText("Not done: The server did not answer.")).toBeVisible();
      await isClean(page);
      await page.reload();
      await expect(console.main).toHaveAttribute("data-feed", "trouble");
      await isClean(page);
      await page.unroute("**/admin/rooms/**");
      await expect(console.main).toHaveAttribute("data-feed", "live");
    });

    await test.step("a sign-in that is refused, and one that must wait", async () => {
      await console.signOut();
      await console.enter("wrong");
      await expect(page.getByTestId("signin-why")).toHaveAttribute("data-why", "refused");
      await isClean(page);
      // As the server answers after too many wrong tokens: shut out in earnest, no other test could sign in.
      await page.route("**/admin/session", (route) =>
        route.fulfill({
          status: 429,
          headers: { "retry-after": "60" },
          contentType: "application/problem+json",
          json: { type: "about:blank", title: "Too many attempts", status: 429, code: "too_many_attempts" },
        }),
      );
      await console.enter("wrong");
      await expect(page.getByTestId("signin-wait")).toBeVisible();
      await isClean(page);
    });
  });
}

async function isClean(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violations(page), colorScheme).toEqual([]);
  }
}
