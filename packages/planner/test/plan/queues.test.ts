import { describe, expect, test } from "vitest";
import { gather } from "../../src/plan/gathering.ts";
import { play } from "../../src/plan/play.ts";
import { waitsOf } from "../../src/plan/waits.ts";
import { inputsOf } from "./usualInputs.ts";

/** Queueing theory, where it has closed forms: what is played must be what is proved. */

/** Erlang's C: the share that has to wait, with so many slots and so much offered work in them. */
function erlangC(slots: number, load: number): number {
  let blocking = 1;
  for (let slot = 1; slot <= slots; slot++) blocking = (load * blocking) / (slot + load * blocking);
  return (slots * blocking) / (slots - load * (1 - blocking));
}

describe("arrivals with gaps of chance and visits that end at any moment (M/M/c)", () => {
  test.each([
    { slots: 1, load: 0.7 },
    { slots: 5, load: 4 },
    { slots: 40, load: 36 },
  ])("of X = $slots with work for $load wait as many, and as long, as Erlang says", ({ slots, load }) => {
    const [visitors, staySeconds] = [400_000, 10];
    const gathering = gather(
      inputsOf({
        visitors: String(visitors),
        arrive: "poisson",
        over: `${(visitors * staySeconds) / load / 1000}s`,
        dwell: `exp:${staySeconds / 1000}s`,
        seconds: "10",
        handover: "0",
      }),
    );
    const played = play(gathering, { slots, handoverSeconds: 0 });
    let waited = 0;
    let seconds = 0;
    for (let number = 0; number < visitors; number++) {
      const wait = (played.reached[number] as number) - (gathering.arrives[number] as number);
      seconds += wait;
      if (wait > 0) waited += 1;
    }
    const expected = erlangC(slots, load);
    expect(waited / visitors / expected).toBeGreaterThan(0.95);
    expect(waited / visitors / expected).toBeLessThan(1.05);
    const mean = (expected * staySeconds) / 1000 / (slots - load);
    expect(seconds / visitors / mean).toBeGreaterThan(0.93);
    expect(seconds / visitors / mean).toBeLessThan(1.07);
  });
});

describe("everybody at once, and visits that all take the same time (D/D/c)", () => {
  test.each([
    { visitors: 10, slots: 3, staySeconds: 60, handoverSeconds: 0 },
    { visitors: 1000, slots: 7, staySeconds: 8, handoverSeconds: 0.5 },
    { visitors: 5, slots: 5, staySeconds: 30, handoverSeconds: 1 },
  ])("$visitors in $slots slots are called in rounds, to the second", (given) => {
    const { visitors, slots, staySeconds, handoverSeconds } = given;
    const gathering = gather(
      inputsOf({
        visitors: String(visitors),
        over: "0",
        dwell: `${staySeconds}s`,
        seconds: String(staySeconds),
      }),
    );
    const played = play(gathering, { slots, handoverSeconds });
    for (let number = 0; number < visitors; number++) {
      const rounds = Math.floor(number / slots);
      expect(played.reached[number]).toBeCloseTo(rounds * (staySeconds + handoverSeconds), 6);
    }
    const last = Math.floor((visitors - 1) / slots) * (staySeconds + handoverSeconds) + handoverSeconds;
    expect(waitsOf(gathering, played, handoverSeconds)?.longestSeconds).toBeCloseTo(last, 6);
    expect(played.overSeconds).toBeCloseTo(last + staySeconds, 6);
  });
});
