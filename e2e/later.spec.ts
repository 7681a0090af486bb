import type { Visitor } from "@fairline/crowd";
import { phone, type VisitorPage } from "./support/pages.ts";
import { expect, serve, test } from "./support/test.ts";

const settings = { slots: 1, slotSeconds: 120, tickSeconds: 1, holdSeconds: 60 };
const server = serve({ later: settings, last: settings, refused: settings });

/** Lets so many people go ahead, through the dialog. */
async function letAhead({ page }: VisitorPage, places: number): Promise<void> {
  await page.getByTestId("defer").click();
  await page.getByRole("textbox", { name: "How many people?" }).fill(String(places));
  await page.getByRole("button", { name: "Let them go ahead" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
}

test("who lets two people ahead stands behind them in both tabs and after a reload, and is served after them and before the next", async ({
  people,
}) => {
  const inside = people.join(server, "later");
  await inside.reaches("visiting", 10_000);
  const first = await people.prepare(server, "later", (page) => page.setViewportSize(phone));
  await first.open();
  await first.is("waiting");
  await expect(first.place).toHaveText("1");
  const number = await first.number();
  const behind: Visitor[] = [];
  for (let place = 0; place < 3; place += 1) {
    const visitor = people.join(server, "later");
    await visitor.reaches("waiting", 5000);
    behind.push(visitor);
  }
  const [next, second, last] = behind as [Visitor, Visitor, Visitor];
  const tab = await first.anotherTab();
  await tab.andHears(() => tab.open());
  // The page counts those behind by its news.
  await tab.page.getByTestId("defer").click();
  await expect(tab.page.getByTestId("defer-hint")).toHaveText("1 to 3");
  await tab.page.keyboard.press("Escape");

  await letAhead(first, 2);
  for (const { page, place } of [first, tab]) {
    await expect(place).toHaveText("3");
    await expect(page.getByTestId("deferred")).toHaveText(
      `You let others go ahead: your place counts from number ${number + 2}.`,
    );
  }
  await first.andHears(() => first.page.reload());
  await expect(first.place).toHaveText("3");
  expect(await first.number()).toBe(number);

  expect((await inside.complete()).status).toBe(204);
  await next.reaches("visiting", 10_000);
  await expect(first.place).toHaveText("2");
  expect((await next.complete()).status).toBe(204);
  await second.reaches("visiting", 10_000);
  // The tick after this calls back who stood behind them (SPEC D1): one that began before it may tell the place already.
  await expect(first.place).toHaveText("1");
  const operator = people.operator(server, "later");
  const servedMs = Date.parse((await operator.live()).snapshot.at);
  await expect
    .poll(async () => Date.parse((await operator.live()).lastTickAt ?? ""))
    .toBeGreaterThan(servedMs + 1000);
  await first.is("waiting");
  expect((await second.complete()).status).toBe(204);
  await Promise.all([first.is("turn"), tab.is("turn")]);
  expect(last.state.at).toBe("waiting");
  await first.reserve("ada@example.com");
  await first.is("completed");
  await last.reaches("visiting", 10_000);
});

test("who has nobody behind is told so, and keeps the place", async ({ people }) => {
  const inside = people.join(server, "last");
  await inside.reaches("visiting", 10_000);
  const page = await people.arrive(server, "last");
  await page.is("waiting");
  await page.page.getByTestId("defer").click();
  await expect(page.page.getByTestId("defer-hint")).toHaveText("There is nobody behind you right now.");
  await expect(page.page.getByRole("button", { name: "Let them go ahead" })).toBeDisabled();
  await page.page.getByRole("button", { name: "Stay where I am" }).click();
  expect((await inside.complete()).status).toBe(204);
  await page.is("turn");
});

test("a refusal is gone when another number is typed, and when the dialog is opened again", async ({
  people,
}) => {
  await people.join(server, "refused").reaches("visiting", 10_000);
  const visitor = await people.prepare(server, "refused", (opened) =>
    opened.route("**/tickets/me/defer", (route) => route.fulfill({ status: 503 })),
  );
  const { page } = visitor;
  await visitor.open();
  await expect(visitor.place).toHaveText("1");
  for (let place = 0; place < 2; place += 1) await people.join(server, "refused").reaches("waiting", 5000);
  const hint = page.getByTestId("defer-hint");
  const field = page.getByRole("textbox", { name: "How many people?" });
  const refuse = async () => {
    await field.fill("1");
    await page.getByRole("button", { name: "Let them go ahead" }).click();
    await expect(hint).toHaveText("Something went wrong on our side. Please try again.");
    await expect(field).toHaveAttribute("aria-invalid", "false");
  };
  await page.getByTestId("defer").click();
  await expect(hint).toHaveText("1 to 2");
  await refuse();
  await field.fill("2");
  await expect(hint).toContainText("Your new place: 3");
  await refuse();
  await page.keyboard.press("Escape");
  await page.getByTestId("defer").click();
  await expect(hint).toHaveText("1 to 2");
  await field.fill("3");
  await expect(field).toHaveAttribute("aria-invalid", "true");
});
