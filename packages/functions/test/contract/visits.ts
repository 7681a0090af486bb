import { Outcome, type Settled, type Visit, type Visits } from "@fairline/core";
import { beforeAll, describe, expect, test } from "vitest";
import { Fault } from "../../../core/testing/index.ts";
import type { Until } from "../until.ts";

/** What the Visit state machine calls: openVisit and settleVisit, and at the end SQS. */
export interface VisitFunctions {
  openVisit(visit: Visit, taskToken: string): Promise<void>;
  settleVisit(visit: Visit, said: Outcome | undefined): Promise<Settled>;
  deleteTurn(handle: string): Promise<void>;
}

export interface VisitsHarness {
  readonly visits: Visits;
  nowMs(): number;
  readonly until: Until;
}

/** What happened to one visit. */
interface Story {
  readonly opened: { readonly visit: Visit; readonly taskToken: string }[];
  readonly settled: { readonly said: Outcome | undefined; readonly atMs: number }[];
  readonly deleted: string[];
}

type Opening = (taskToken: string, attempt: number) => unknown;
type Settling = (attempt: number) => unknown;

let rooms = 0;
function newVisit(over: Partial<Visit> = {}): Visit {
  const room = `visits-${++rooms}`;
  return { room, run: 1, number: 1, lane: 0, slotSeconds: 60, turnHandle: `turn of ${room}`, ...over };
}
const nameOf = ({ room, run, number, returns = 0 }: Visit) => [room, run, number, returns].join(".");

/**
 * What all Visits do, with the state machine behind them. Every visit's story is written down by its
 * functions, which fail or do more than that where a test says so.
 */
export function visitsContract(
  name: string,
  make: (functions: VisitFunctions) => Promise<VisitsHarness>,
): void {
  describe(`visits ${name}`, () => {
    const stories = new Map<string, Story>();
    const openings = new Map<string, Opening>();
    const settlings = new Map<string, Settling>();
    /** The seconds that are left when a visit is settled for the first time, the second, … */
    const left = new Map<string, readonly number[]>();
    const storyOf = (of: string): Story => {
      const story = stories.get(of) ?? { opened: [], settled: [], deleted: [] };
      stories.set(of, story);
      return story;
    };
    /** Not the one that the visit was started with: the turn may have come again since. */
    const latestHandleOf = (of: string) => `the latest handle of ${of}`;

    let visits: Visits;
    let harness: VisitsHarness;
    beforeAll(async () => {
      harness = await make({
        async openVisit(visit, taskToken) {
          const { opened } = storyOf(nameOf(visit));
          opened.push({ visit, taskToken });
          await openings.get(nameOf(visit))?.(taskToken, opened.length);
        },
        async settleVisit(visit, said) {
          const { settled } = storyOf(nameOf(visit));
          settled.push({ said, atMs: harness.nowMs() });
          await settlings.get(nameOf(visit))?.(settled.length);
          const secondsLeft = left.get(nameOf(visit))?.[settled.length - 1];
          if (secondsLeft !== undefined) return { kind: "not over", secondsLeft };
          return { kind: "settled", turnHandle: latestHandleOf(nameOf(visit)), troubles: [] };
        },
        async deleteTurn(handle) {
          for (const [of, story] of stories) if (handle === latestHandleOf(of)) story.deleted.push(handle);
        },
      });
      ({ visits } = harness);
    });

    /** The token that the visit was opened with, at this attempt. */
    async function opened(visit: Visit, attempt = 1): Promise<string> {
      const { opened: calls } = storyOf(nameOf(visit));
      await harness.until(`${nameOf(visit)} is opened`, () => calls.length >= attempt);
      return calls[attempt - 1]?.taskToken ?? "";
    }
    async function started(
      over: Partial<Visit> = {},
    ): Promise<{ visit: Visit; token: string; story: Story }> {
      const visit = newVisit(over);
      await visits.start(visit);
      return { visit, token: await opened(visit), story: storyOf(nameOf(visit)) };
    }
    const over = ({ visit, story }: { visit: Visit; story: Story }) =>
      harness.until(`${nameOf(visit)} is over`, () => story.deleted.length > 0);
    const saidIn = (story: Story) => story.settled.map(({ said }) => said);
    /** Whatever was started or ended before has had its effect when another visit has gone all its way. */
    async function everythingHasHappened(): Promise<void> {
      const other = await started();
      await visits.end(other.token, "completed");
      await over(other);
    }

    describe("that are started", () => {
      test("V1 call openVisit with the visit as it was, and a task token", async () => {
        const { visit, token, story } = await started({ run: 3, number: 42, lane: 7, returns: 2 });
        expect(token).toMatch(/./);
        expect(story.opened).toEqual([{ visit, taskToken: token }]);
      });

      test("A2 again, while they run and afterwards, with whatever handle, are one execution", async () => {
        const visit = newVisit();
        await Promise.all([visits.start(visit), visits.start(visit)]);
        const token = await opened(visit);
        await visits.start(visit);
        await visits.start({ ...visit, turnHandle: "of the same turn, received again" });
        await visits.end(token, "completed");
        const story = storyOf(nameOf(visit));
        await over({ visit, story });
        await visits.start(visit);
        await visits.start({ ...visit, turnHandle: "of the same turn, received again" });
        await everythingHasHappened();
        expect(story.opened).toEqual([{ visit, taskToken: token }]);
        expect(story.settled).toHaveLength(1);
        expect(story.deleted).toHaveLength(1);
      });

      test.each<[string, Partial<Visit>]>([
        ["in another room", { room: "another-room" }],
        ["R3 in another run", { run: 2 }],
        ["of another number", { number: 2 }],
        ["V9 of the next admission of the same ticket", { returns: 1 }],
        ["of a run and a number that end up the same", { run: 12, number: 3 }],
      ])("%s are executions of their own, each with its token", async (_, other) => {
        const first = await started({ run: 1, number: 23 });
        const second = await started({ ...first.visit, ...other });
        expect(second.token).not.toBe(first.token);
        await visits.end(first.token, "left");
        await over(first);
        expect(saidIn(second.story)).toEqual([]);
        await visits.end(second.token, "noshow");
        await over(second);
        expect([saidIn(first.story), saidIn(second.story)]).toEqual([["left"], ["noshow"]]);
      });
    });

    describe("that are ended", () => {
      test.each(Outcome.options)("V2 as %s are settled as that, and their turn is deleted", async (said) => {
        const visit = await started();
        await visits.end(visit.token, said);
        await over(visit);
        expect(saidIn(visit.story)).toEqual([said]);
      });

      test("V3 have the turn deleted that settling names, not the one they were started with", async () => {
        const visit = await started();
        await visits.end(visit.token, "completed");
        await over(visit);
        expect(visit.story.deleted).toEqual([latestHandleOf(nameOf(visit.visit))]);
      });

      test("V2 more than once are settled once, with what was said first, and without an error", async () => {
        const visit = await started();
        await visits.end(visit.token, "noshow");
        await visits.end(visit.token, "completed");
        await over(visit);
        await visits.end(visit.token, "left");
        await everythingHasHappened();
        expect(saidIn(visit.story)).toEqual(["noshow"]);
        expect(visit.story.deleted).toHaveLength(1);
      });

      test("V2 before openVisit has answered are settled with what was said", async () => {
        const visit = newVisit();
        openings.set(nameOf(visit), (taskToken) => visits.end(taskToken, "left"));
        await visits.start(visit);
        const story = storyOf(nameOf(visit));
        await over({ visit, story });
        expect(saidIn(story)).toEqual(["left"]);
        expect(story.opened).toHaveLength(1);
      });

      test("V2 with a token that nobody gave out stay as they are, which is no error", async () => {
        const visit = await started();
        await visits.end("no-token-of-ours", "left");
        await everythingHasHappened();
        expect(visit.story.settled).toEqual([]);
      });
    });

    describe("that nobody ends", () => {
      test("I5 are settled with nothing said when their seconds are over, and not before", async () => {
        const startedAtMs = harness.nowMs();
        const visit = await started({ slotSeconds: 1 });
        await over(visit);
        expect(saidIn(visit.story)).toEqual([undefined]);
        const [{ atMs } = { atMs: 0 }] = visit.story.settled;
        expect(atMs - startedAtMs).toBeGreaterThanOrEqual(1000);
        expect(atMs - startedAtMs).toBeLessThan(2500);
      });

      test("I5 cannot be ended any more when their time is up, which is no error", async () => {
        const visit = newVisit({ slotSeconds: 1 });
        const story = storyOf(nameOf(visit));
        const endAs = (said: Outcome) => visits.end(story.opened[0]?.taskToken ?? "", said);
        settlings.set(nameOf(visit), () => endAs("completed"));
        await visits.start(visit);
        await over({ visit, story });
        await endAs("left");
        await everythingHasHappened();
        expect(saidIn(story)).toEqual([undefined]);
        expect(story.deleted).toHaveLength(1);
      });
    });

    describe("that are given more time", () => {
      /** A visit of a second. */
      function longer(...secondsLeft: readonly number[]): { visit: Visit; story: Story } {
        const visit = newVisit({ slotSeconds: 1 });
        left.set(nameOf(visit), secondsLeft);
        return { visit, story: storyOf(nameOf(visit)) };
      }

      test("X3 are opened again when their time is up, and held for what is left, each time", async () => {
        const { visit, story } = longer(1, 1);
        const startedAtMs = harness.nowMs();
        await visits.start(visit);
        await over({ visit, story });
        expect(story.opened).toHaveLength(3);
        expect(
          story.opened.map(({ visit: { number, room, turnHandle } }) => [number, room, turnHandle]),
        ).toEqual(Array(3).fill([visit.number, visit.room, visit.turnHandle]));
        expect(saidIn(story)).toEqual([undefined, undefined, undefined]);
        const atMs = story.settled.map((settled) => settled.atMs - startedAtMs);
        for (const [i, after] of atMs.entries()) {
          expect(after).toBeGreaterThanOrEqual((i + 1) * 1000);
          expect(after).toBeLessThan((i + 1) * 1000 + 1500);
        }
        expect(story.deleted).toHaveLength(1);
      });

      test("X3 are ended by the token of their latest opening", async () => {
        const { visit, story } = longer(60);
        await visits.start(visit);
        const token = await opened(visit, 2);
        await visits.end(token, "completed");
        await over({ visit, story });
        expect(saidIn(story)).toEqual([undefined, "completed"]);
        expect(story.deleted).toHaveLength(1);
      });

      test("X3 are opened again where that fails, and held for no longer than what was left", async () => {
        const { visit, story } = longer(3);
        openings.set(nameOf(visit), (_, attempt) => {
          if (attempt === 2) throw new Fault("opening 2 fails");
        });
        await visits.start(visit);
        await over({ visit, story });
        expect(story.opened).toHaveLength(3);
        const [first, second] = story.settled.map(({ atMs }) => atMs);
        expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(3000);
        // On AWS and in memory each attempt has its time.
        expect((second ?? 0) - (first ?? 0)).toBeLessThan(5500);
      });
    });

    describe("whose functions fail", () => {
      /** An opening that fails so often. */
      function failing(times: number): { visit: Visit; story: Story } {
        const visit = newVisit();
        openings.set(nameOf(visit), (_, attempt) => {
          if (attempt <= times) throw new Fault(`opening ${attempt} fails`);
        });
        return { visit, story: storyOf(nameOf(visit)) };
      }

      test("V1 are opened again, a second later, and are not over until somebody ends them", async () => {
        const { visit, story } = failing(1);
        await visits.start(visit);
        await opened(visit);
        const failedAtMs = harness.nowMs();
        const token = await opened(visit, 2);
        expect(harness.nowMs() - failedAtMs).toBeGreaterThanOrEqual(900);
        await everythingHasHappened();
        expect(story.settled).toEqual([]);
        await visits.end(token, "completed");
        await over({ visit, story });
        expect(saidIn(story)).toEqual(["completed"]);
        expect(story.opened).toHaveLength(2);
      });

      test("V2 cannot be ended between two attempts, which is no error: the next one is made", async () => {
        const { visit, story } = failing(1);
        await visits.start(visit);
        await visits.end(await opened(visit), "left");
        const token = await opened(visit, 2);
        await visits.end(token, "completed");
        await over({ visit, story });
        expect(saidIn(story)).toEqual(["completed"]);
      });

      test("I3 four times at opening are settled with nothing said, and their turn is deleted", async () => {
        const { visit, story } = failing(99);
        await visits.start(visit);
        await over({ visit, story });
        expect(story.opened).toHaveLength(4);
        expect(saidIn(story)).toEqual([undefined]);
      });

      test("V3 at settling are settled again as what was said, and their turn is deleted once", async () => {
        const visit = await started();
        settlings.set(nameOf(visit.visit), (attempt) => {
          if (attempt === 1) throw new Fault("settling fails");
        });
        await visits.end(visit.token, "noshow");
        await over(visit);
        await everythingHasHappened();
        expect(saidIn(visit.story)).toEqual(["noshow", "noshow"]);
        expect(visit.story.deleted).toHaveLength(1);
        const [first, second] = visit.story.settled.map(({ atMs }) => atMs);
        expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(900);
      });
    });
  });
}
