import type { Page } from "@playwright/test";
import { scanned } from "./support/camera.ts";
import { phone, type VisitorPage } from "./support/pages.ts";
import { expect, serve, test } from "./support/test.ts";

const settings = { slots: 1, slotSeconds: 120, tickSeconds: 1, holdSeconds: 60, graceSeconds: 60 };
const server = serve({ moving: settings, own: settings, called: { ...settings, confirm: true } });

const ownIsGivenUp = "The place that this browser had is given up.";

const ofPhone = (page: Page) => page.setViewportSize(phone);

/** Opens the dialog, and holds a camera at the code. Gives the address that it reads. */
async function offeredBy({ page }: VisitorPage): Promise<string> {
  await page.getByTestId("handover").click();
  const address = await page.getByTestId("handover-address").textContent();
  expect(await scanned(page.getByRole("img", { name: "QR code" }))).toEqual([address]);
  return address ?? "";
}

test("the code on a desktop moves the place to a phone: same number there, and the desktop says so, even after a reload", async ({
  people,
}) => {
  const inside = people.join(server, "moving");
  await inside.reaches("visiting", 10_000);
  const desktop = await people.arrive(server, "moving");
  await desktop.is("waiting");
  const number = await desktop.number();
  const behind = people.join(server, "moving");
  await behind.reaches("waiting", 5000);
  const operator = people.operator(server, "moving");

  const address = await offeredBy(desktop);
  const mobile = await people.prepare(server, "moving", ofPhone);
  await mobile.page.goto(address);
  await mobile.is("takeover");
  // The code is not left in the address, and a reload asks again.
  expect(mobile.page.url()).toBe(`${server.url}/r/moving`);
  await mobile.page.reload();
  await mobile.is("takeover");
  await expect(mobile.main).not.toContainText(ownIsGivenUp);
  // Until then nothing has changed.
  await desktop.is("waiting");
  await mobile.page.getByTestId("take-over").click();
  await Promise.all([mobile.is("waiting"), desktop.is("moved")]);
  expect(await mobile.number()).toBe(number);
  await expect(mobile.place).toHaveText("1");
  expect(mobile.page.url()).toBe(`${server.url}/r/moving`);
  await expect(desktop.main).toContainText("Another device holds your place now");
  await desktop.page.reload();
  await desktop.is("moved");
  await mobile.andHears(() => mobile.page.reload());
  expect(await mobile.number()).toBe(number);
  expect((await operator.live()).totals).toMatchObject({ issued: 3, left: 0 });

  // The code has done its work: whoever finds it later keeps the place that they have.
  const late = await people.arrive(server, "moving");
  await late.is("waiting");
  expect(await late.number()).toBe(number + 2);
  await late.page.goto(address);
  await late.is("takeover");
  await late.page.getByTestId("take-over").click();
  await expect(late.page.getByTestId("refusal")).toContainText("This code was used already, or is too old.");
  await late.page.getByTestId("decline").click();
  await late.is("waiting");
  expect(await late.number()).toBe(number + 2);

  await desktop.page.getByTestId("join-again").click();
  await desktop.is("waiting");
  expect(await desktop.number()).toBe(number + 3);

  expect((await inside.complete()).status).toBe(204);
  await mobile.is("turn");
  await mobile.reserve("ada@example.com");
  await mobile.is("completed");
  await behind.reaches("visiting", 10_000);
  expect((await operator.live()).totals).toMatchObject({ issued: 5, admitted: 3, completed: 2, left: 0 });
});

test("a browser that has a place is told that it is given up for the other one, which the room then hears", async ({
  people,
}) => {
  await people.join(server, "own").reaches("visiting", 10_000);
  const desktop = await people.arrive(server, "own");
  await desktop.is("waiting");
  const number = await desktop.number();
  const mobile = await people.prepare(server, "own", ofPhone);
  await mobile.open();
  await mobile.is("waiting");
  const operator = people.operator(server, "own");

  // Another page of the site first: what the reload of the room still knows of its place is what it has kept.
  await mobile.page.goto(server.url);
  await mobile.page.goto(await offeredBy(desktop));
  await mobile.is("takeover");
  await expect(mobile.main).toContainText(ownIsGivenUp);
  await mobile.page.getByTestId("take-over").click();
  await mobile.is("waiting");
  expect(await mobile.number()).toBe(number);
  await expect.poll(async () => (await operator.live()).totals).toMatchObject({ issued: 3, left: 1 });
  await mobile.is("waiting");
});

test("a place that is called while its code is being scanned is called on the phone instead", async ({
  people,
}) => {
  const inside = people.join(server, "called");
  await inside.reaches("called", 10_000);
  await inside.confirm();
  await inside.reaches("visiting", 10_000);
  const desktop = await people.arrive(server, "called");
  await desktop.is("waiting");
  const number = await desktop.number();
  const mobile = await people.prepare(server, "called", ofPhone);
  await mobile.page.goto(await offeredBy(desktop));
  await mobile.is("takeover");
  expect((await inside.complete()).status).toBe(204);
  await desktop.is("called");
  await expect(desktop.page.getByRole("dialog")).toBeHidden();

  await mobile.page.getByTestId("take-over").click();
  await Promise.all([mobile.is("called"), desktop.is("moved")]);
  expect(await mobile.number()).toBe(number);
  await mobile.here.click();
  await mobile.is("turn");
  await mobile.reserve("ada@example.com");
  await mobile.is("completed");
  expect((await people.operator(server, "called").live()).totals).toMatchObject({
    issued: 2,
    completed: 2,
    noshow: 0,
  });
});
