import { expect, serve, test } from "./support/test.ts";

const server = serve({ shared: { slots: 2, slotSeconds: 30, tickSeconds: 1 } });

test("two operators at once: neither overwrites the other, and each learns who changed what", async ({
  people,
}) => {
  const [minji, sora] = await Promise.all([
    people.operate(server, "shared", { name: "Min-ji" }),
    people.operate(server, "shared", { name: "Sora" }),
  ]);
  const operator = people.operator(server, "shared");

  await minji.field("Slots (X)").fill("9");
  await sora.set("Slots (X)", 4);
  await minji.save();
  await expect(minji.outcome).toHaveAttribute("data-outcome", "changedElsewhere");
  await expect(minji.outcome).toContainText("Sora set slots to 4 (was 2) meanwhile, so nothing was saved");
  expect((await operator.settings()).slots).toBe(4);
  await expect(minji.field("Slots (X)")).toHaveValue("9");
  await minji.save();
  await expect(minji.outcome).toHaveAttribute("data-outcome", "saved");
  await expect(sora.field("Slots (X)")).toHaveValue("9");

  await minji.announcement.getByLabel("To everybody").fill("Half past.");
  await sora.announce("At six.");
  await expect(sora.announcement.getByRole("status")).toHaveText("Announced.");
  await minji.announcement.getByRole("button", { name: "Announce" }).click();
  await expect(minji.announcement.getByRole("status")).toContainText("Sora announced “At six.” meanwhile");
  expect((await operator.settings()).announcement).toBe("At six.");
  await expect(minji.announcement.getByLabel("To everybody")).toHaveValue("Half past.");

  const question = await minji.ask("Close");
  await sora.press("Pause");
  await expect(sora.state).toHaveText("paused");
  await question.getByRole("button", { name: "Close the room" }).click();
  await expect(minji.page.getByText("Not done: Sora paused the room meanwhile.")).toBeVisible();
  await expect(minji.state).toHaveText("paused");

  // What the page of one shows is older than what the other has done: a late click opens no doors.
  await sora.press("Resume");
  await expect(minji.state).toHaveText("open");
  await minji.page.route("**/live?*", () => {});
  await operator.act("close");
  await minji.press("Pause");
  await expect(minji.page.getByText(/Not done: .*closed/)).toBeVisible();
  expect((await operator.settings()).state).toBe("closed");
});

test("a setting out of range is refused beside its field before it is saved, and when it is", async ({
  people,
}) => {
  const console = await people.operate(server, "shared");
  const field = console.field("Slots (X)");
  await field.fill("5001");
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toHaveAccessibleDescription(/1 to 5,000/);
  await expect(console.outcome).toHaveText("");
  await console.save();
  await expect(console.outcome).toHaveText("Not saved: 1 field is refused.");
});
