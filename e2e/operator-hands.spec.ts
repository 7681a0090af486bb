import { phone } from "./support/pages.ts";
import { expect, serve, test } from "./support/test.ts";

const room = { slots: 1, slotSeconds: 60, tickSeconds: 1 };
const server = serve({ desk: room, pocket: room });

// Everything, one after the other: on a busy machine that takes its time.
test.describe.configure({ timeout: 120_000 });

const sizes = {
  desk: { viewport: { width: 1440, height: 900 } },
  pocket: { viewport: phone, hasTouch: true, isMobile: true },
} as const;

for (const [name, browser] of Object.entries(sizes)) {
  test(`an operator does everything that there is to do, with a browser for the ${name}`, async ({
    people,
  }) => {
    const inside = await people.join(server, name).reaches("visiting", 20_000);
    await people.join(server, name).reaches("waiting", 20_000);
    const third = people.join(server, name);
    await third.reaches("waiting", 20_000);
    const console = await people.operate(server, name, { name: "Min-ji", browser });
    const operator = people.operator(server, name);
    const { page } = console;
    await expect(console.waiting).toHaveText("2");
    expect(inside.number).toBe(1);

    await test.step("sees what a change would do before it is made", async () => {
      await console.turnTo("Change");
      await console.field("Slot seconds (Y)").fill("30");
      const effect = page.getByTestId("effect");
      await expect(effect).toHaveAttribute("data-foresight", "foreseen");
      await expect(effect.getByRole("listitem").first()).toBeVisible();
      expect((await operator.settings()).slotSeconds).toBe(60);
      await page.getByRole("button", { name: "Discard" }).click();
      await expect(effect).toBeHidden();
      await expect(console.field("Slot seconds (Y)")).toHaveValue("60");
    });

    await test.step("changes a setting", async () => {
      await console.set("Slot seconds (Y)", 50);
      expect((await operator.settings()).slotSeconds).toBe(50);
      await expect(console.outcome).toHaveText("Saved. In force within one tick.");
    });

    await test.step("changes every other setting, and has calls answered for a while", async () => {
      await console.field("Title").fill("Tonight");
      await console.set("Grace seconds", 20);
      await console.set("Hold seconds", 90);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Tonight");
      const named = { title: "Tonight", graceSeconds: 20, holdSeconds: 90 };
      await console.askForHere(true);
      expect(await operator.settings()).toMatchObject({ ...named, confirm: true });
      await console.askForHere(false);
      expect(await operator.settings()).toMatchObject({ ...named, confirm: false });
    });

    await test.step("pauses and resumes", async () => {
      await console.press("Pause");
      await expect(console.state).toHaveText("paused");
      // What is told of the save is news no longer.
      await expect(console.outcome).toHaveText("");
      await console.press("Resume");
      await expect(console.state).toHaveText("open");
    });

    await test.step("announces in several languages, and takes it away", async () => {
      await console.announcement.getByText("In other languages").click();
      await console.announcement.getByLabel("In Korean").fill("곧 시작합니다.");
      await console.announce("We begin soon.");
      await expect(console.announcement.getByRole("status")).toHaveText("Announced.");
      expect(await operator.settings()).toMatchObject({
        announcement: "We begin soon.",
        translations: { ko: "곧 시작합니다." },
      });
      await console.announcement.getByRole("button", { name: "Take it away" }).click();
      await expect(console.announcement.getByRole("status")).toContainText("Taken away");
      expect(await operator.settings()).toMatchObject({ announcement: "", translations: {} });
    });

    await test.step("looks a number up, and calls it in before another", async () => {
      await console.lookUp(99);
      await expect(page.getByText("Nobody has number 99")).toBeVisible();
      await console.lookUp(3);
      await expect(console.ticket).toContainText("waits in line");
      await page.getByRole("button", { name: "Call number 3 in…" }).click();
      await expect(console.ticket).toContainText("before one other who came first");
      await page.getByRole("button", { name: "Call number 3 in", exact: true }).click();
      await expect(console.ticket).toContainText("the next free slot is theirs");
    });

    await test.step("ends a visit, and who was called in comes next", async () => {
      await console.turnTo("Slots");
      await page.getByRole("button", { name: /^Slot 0 ?: number 1 / }).click();
      const dialog = page.getByRole("dialog", { name: "Slot 0" });
      await dialog.getByRole("button", { name: "End this visit…" }).click();
      await dialog.getByRole("button", { name: "End this visit", exact: true }).click();
      await third.reaches("visiting", 20_000);
      await dialog.getByRole("button", { name: "Close" }).click();
      await expect(page.getByRole("button", { name: /^Slot 0 ?: number 3 / })).toBeVisible();
    });

    await test.step("drains the room, and takes that back", async () => {
      await console.turnTo("Change");
      const question = await console.ask("Drain");
      await expect(question).toContainText("1 waiting");
      await expect(question.getByText("Newcomers are refused")).toHaveCount(1);
      await question.getByRole("button", { name: "Leave it as it is" }).click();
      expect((await operator.settings()).draining).toBe(false);
      await console.confirm("Drain");
      await expect(console.state).toHaveText("draining");
      await console.confirm("Open");
      await expect(console.state).toHaveText("open");
    });

    await test.step("closes and opens", async () => {
      await console.confirm("Close");
      await expect(console.state).toHaveText("closed");
      await console.confirm("Open");
      await expect(console.state).toHaveText("open");
    });

    await test.step("finds all that in the log, and undoes a change", async () => {
      await console.turnTo("Log");
      await expect(console.log).toHaveText(expectedLog);
      await page.getByRole("button", { name: "Undo… set slotSeconds to 50 (was 60)" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Undo it" }).click();
      await expect(console.log.first()).toContainText("Min-ji undid");
      expect((await operator.settings()).slotSeconds).toBe(60);
    });

    await test.step("reads further back in the log", async () => {
      for (let slotSeconds = 61; slotSeconds <= 65; slotSeconds += 1) await operator.change({ slotSeconds });
      await page.reload();
      await expect(console.log).toHaveCount(20);
      await page.getByRole("button", { name: "Older entries" }).click();
      await expect(console.log.last()).toHaveText("fairline made the room");
      await expect(page.getByRole("button", { name: "Older entries" })).toBeHidden();
    });

    await test.step("resets the room after typing its name", async () => {
      await console.turnTo("Change");
      const question = await console.reset("something else");
      await expect(question).toContainText(`It is “${name}”.`);
      await expect(question.getByRole("button", { name: "Reset the room" })).toBeDisabled();
      expect((await operator.live()).run).toBe(1);
      await question.getByRole("textbox").fill(name);
      await question.getByRole("button", { name: "Reset the room" }).click();
      await expect(question).toBeHidden();
      await expect.poll(async () => (await operator.live()).run).toBe(2);
    });
  });
}

/** What the operator has done, the last first. */
const expectedLog = [
  "Min-ji opened the room",
  "Min-ji closed the room",
  "Min-ji let newcomers in again",
  "Min-ji began to drain the room",
  "Min-ji ended the visit of number 1",
  "Min-ji called number 3 in",
  "Min-ji took the announcement away",
  "Min-ji announced “We begin soon.”, also in ko",
  "Min-ji opened the room",
  "Min-ji paused the room",
  "Min-ji set confirm to false (was true)",
  "Min-ji set confirm to true (was false)",
  "Min-ji set holdSeconds to 90 (was 120)",
  /^Min-ji set .*title to .*graceSeconds to 20|^Min-ji set graceSeconds to 20.*title/,
  "Min-ji set slotSeconds to 50 (was 60)",
  "fairline made the room",
];
