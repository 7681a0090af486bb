import { seeded } from "@fairline/crowd";
import { createGate } from "@fairline/gate";
import { arrive } from "../../packages/gate/test/support/browser.ts";
import { testClock } from "../../packages/gate/test/support/clock.ts";
import { startFakeFairline } from "../../packages/gate/test/support/fairline.ts";
import { median } from "../suite/middle.ts";

/** For how long a visit that was ended elsewhere was still let in; seconds. */
export interface AfterEnd {
  readonly visits: number;
  readonly median: number;
  readonly max: number;
}

/** A visitor asks about so often; the clock goes on by steps of this. */
const stepSeconds = 0.5;

/** Visits that are ended at moments by chance, while their visitors go on asking, by a clock that the bench moves. */
export async function measureAfterEnd(leaseSeconds: number, visits: number): Promise<AfterEnd> {
  const clock = testClock();
  const fairline = await startFakeFairline(clock);
  const random = seeded(leaseSeconds);
  const stillIn: number[] = [];
  for (let count = 0; count < visits; count += 1) {
    const gate = createGate({ url: fairline.url, room: "shop", leaseSeconds, nowMs: clock.nowMs });
    const visit = fairline.admit(36_000);
    const browser = await arrive(gate, fairline, visit);
    const isIn = async () => (await browser.open("/")).kind === "admitted";
    const endedAfterSeconds = random.next() * 3 * leaseSeconds;
    for (let seconds = 0; seconds < endedAfterSeconds; seconds += stepSeconds) {
      clock.pass(Math.min(stepSeconds, endedAfterSeconds - seconds));
      if (!(await isIn())) throw new Error("A visit that goes on was refused.");
    }
    visit.isOver = true;
    let lastIn = 0;
    for (let seconds = 0; await isIn(); seconds += stepSeconds) {
      lastIn = seconds;
      clock.pass(stepSeconds);
    }
    stillIn.push(lastIn);
  }
  await fairline.stop();
  return { visits, median: median(stillIn), max: Math.max(...stillIn) };
}
