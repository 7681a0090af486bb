import { type Line, limits, type ReceivedTurn, type Turn, type Turns } from "@fairline/core";
import { beforeAll, describe, expect, test } from "vitest";
import type { Until } from "../until.ts";

export interface TurnsHarness {
  readonly turns: Turns;
  /** A turn that was received so often, and is still there, goes to the dead letters. */
  readonly receivesMax: number;
  nowMs(): number;
  readonly until: Until;
  /** All turns of a room that can be received now, each on its own, as the mapping to `admit` does. */
  receive(room: string): Promise<readonly ReceivedTurn[]>;
  /** What the Visit state machine does with the turn of a visit that has ended. */
  delete(handle: string): Promise<void>;
}

export interface TurnsCapabilities {
  /**
   * A handle whose time is over serves as before until somebody asks the queue for messages, as in fauxqs,
   * which looks at its times only then. On AWS it has expired: holding or deleting with it is an error.
   */
  readonly forgivesExpiredHandles: boolean;
}

let rooms = 0;
const newLine = (): Line => ({ room: `turns-${++rooms}`, run: 1 });
const turnOf = (line: Line, lane: number, reason: string, through = 0): Turn => ({
  line,
  lane,
  through,
  reason,
});
const throughsOf = (turns: readonly ReceivedTurn[]) => turns.map(({ through }) => through);

/** What all Turns do. Each test has a room of its own. */
export function turnsContract(
  name: string,
  make: () => Promise<TurnsHarness>,
  { forgivesExpiredHandles }: TurnsCapabilities,
): void {
  describe(`turns ${name}`, () => {
    let turns: Turns;
    let harness: TurnsHarness;
    beforeAll(async () => {
      harness = await make();
      ({ turns } = harness);
    });

    /** The one turn of a room that can be received, as soon as there is one. */
    async function receiveOne({ room }: Line): Promise<ReceivedTurn> {
      const [turn, ...others] = await harness.until(`a turn of ${room}`, async () => {
        const received = await harness.receive(room);
        return received.length > 0 ? received : undefined;
      });
      if (turn === undefined) throw new Error("nothing was received");
      expect(others).toEqual([]);
      return turn;
    }
    /** Sends turns into one lane, which are told apart by `through`, and receives the first. */
    async function receiveFirst(line: Line, ...reasons: readonly string[]): Promise<ReceivedTurn> {
      await turns.send(reasons.map((reason, i) => turnOf(line, 0, reason, i + 1)));
      return receiveOne(line);
    }
    /** Until a turn that is retired now is gone: whatever was retired before it is gone, too. */
    async function everythingIsRetired(): Promise<void> {
      const line = newLine();
      await turns.retire((await receiveFirst(line, "first", "second")).handle);
      await receiveOne(line);
    }

    describe("that are sent", () => {
      test("arrive with line, lane and through as they were, an id, and a handle", async () => {
        const line = { ...newLine(), run: 7 };
        await turns.send([{ line, lane: 3, through: 12, reason: "ticket-12" }]);
        const received = { line, lane: 3, through: 12 };
        expect(await harness.receive(line.room)).toEqual([
          { ...received, messageId: expect.stringMatching(/./), handle: expect.stringMatching(/./) },
        ]);
      });

      test("are none if none were given", async () => {
        const { room } = newLine();
        await turns.send([]);
        expect(await harness.receive(room)).toEqual([]);
      });

      test("J6 all arrive, more than ten at once, each in its lane and under an id of its own", async () => {
        const line = newLine();
        const lanes = Array.from({ length: 34 }, (_, lane) => lane);
        await turns.send(lanes.map((lane) => turnOf(line, lane, "ticket", lane)));
        const received = await harness.receive(line.room);
        expect(received.map(({ lane }) => lane).sort((a, b) => a - b)).toEqual(lanes);
        expect(received.every(({ lane, through }) => lane === through)).toBe(true);
        expect(new Set(received.map(({ messageId }) => messageId)).size).toBe(34);
        expect(new Set(received.map(({ handle }) => handle)).size).toBe(34);
      });

      test("H1 for the same reason into the same lane are one turn: the first", async () => {
        const line = newLine();
        await turns.send([turnOf(line, 0, "tick-5", 1), turnOf(line, 0, "tick-5", 2)]);
        await turns.send([turnOf(line, 0, "tick-5", 3)]);
        const first = await receiveOne(line);
        expect(first.through).toBe(1);
        await harness.delete(first.handle);
        expect(await harness.receive(line.room)).toEqual([]);
      });

      test("H1 for a reason whose turn has been used and deleted are none", async () => {
        const line = newLine();
        await harness.delete((await receiveFirst(line, "tick-5")).handle);
        await turns.send([turnOf(line, 0, "tick-5")]);
        expect(await harness.receive(line.room)).toEqual([]);
      });

      test("H1 for another reason are another turn, behind the first", async () => {
        const line = newLine();
        const first = await receiveFirst(line, "tick-5", "tick-10");
        await harness.delete(first.handle);
        expect((await receiveOne(line)).through).toBe(2);
      });

      test.each<[string, (line: Line) => Turn]>([
        ["H1 into another lane", (line) => turnOf(line, 1, "tick-5", 2)],
        ["R3 into another run of the room", (line) => turnOf({ ...line, run: 2 }, 0, "tick-5", 2)],
        ["into another room", () => turnOf(newLine(), 0, "tick-5", 2)],
      ])("%s for the same reason are another turn, which does not wait for the first", async (_, to) => {
        const line = newLine();
        await receiveFirst(line, "tick-5");
        const other = to(line);
        await turns.send([other]);
        expect(await receiveOne(other.line)).toMatchObject({
          line: other.line,
          lane: other.lane,
          through: 2,
        });
      });

      test("arrive in their lane in the order in which they were sent", async () => {
        const line = newLine();
        await turns.send([turnOf(line, 0, "a", 1), turnOf(line, 0, "b", 2)]);
        await turns.send([turnOf(line, 0, "c", 3)]);
        const arrived: ReceivedTurn[] = [];
        for (let i = 0; i < 3; i++) {
          const turn = await receiveOne(line);
          arrived.push(turn);
          await harness.delete(turn.handle);
        }
        expect(throughsOf(arrived)).toEqual([1, 2, 3]);
      });
    });

    describe("that were received", () => {
      test("I1 shut their lane, and no other", async () => {
        const line = newLine();
        await receiveFirst(line, "first", "second");
        expect(await harness.receive(line.room)).toEqual([]);
        await turns.send([turnOf(line, 1, "first")]);
        expect((await receiveOne(line)).lane).toBe(1);
      });

      test("A3 come again at once when they are held for no longer, before those behind them", async () => {
        const line = newLine();
        const first = await receiveFirst(line, "first", "second");
        await turns.hold(first.handle, 0);
        const again = await receiveOne(line);
        expect(again).toEqual({ ...first, handle: again.handle });
        expect(again.handle).not.toBe(first.handle);
        expect(await harness.receive(line.room)).toEqual([]);
      });

      test("A3 come again when the time is over for which they are held, and not before", async () => {
        const line = newLine();
        const first = await receiveFirst(line, "first", "second");
        const heldAtMs = harness.nowMs();
        await turns.hold(first.handle, 1);
        const again = await receiveOne(line);
        expect(harness.nowMs() - heldAtMs).toBeGreaterThanOrEqual(1000);
        expect(harness.nowMs() - heldAtMs).toBeLessThan(3000);
        expect([again.messageId, again.through]).toEqual([first.messageId, 1]);
      });

      test("A6 are held for the longer time when they are held again: it counts from then on", async () => {
        const line = newLine();
        const first = await receiveFirst(line, "first");
        await turns.hold(first.handle, 1);
        await turns.hold(first.handle, 60);
        await turns.send([turnOf(line, 1, "meanwhile")]);
        await turns.hold((await receiveOne(line)).handle, 2);
        expect((await receiveOne(line)).lane).toBe(1);
      });

      test("A3 are held for the shorter time when they are held again", async () => {
        const line = newLine();
        const first = await receiveFirst(line, "first");
        await turns.hold(first.handle, 60);
        await turns.hold(first.handle, 1);
        expect((await receiveOne(line)).messageId).toBe(first.messageId);
      });

      test("A6 are held for as long as the longest visit and its allowance", async () => {
        const line = newLine();
        const { handle } = await receiveFirst(line, "first");
        await turns.hold(handle, limits.slotSecondsMax + limits.turnHoldAllowanceSeconds);
        expect(await harness.receive(line.room)).toEqual([]);
      });

      test("are not held for longer than SQS hides a message: an error, which changes nothing", async () => {
        const line = newLine();
        const { handle } = await receiveFirst(line, "first");
        await expect(turns.hold(handle, limits.visibilitySecondsMax + 1)).rejects.toThrow();
        expect(await harness.receive(line.room)).toEqual([]);
        await turns.hold(handle, 0);
        await receiveOne(line);
      });

      test("A8 are deleted when they are retired, and open their lane for the next", async () => {
        const line = newLine();
        const first = await receiveFirst(line, "first", "second", "third");
        await turns.retire(first.handle);
        const second = await receiveOne(line);
        expect([second.through, second.messageId === first.messageId]).toEqual([2, false]);
        await turns.hold(second.handle, 0);
        expect((await receiveOne(line)).through).toBe(2);
      });

      test("A8 are retired twice without an error, and the next one in the lane stays", async () => {
        const line = newLine();
        const first = await receiveFirst(line, "first", "second");
        await Promise.all([turns.retire(first.handle), turns.retire(first.handle)]);
        const second = await receiveOne(line);
        await turns.retire(first.handle);
        await everythingIsRetired();
        await turns.hold(second.handle, 0);
        expect((await receiveOne(line)).through).toBe(2);
      });

      test("go to the dead letters when they were received too often, and open their lane", async () => {
        const line = newLine();
        await turns.send([turnOf(line, 0, "first", 1), turnOf(line, 0, "second", 2)]);
        for (let receives = 0; receives < harness.receivesMax; receives++) {
          const turn = await receiveOne(line);
          expect(turn.through).toBe(1);
          await turns.hold(turn.handle, 0);
        }
        expect((await receiveOne(line)).through).toBe(2);
      });
    });

    describe("with the handle of an earlier delivery", () => {
      test("A2 cannot be held: that is an error, and the latest delivery stays as it is", async () => {
        const line = newLine();
        const first = await receiveFirst(line, "first");
        await turns.hold(first.handle, 0);
        await receiveOne(line);
        await expect(turns.hold(first.handle, 0)).rejects.toThrow();
        expect(await harness.receive(line.room)).toEqual([]);
      });

      test("A8 cannot be retired, which is no error: turn and latest delivery stay as they are", async () => {
        const line = newLine();
        const first = await receiveFirst(line, "first", "second");
        await turns.hold(first.handle, 0);
        const again = await receiveOne(line);
        await turns.retire(first.handle);
        await everythingIsRetired();
        expect(await harness.receive(line.room)).toEqual([]);
        await turns.hold(again.handle, 0);
        expect((await receiveOne(line)).messageId).toBe(first.messageId);
      });
    });

    describe("whose handle has expired, and that nobody has received since", () => {
      async function expired(line: Line): Promise<ReceivedTurn> {
        const turn = await receiveFirst(line, "first", "second");
        await turns.hold(turn.handle, 1);
        const expiresAtMs = harness.nowMs() + 1000;
        await harness.until("the handle has expired", () => harness.nowMs() > expiresAtMs);
        return turn;
      }

      test.skipIf(forgivesExpiredHandles)("A2 cannot be held: that is an error", async () => {
        const line = newLine();
        const { handle, messageId } = await expired(line);
        await expect(turns.hold(handle, 60)).rejects.toThrow();
        expect((await receiveOne(line)).messageId).toBe(messageId);
      });

      test.skipIf(forgivesExpiredHandles)("A8 cannot be retired, which is no error", async () => {
        const line = newLine();
        const { handle, messageId } = await expired(line);
        await turns.retire(handle);
        const again = await receiveOne(line);
        await everythingIsRetired();
        await turns.hold(again.handle, 0);
        expect([again.messageId, (await receiveOne(line)).messageId]).toEqual([messageId, messageId]);
      });
    });

    test("that were deleted cannot be held: that is an error", async () => {
      const line = newLine();
      const first = await receiveFirst(line, "first", "second");
      await harness.delete(first.handle);
      await expect(turns.hold(first.handle, 60)).rejects.toThrow();
      expect((await receiveOne(line)).through).toBe(2);
    });
  });
}
