import type { Locator, Page } from "@playwright/test";
import { coloursAt, intoLeft, middleOf } from "./support/pixels.ts";
import { admitted, call, enter, sceneOf } from "./support/scenes.ts";
import { Stage, tick, ticket } from "./support/stage.ts";
import { expect, serve, test } from "./support/test.ts";

const server = serve({ any: {} });

let stage: Stage;
let page: Page;
let main: Locator;
let here: Locator;
test.beforeAll(async ({ browser }) => {
  page = await browser.newPage({
    locale: "en-GB",
    reducedMotion: "reduce",
    viewport: { width: 390, height: 780 },
  });
  stage = await Stage.on(page, server.url);
  main = page.locator("main[data-stage]");
  here = page.getByTestId("here");
});

test("a call takes the focus to its button, a key answers it, and the turn's heading has the focus next", async () => {
  await stage.open({
    ...sceneOf("next"),
    answers: { "POST tickets/me/confirm": { status: 200, body: { ...admitted(120), room: "next" } } },
  });
  await expect(main).toHaveAttribute("data-stage", "waiting");
  stage.says(call());
  await expect(here).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(main).toHaveAttribute("data-stage", "turn");
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
});

const again = { status: 200, body: { ...ticket({ serving: 2003, lastChance: true }), room: "missed" } };
const takenOver = { status: 200, body: { ...ticket(), room: "takeover" } };
for (const { to, scene, testId } of [
  {
    to: "“I’m here” after a missed call",
    scene: { ...sceneOf("missed"), answers: { "POST tickets/me/confirm": again } },
    testId: "here",
  },
  { to: "“Join again”", scene: sceneOf("left"), testId: "join-again" },
  {
    to: "“Move it here”",
    scene: { ...sceneOf("takeover"), hears: [ticket()], answers: { "POST handovers": takenOver } },
    testId: "take-over",
  },
])
  test(`${to} leads back in line, and the heading there has the focus`, async () => {
    await enter(stage, scene);
    await page.getByTestId(testId).press("Enter");
    await expect(main).toHaveAttribute("data-stage", "waiting");
    await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  });

test("a button that goes with its stage leaves the focus to the heading; elsewhere, a pause takes none", async () => {
  await enter(stage, sceneOf("waiting"));
  const leave = page.getByTestId("leave");
  await leave.focus();
  stage.says(tick({ state: "paused" }));
  await expect(main).toHaveAttribute("data-stage", "paused");
  await expect(leave).toBeFocused();
  stage.says(tick({ state: "closed" }));
  await expect(main).toHaveAttribute("data-stage", "closed");
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
});

test("a page that tries again by itself takes no focus, and whoever presses the button for it keeps theirs", async () => {
  await enter(stage, sceneOf("busy"));
  await page.evaluate(`{
    window.stages = [];
    const main = document.querySelector("main");
    new MutationObserver(() => stages.push(main.dataset.stage)).observe(main, { attributes: true });
  }`);
  await stage.pass(9);
  await expect.poll(() => page.evaluate("stages")).toEqual(["connecting", "trouble"]);
  await expect(page.locator("body")).toBeFocused();
  await page.getByRole("button", { name: "Try now" }).press("Enter");
  await expect.poll(() => page.evaluate("stages.length")).toBe(4);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
});

test("a call that comes while a dialog is open closes it, and has the focus", async () => {
  await enter(stage, sceneOf("handover"));
  stage.says(call());
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(here).toBeFocused();
});

test("a page that has just come takes no focus, and news of the turn takes none from a field", async () => {
  await enter(stage, sceneOf("turn"));
  await expect(page.locator("body")).toBeFocused();
  const email = page.getByRole("textbox");
  await email.fill("ada@");
  stage.says(admitted(100));
  await expect(page.getByTestId("countdown")).toHaveText("1:40");
  await expect(email).toBeFocused();
  await expect(email).toHaveValue("ada@");
});

for (const testId of ["leave", "defer", "handover"])
  test(`the dialog of “${testId}” has a name, closes with Escape, and gives the focus back to its button`, async () => {
    await enter(stage, {
      ...sceneOf("handover"),
      async after() {
        await page.getByTestId(testId).press("Enter");
      },
    });
    const dialog = page.getByRole("dialog");
    await expect(dialog).toHaveAccessibleName(/place|others/);
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(page.getByTestId(testId)).toBeFocused();
  });

/** From now on the page notes what an element that speaks by itself says, in `told`. */
const notesOf = (selector: string) => `{
  window.told = [];
  const spoken = document.querySelector("${selector}");
  new MutationObserver(() => told.push(spoken.textContent)).observe(spoken, { characterData: true, childList: true, subtree: true });
}`;

test("the live region speaks of the place, a pause, the end of it, the call with what is left to answer, a quarter of the time and the last seconds, and not of ticks", async () => {
  await stage.open(sceneOf("waiting"));
  const spoken = page.getByTestId("spoken");
  await expect(spoken).toHaveText("You are at place 1,612.");
  await page.evaluate(notesOf("[data-testid=spoken]"));
  for (let serving = 798; serving < 808; serving += 1) stage.says(tick({ serving }));
  await expect(page.getByTestId("serving")).toHaveText("807");
  for (const state of ["paused", "open", "closed", "open"] as const) {
    stage.says(tick({ serving: 807, state }));
    await expect(main).toHaveAttribute("data-stage", state === "open" ? "waiting" : state);
  }
  stage.says(call());
  await expect(main).toHaveAttribute("data-stage", "called");
  stage.says(admitted(100));
  const countdown = page.getByTestId("countdown");
  await expect(countdown).toHaveText("1:40");
  for (const [seconds, left] of [
    [50, "0:50"],
    [6, "0:44"],
    [4, "0:40"],
    [31, "0:09"],
    [2, "0:07"],
  ] as const) {
    await stage.pass(seconds);
    await expect(countdown).toHaveText(left);
  }
  expect(await page.evaluate("told")).toEqual([
    "The line is paused",
    "You are at place 1,194.",
    "The room is closed",
    "You are at place 1,194.",
    "It is your turn. Say that you are here within 12 seconds.",
    "It is your turn. You have 3 minutes.",
    "45 seconds left.",
    "10 seconds left.",
  ]);
});

test("the organiser's news speak from a place that was there before them", async () => {
  await enter(stage, sceneOf("waiting"));
  const place = "main > [role=status]";
  await expect(page.locator(place)).toBeEmpty();
  await page.evaluate(notesOf(place));
  stage.says(tick({ announcement: "Extra trains on Friday." }));
  await expect(page.getByTestId("announcement")).toBeVisible();
  stage.says(tick({ announcement: "Extra trains on Friday.", serving: 798 }));
  await expect(page.getByTestId("serving")).toHaveText("798");
  expect(await page.evaluate("told")).toEqual(["News from the organiserExtra trains on Friday."]);
});

test("the time to answer is drawn from what was left of it when the call was first shown", async () => {
  await enter(stage, sceneOf("next"));
  stage.says(call());
  const left = page.locator(".way-time");
  await expect(left).toHaveCSS("--progress", "1");
  await stage.pass(6);
  await expect(left).toHaveCSS("--progress", "0.5");
});

test("a call is seen in the tab: another icon, and a title that calls; both are calm again after it", async () => {
  const icon = page.locator("link[rel=icon]");
  await enter(stage, sceneOf("next"));
  await expect(page).toHaveTitle("1 · Autumn holiday trains");
  const calm = await icon.getAttribute("href");
  stage.says(call());
  await expect(page).toHaveTitle("Your turn! · Autumn holiday trains");
  await expect(icon).toHaveAttribute("href", "/called.svg");
  stage.says({ type: "end", room: "", number: 2000, outcome: "noshow" });
  await expect(page).toHaveTitle("You missed your turn · Autumn holiday trains");
  await expect(icon).toHaveAttribute("href", calm ?? "");
});

test("the sound waits for a click, says so, and can be switched off and heard", async () => {
  await enter(stage, sceneOf("waiting"));
  const sound = page.getByRole("switch", { name: "Ring when I am called" });
  await expect(sound).toBeChecked();
  await expect(sound).toHaveAccessibleDescription("Click or tap anywhere once to allow it.");
  await page.getByRole("heading", { name: "Until then" }).click();
  await expect(sound).toHaveAccessibleDescription("");
  await expect(page.getByTestId("next")).toContainText("changes colour and rings");
  await sound.click();
  await expect(sound).not.toBeChecked();
  await expect(page.getByTestId("listen")).toBeHidden();
  await expect(page.getByTestId("next")).not.toContainText("rings");
});

test("others can be let ahead by the keyboard alone, and no more than there are behind", async () => {
  await stage.open({
    ...sceneOf("waiting"),
    hears: [ticket({ issued: 2012 }), tick({ issued: 2012 })],
    answers: {
      "POST tickets/me/defer": {
        status: 200,
        body: { ...ticket({ issued: 2012, deferredTo: 2007 }), room: "waiting" },
      },
    },
  });
  await page.getByTestId("defer").press("Enter");
  const field = page.getByRole("textbox", { name: "How many people?" });
  await field.fill("13");
  await expect(page.getByTestId("defer-hint")).toHaveText("Please enter a whole number from 1 to 12.");
  await expect(page.getByRole("button", { name: "Let them go ahead" })).toBeDisabled();
  await field.fill("7");
  await field.press("Enter");
  await expect(page.getByTestId("deferred")).toBeVisible();
  await expect(page.getByRole("dialog")).toBeHidden();
});

test("letting others ahead speaks of what was typed, and not of ticks", async () => {
  await enter(stage, sceneOf("waiting"));
  await page.getByTestId("defer").click();
  const spoken = page.getByTestId("defer-dialog").getByRole("status");
  await expect(spoken).toBeEmpty();
  await page.evaluate(notesOf("dialog [role=status]"));
  const ticks = async (from: number, to: number) => {
    for (let serving = from; serving <= to; serving += 1)
      stage.says(tick({ serving, issued: 8000 + serving, paceSeconds: serving / 1000 }));
    await expect(page.getByTestId("serving")).toHaveText(String(to));
  };
  await ticks(798, 802);
  await expect(page.getByTestId("defer-hint")).toHaveText("1 to 1,000");
  const field = page.getByRole("textbox", { name: "How many people?" });
  await field.fill("25");
  await ticks(803, 808);
  await field.fill("0");
  await ticks(809, 812);
  expect(await page.evaluate("told")).toEqual([
    "Your new place: 1,224, about 20 seconds later",
    "Please enter a whole number from 1 to 1,000.",
  ]);
});

test("with forced colours the line's parts, a switch, buttons and a dialog are still told apart", async () => {
  await page.emulateMedia({ forcedColors: "active" });
  await enter(stage, sceneOf("waiting"));
  const way = (part: string) => page.locator(`.way-run ${part}`);
  const [paper, ...parts] = await coloursAt(page, [
    await middleOf(way(".way-you")),
    await intoLeft(way(".way-you"), 2),
    await middleOf(way(".way-done")),
    await middleOf(way(".way-ahead i").first()),
    await middleOf(way(".way-door")),
  ]);
  expect(parts).not.toContain(paper);

  const sound = page.getByTestId("sound");
  const on = await sound.screenshot();
  await sound.click();
  await expect(sound).not.toBeChecked();
  expect((await sound.screenshot()).equals(on)).toBe(false);

  await expectEdge(page.getByTestId("leave"));
  await page.getByTestId("leave").click();
  await expectEdge(page.getByRole("dialog"));
  await expectEdge(page.getByTestId("leave-confirm"));
  await page.emulateMedia({ forcedColors: null });
});

/** Between what is beside an element and what is in it, there is a line of another colour. */
async function expectEdge(element: Locator): Promise<void> {
  await element.scrollIntoViewIfNeeded();
  const pixels = [-2, 0, 1, 2, 6].map((into) => intoLeft(element, into));
  const [beside, ...edge] = await coloursAt(page, await Promise.all(pixels));
  const inside = edge.pop();
  expect(edge.filter((colour) => colour !== beside && colour !== inside)).not.toEqual([]);
}

test("nothing is lost at 320 px, nor with text of twice the size", async () => {
  for (const room of [
    "waiting",
    "called",
    "missed",
    "turn",
    "refused",
    "defer",
    "handover",
    "lost",
    "takeover",
  ])
    for (const language of ["en", room === "waiting" || room === "called" ? "ko" : "ja"]) {
      await enter(stage, sceneOf(room), language);
      for (const [width, size] of [
        [320, "100%"],
        [320, "200%"],
        [390, "200%"],
        [640, "200%"],
      ]) {
        await page.setViewportSize({ width: Number(width), height: 640 });
        await page.evaluate(`document.documentElement.style.fontSize = "${size}"`);
        expect(await page.evaluate(cutOff), `${room}, ${width} px, ${size}, ${language}`).toEqual([]);
      }
    }
});

test("a turn of minutes or of hours is told in full, beside its form or above it", async () => {
  for (const seconds of [600, 3600, 43_199]) {
    await enter(stage, { ...sceneOf("turn"), hears: [admitted(seconds)] }, "en");
    for (const width of [320, 390, 900, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate(cutOff), `${seconds} s, ${width} px`).toEqual([]);
      expect(await page.evaluate(clockOverForm), `${seconds} s, ${width} px`).toBe(false);
    }
  }
});

const clockOverForm = `(() => {
  const [clock, form] = ["[data-testid=countdown]", ".reservation"].map((found) =>
    document.querySelector(found).getBoundingClientRect());
  return clock.right > form.left && clock.left < form.right && clock.bottom > form.top && clock.top < form.bottom;
})()`;

/** Text that sticks out of the window at the side, or out of the box that cuts it off. */
const cutOff = `[...document.querySelectorAll("h1, h2, p, span, dt, dd, label, button, code, input")]
  .filter((element) => !element.closest(".unseen, .skip"))
  .filter((element) => {
    const { left, right, width } = element.getBoundingClientRect();
    return width > 0 && (left < -1 || right > innerWidth + 1);
  })
  .map((element) => element.tagName + ": " + element.textContent)`;
