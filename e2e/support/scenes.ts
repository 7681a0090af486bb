import type { ServerMessage } from "@fairline/core";
import { expect, type Page } from "@playwright/test";
import { at, type Play, problem, type Stage, startMs, tick, ticket, twoTabs } from "./stage.ts";

/** A state of the visitor's page: how it comes about, and what it must say in English. */
export interface Scene extends Play {
  /** The stage of the page's main element. */
  readonly stage: string;
  /** One sentence for docs/pages.md. */
  readonly about: string;
  readonly says: readonly string[];
  /** What happens after the page has come to its stage. */
  readonly after?: (stage: Stage, page: Page) => Promise<void>;
}

const error = (code: Extract<ServerMessage, { type: "error" }>["code"]): ServerMessage => ({
  type: "error",
  code,
  message: code,
});
const end = (outcome: Extract<ServerMessage, { type: "end" }>["outcome"]): ServerMessage => ({
  type: "end",
  room: "",
  number: 2000,
  outcome,
});
export const call = (lastChance?: true): ServerMessage => ({
  type: "call",
  room: "",
  number: 2000,
  confirmBy: at(12),
  ...(lastChance && { lastChance }),
});
const missed: ServerMessage = { type: "missed", room: "", number: 2000, missedUntil: at(104) };
export const admitted = (seconds: number) =>
  ticket({ status: "admitted", pass: "pass", expiresAt: at(seconds) });

const news = "Extra trains on Friday: there are seats for everybody in line.";

/** In line since a while: of 1,612 places 408 are made. */
const inLine: readonly ServerMessage[] = [ticket({ serving: 389, at: at(-1) }), tick()];
const atHead = [ticket({ serving: 1980, at: at(-1) }), tick({ serving: 2000 })];

const press = (testId: string) => async (_: Stage, page: Page) => {
  await page.getByTestId(testId).click();
};
/** The connection is cut, and stays away for long enough to be called lost. */
const loses = async (stage: Stage, page: Page) => {
  await stage.cut();
  await expect(async () => {
    await stage.pass(3);
    await expect(page.getByTestId("link")).toBeVisible({ timeout: 300 });
  }).toPass();
};
/** The site that a room stands before, and what its gate says of a tab that it sent. */
const shop = "https://shop.example/";
const showsRefusal: Scene["after"] = async (_, page) => {
  await expect(page.getByTestId("refusal")).toBeVisible();
};
const wish = `#return=${encodeURIComponent(`${shop}cart`)}&challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM`;
const handover = { status: 201, body: { code: "wZ3kT9qLm2XvB7aR", expiresAt: at(287) } };

/** Opens the page, and brings it into the state of the scene. */
export async function enter(stage: Stage, scene: Scene, language = "en"): Promise<void> {
  await stage.open(scene, language);
  await expect(stage.page.locator("main[data-stage]")).toHaveAttribute("data-stage", scene.stage);
  await scene.after?.(stage, stage.page);
}

export function sceneOf(room: string): Scene {
  const scene = scenes.find((candidate) => candidate.room === room);
  if (scene === undefined) throw new Error(`There is no scene ${room}.`);
  return scene;
}

/** The room does not send visitors to where they want to go. */
const notAllowed = {
  status: 422,
  body: {
    type: "about:blank",
    title: "Invalid",
    status: 422,
    errors: [{ field: "returnTo", message: "must be below one of the room's return addresses" }],
  },
};

/** Every state that a visitor can see. */
export const scenes: readonly Scene[] = [
  {
    room: "connecting",
    stage: "connecting",
    about: "The page was opened; the room has not given a place yet.",
    says: ["One moment", "7,999 people are in line right now"],
  },
  {
    room: "unreachable",
    stage: "connecting",
    about: "The room cannot be reached, and the page says that it keeps trying.",
    network: "unreachable",
    says: ["cannot be reached", "Try now"],
    async after(stage, page) {
      await expect(async () => {
        await stage.pass(5);
        await expect(page.getByTestId("unreachable")).toBeVisible({ timeout: 300 });
      }).toPass();
    },
  },
  {
    room: "waiting",
    stage: "waiting",
    about: "In line: the place, the expected wait, the way so far, and what happens next.",
    hears: inLine,
    says: ["1204", "1,203 people are ahead of you", "up 408 places", "changes colour", "within 15 seconds"],
  },
  {
    room: "next",
    stage: "waiting",
    about: "First in line.",
    hears: atHead,
    says: ["You are next."],
  },
  {
    room: "next-last",
    stage: "waiting",
    about: "First in line once more, after a call that was missed.",
    hears: [ticket({ serving: 1980, lastChance: true, at: at(-1) }), tick({ serving: 2000 })],
    says: ["You are next, for the last time."],
  },
  {
    room: "deferred",
    stage: "waiting",
    about: "Others were let go ahead: the place counts from the number behind them.",
    hears: [ticket({ serving: 389, deferredTo: 2025, at: at(-1) }), tick()],
    says: ["1229", "counts from number 2,025"],
  },
  {
    room: "paused",
    stage: "paused",
    about: "The organiser paused the room: nobody is called, and every place is kept.",
    hears: [...inLine, tick({ state: "paused" })],
    says: ["The line is paused", "You keep your place"],
  },
  {
    room: "news",
    stage: "waiting",
    snapshot: { announcement: news },
    about: "The organiser has something to say.",
    hears: [...inLine, tick({ announcement: news })],
    says: ["News from the organiser", "Extra trains on Friday"],
  },
  {
    room: "lost",
    stage: "waiting",
    about: "The connection is gone; the place stays on the screen, and in the room.",
    hears: inLine,
    says: ["The connection is gone", "1204"],
    after: loses,
  },
  {
    room: "found",
    stage: "waiting",
    about: "The connection is back.",
    hears: inLine,
    says: ["Connected again. You still have your place.", "1204"],
    async after(stage, page) {
      await loses(stage, page);
      await stage.mend();
      await expect(page.getByTestId("link")).toHaveAttribute("data-link", "found");
    },
  },
  {
    room: twoTabs,
    stage: "waiting",
    about: "The line is open in two tabs: both show the same, and one of them rings.",
    hears: inLine,
    says: ["open in another tab", "Ring here instead"],
  },
  {
    room: "defer",
    stage: "waiting",
    about: "Letting others go ahead, with what it means.",
    hears: inLine,
    says: ["Let others go ahead?", "Your new place: 1,229"],
    async after(_, page) {
      await page.getByTestId("defer").click();
      await page.getByTestId("defer-dialog").getByRole("button", { name: "25" }).click();
    },
  },
  {
    room: "handover",
    stage: "waiting",
    about: "Moving the place to another device, by a code or its address.",
    hears: inLine,
    answers: { "POST tickets/me/handover": handover },
    says: ["Move your place to another device", "Valid for 4:47", "#move=wZ3kT9qLm2XvB7aR"],
    after: press("handover"),
  },
  {
    room: "handover-asking",
    stage: "waiting",
    about: "The code is on its way.",
    hears: inLine,
    answers: { "POST tickets/me/handover": "never" },
    says: ["Move your place to another device", "One moment…"],
    after: press("handover"),
  },
  {
    room: "handover-refused",
    stage: "waiting",
    about: "There is no code for a place that does not wait any more.",
    hears: inLine,
    answers: { "POST tickets/me/handover": problem(409, "not_waiting") },
    says: ["Move your place to another device", "This works only while you wait in line."],
    after: press("handover"),
  },
  {
    room: "leave",
    stage: "waiting",
    about: "Leaving asks first.",
    hears: inLine,
    says: ["Give up your place?"],
    after: press("leave"),
  },
  {
    room: "called",
    stage: "called",
    about:
      "It is the visitor's turn, if there is an answer: the page turns green, rings, and has one button.",
    hears: [...atHead, call()],
    says: ["It is your turn", "I’m here", "0:12", "keep your place at the head of the line once"],
  },
  {
    room: "called-last",
    stage: "called",
    about: "The second and last call.",
    hears: [...atHead, call(true)],
    says: ["I’m here", "This is your last call"],
  },
  {
    room: "called-refused",
    stage: "called",
    about: "The answer to a call did not go through; the button is there to press again.",
    hears: [...atHead, call()],
    says: ["I’m here", "0:12", "Something went wrong on our side. Please try again."],
    async after(_, page) {
      await page.getByTestId("here").click();
      await expect(page.getByTestId("refusal")).toBeVisible();
    },
  },
  {
    room: "missed",
    stage: "missed",
    about: "A call was missed: what was kept, and until when.",
    hears: [...atHead, missed],
    says: ["You missed your call", "kept at the head of the line", "I’m here", "1:44"],
  },
  {
    room: "turn",
    stage: "turn",
    about: "The turn: the time that is left, and the one thing to do with it.",
    hears: [admitted(152)],
    says: ["It is your turn", "2:32", "E-mail address", "Reserve"],
  },
  {
    room: "last-seconds",
    stage: "turn",
    about: "The last seconds of a turn, told by words and colour.",
    hears: [admitted(8)],
    says: ["0:08", "These are the last seconds"],
  },
  {
    room: "refused",
    stage: "turn",
    about: "An e-mail address that the room refused.",
    hears: [admitted(152)],
    answers: {
      "POST reservations": {
        status: 422,
        body: {
          type: "about:blank",
          title: "Invalid",
          status: 422,
          errors: [{ field: "email", message: "must be an e-mail address" }],
        },
      },
    },
    says: ["Please check the e-mail address."],
    async after(_, page) {
      await page.locator("input[name=email]").fill("ada@");
      await page.locator("form.reservation button").click();
      await expect(page.getByTestId("refusal")).toBeVisible();
    },
  },
  {
    room: `${twoTabs}-turn`,
    stage: "turn",
    about: "The turn, in a tab that leaves it to another one.",
    hears: [admitted(152)],
    says: ["You are going on in another tab.", "Go on here", "2:32"],
  },
  {
    room: "site",
    stage: "waiting",
    about: "In line in a room that stands before a site: what happens at the turn.",
    snapshot: { returnTo: shop },
    hears: inLine,
    says: ["1204", "If you are looking at this page, it then goes on to shop.example by itself"],
  },
  {
    room: `${twoTabs}-site`,
    stage: "turn",
    about: "The turn in a room that stands before a site, in a tab that does not go there by itself.",
    hash: wish,
    snapshot: { returnTo: shop },
    hears: [admitted(152)],
    says: ["Go to shop.example", "2:32", "You have been let in"],
  },
  {
    room: "site-moment",
    stage: "turn",
    about: "The page is about to go on to the site.",
    hash: wish,
    snapshot: { returnTo: shop },
    hears: [admitted(152)],
    answers: { "POST codes": "never" },
    says: ["One moment…", "You have been let in"],
  },
  {
    room: "site-elsewhere",
    stage: "turn",
    about: "The room does not send visitors to where this one came from, and offers its own site.",
    hash: wish.replace("shop.example", "elsewhere.example"),
    snapshot: { returnTo: shop },
    hears: [admitted(152)],
    answers: { "POST codes": notAllowed },
    says: ["Go to shop.example", "could not take you back to where you came from"],
    after: showsRefusal,
  },
  {
    room: "site-nowhere",
    stage: "turn",
    about:
      "The visitor came from a site, and the room has no return addresses yet: its own form is not shown.",
    hash: wish,
    hears: [admitted(152)],
    answers: { "POST codes": notAllowed },
    says: ["This line does not lead back to shop.example yet. Tell the organiser.", "Try now", "2:32"],
    async after(_, page) {
      await expect(page.getByTestId("refusal")).toBeVisible();
      await expect(page.getByRole("form")).toHaveCount(0);
      await expect(page.locator("body")).not.toContainText("You have been let in");
    },
  },
  {
    room: "site-refused",
    stage: "turn",
    about: "There was no way on to the site; the button is there to press again.",
    hash: wish,
    snapshot: { returnTo: shop },
    hears: [admitted(152)],
    says: ["Go to shop.example", "Something went wrong on our side. Please try again."],
    after: showsRefusal,
  },
  {
    room: "site-came-back",
    stage: "waiting",
    about: "The site sent the page back a moment after it went: it does not go again by itself.",
    hash: wish,
    snapshot: { returnTo: shop },
    hears: inLine,
    says: ["Go to shop.example", "You were sent back here. Please allow cookies"],
    async after(stage, page) {
      const kept = JSON.stringify({ number: 2000, code: startMs });
      await page.evaluate((left) => {
        localStorage.setItem("fairline:site-came-back:departures", left);
        sessionStorage.setItem("fairline:site-came-back:left", "2000");
      }, kept);
      stage.says(admitted(152));
      await expect(page.locator("main")).toHaveAttribute("data-stage", "turn");
      await stage.pass(4);
      await expect(page.getByTestId("refusal")).toBeVisible();
    },
  },
  {
    room: "completed",
    stage: "completed",
    about: "The visitor was done early, and let the next one in.",
    hears: [end("completed")],
    says: ["Thank you", "the next person has been called"],
  },
  {
    room: "site-completed",
    stage: "completed",
    about: "The visit is over, in a room that stands before a site: there is a way back to its start page.",
    snapshot: { returnTo: shop },
    hears: [end("completed")],
    says: ["Thank you", "Go to shop.example", "Join again at the end"],
  },
  {
    room: "reserved",
    stage: "turn",
    about: "Reserved.",
    hears: [admitted(152)],
    answers: { "POST reservations": { status: 201, body: {} } },
    says: ["Reserved", "ada@example.com is confirmed"],
    async after(_, page) {
      await page.locator("input[name=email]").fill("ada@example.com");
      await page.locator("form.reservation button").click();
      await expect(page.locator("main")).toHaveAttribute("data-stage", "completed");
    },
  },
  {
    room: "expired",
    stage: "expired",
    about: "The time is up: what is kept and what is not.",
    hears: [end("expired")],
    says: ["Your time is up", "What you finished before is kept"],
  },
  {
    room: "noshow",
    stage: "noshow",
    about: "A call was missed, and nobody came back in time; or the second call was missed, too.",
    hears: [end("noshow")],
    says: ["You missed your turn", "your place is gone"],
  },
  {
    room: "left",
    stage: "waiting",
    about: "The visitor left the line.",
    hears: inLine,
    says: ["You left the line", "Join again at the end"],
    async after(_, page) {
      await page.getByTestId("leave").click();
      await page.getByTestId("leave-confirm").click();
      await expect(page.locator("main")).toHaveAttribute("data-stage", "left");
    },
  },
  {
    room: "left-elsewhere",
    stage: "left",
    about: "The place is gone, and not by what was done here.",
    hears: [...inLine, end("left")],
    says: ["You are no longer in line", "You left in another tab"],
  },
  {
    room: "reset",
    stage: "left",
    about: "The organiser cleared the line.",
    hears: [...inLine, tick({ issued: 3, serving: 1, at: at(30) })],
    says: ["The line was started anew"],
  },
  {
    room: "moved",
    stage: "moved",
    about: "Another device holds the place now.",
    hears: [...inLine, { type: "moved", room: "", number: 2000 }],
    says: ["Your place has moved", "Nothing is lost"],
  },
  {
    room: "takeover",
    stage: "takeover",
    about: "The page was opened with the code of a place.",
    hash: "#move=wZ3kT9qLm2XvB7aR",
    says: ["Move your place to this device?", "Move it here", "Leave it there"],
  },
  {
    room: "takeover-over",
    stage: "takeover",
    about: "The code was used already, or is too old.",
    hash: "#move=wZ3kT9qLm2XvB7aR",
    answers: { "POST handovers": problem(410, "handover_over") },
    says: ["This code was used already, or is too old"],
    after: press("take-over"),
  },
  {
    room: "takeover-offline",
    stage: "takeover",
    about: "Nobody answered; the code is still good.",
    hash: "#move=wZ3kT9qLm2XvB7aR",
    network: "unreachable",
    says: ["Move your place to this device?", "There was no answer. Please try again."],
    async after(_, page) {
      await page.getByTestId("take-over").click();
      await expect(page.getByTestId("refusal")).toBeVisible();
    },
  },
  {
    room: "closed",
    stage: "closed",
    about: "The room is closed.",
    hears: [error("room_closed")],
    snapshot: { state: "closed" },
    says: ["The room is closed", "joins by itself when the room opens"],
  },
  {
    room: "draining",
    stage: "closed",
    about: "The room drains: those in line are served, and nobody else can join.",
    hears: [error("room_closed")],
    snapshot: { draining: true },
    says: ["Nobody can join any more", "joins by itself if the room opens again"],
  },
  {
    room: "closed-in-line",
    stage: "closed",
    about: "The room is closed to those in line, too: every place is kept.",
    hears: [...inLine, tick({ state: "closed" })],
    says: ["The room is closed", "You keep place 1,204"],
  },
  {
    room: "nowhere",
    stage: "unknown",
    about: "There is no such room.",
    network: "unknown",
    says: ["There is no such room", "nowhere"],
  },
  {
    room: "busy",
    stage: "trouble",
    about: "The room cannot take anybody in just now.",
    hears: [error("rate_limited")],
    says: ["It is very busy right now"],
  },
  {
    room: "trouble",
    stage: "trouble",
    about: "The room did not understand the page, which tries again by itself.",
    hears: [error("bad_message")],
    says: ["That did not go through", "Try now"],
  },
];
