import type { Line, Passes } from "@fairline/core";
import { beforeAll, describe, expect, test } from "vitest";

export interface PassesHarness {
  readonly passes: Passes;
  /** What a pass says, before its end and after it; nothing if it is not a pass. */
  readPass(
    text: string,
  ): Promise<{ line: Line; number: number; expiresAtMs: number; device?: string | undefined } | undefined>;
  readResume(text: string): Promise<{ line: Line; key: string } | undefined>;
}

const line: Line = { room: "demo", run: 3 };
const fullSecondMs = Date.UTC(2030, 0, 1, 12, 1);
const key = "7f0b2f0e-4d54-4a4b-9d43-6a2f0c1d2e3f";

/** What all Passes promise. Two passes of the same visit need not be the same text; they say the same. */
export function passesContract(name: string, make: () => Promise<PassesHarness>): void {
  describe(`passes ${name}`, () => {
    let passes: Passes;
    let readPass: PassesHarness["readPass"];
    let readResume: PassesHarness["readResume"];
    beforeAll(async () => {
      ({ passes, readPass, readResume } = await make());
    });
    const passOf = (of: Line, number: number, expiresAtMs = fullSecondMs) =>
      passes.pass(of, { number, expiresAtMs });

    test("a pass is read back as the line, the number and the end that it is for", async () => {
      const visit = { line, number: 42, expiresAtMs: fullSecondMs };
      expect(await readPass(await passOf(line, 42))).toEqual(visit);
      expect(await readPass(await passOf(line, 42))).toEqual(visit);
    });

    test("G3 a pass that is bound to a device is read back with it, and is no other's", async () => {
      const [phone, tablet] = ["phone", "tablet"].map((name) => name.padEnd(43, "x"));
      const bound = (device: string | undefined) =>
        passes.pass(line, { number: 42, expiresAtMs: fullSecondMs, device });
      expect(await readPass(await bound(phone))).toEqual({
        ...{ line, number: 42, expiresAtMs: fullSecondMs },
        device: phone,
      });
      expect((await readPass(await bound(tablet)))?.device).toBe(tablet);
      expect(await readPass(await bound(undefined))).not.toHaveProperty("device");
    });

    test.each([0, 1, 250, 499, 500, 999])(
      "I5 a pass of a visit that ends %i ms after the full second ends with that second",
      async (ms) => {
        const pass = await readPass(await passOf(line, 42, fullSecondMs + ms));
        expect(pass?.expiresAtMs).toBe(fullSecondMs);
      },
    );

    test("a pass of a visit that is over is read back all the same: the ledger judges the time", async () => {
      const endedAtMs = Date.UTC(2001, 0, 1);
      expect(await readPass(await passOf(line, 42, endedAtMs))).toMatchObject({ expiresAtMs: endedAtMs });
    });

    test.each<[string, Line, number]>([
      ["another room", { room: "other", run: 3 }, 42],
      ["a room whose name goes on", { room: "demo-3", run: 3 }, 42],
      ["another run", { room: "demo", run: 4 }, 42],
      ["another number", { room: "demo", run: 3 }, 43],
      ["a run and a number that end up the same", { room: "demo", run: 34 }, 2],
    ])("a pass for %s is another pass", async (_, otherLine, number) => {
      const other = await passOf(otherLine, number);
      expect(other).not.toBe(await passOf(line, 42));
      expect(await readPass(other)).toMatchObject({ line: otherLine, number });
    });

    test("a resume token is read back as the line and the key that it is for", async () => {
      expect(await readResume(await passes.resume(line, key))).toEqual({ line, key });
    });

    test.each<[string, Line, string]>([
      ["another room", { room: "other", run: 3 }, key],
      ["another run", { room: "demo", run: 4 }, key],
      ["another key", line, "00000000-4d54-4a4b-9d43-6a2f0c1d2e3f"],
    ])("a resume token for %s is another one", async (_, otherLine, otherKey) => {
      const other = await passes.resume(otherLine, otherKey);
      expect(other).not.toBe(await passes.resume(line, key));
      expect(await readResume(other)).toEqual({ line: otherLine, key: otherKey });
    });

    test("a resume token is not a pass, and a pass is no resume token", async () => {
      expect(await readPass(await passes.resume(line, key))).toBeUndefined();
      // A key that looks like a ticket does not make a pass of it.
      expect(await readPass(await passes.resume(line, "3.42"))).toBeUndefined();
      expect(await readResume(await passOf(line, 42))).toBeUndefined();
    });

    test.each(["", "not.a.token", "pass", "demo.3.42", key])("%j is neither", async (text) => {
      expect(await readPass(text)).toBeUndefined();
      expect(await readResume(text)).toBeUndefined();
    });
  });
}
