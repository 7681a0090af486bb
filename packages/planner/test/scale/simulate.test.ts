import { expect, test } from "vitest";
import { boundless, byDefault } from "../../src/scale/allowance.ts";
import { createBucket } from "../../src/scale/bucket.ts";
import { million } from "../../src/scale/doc.ts";
import { loadOf, writesOfJoin } from "../../src/scale/load.ts";
import { raisedFor, raisesFor } from "../../src/scale/raised.ts";
import { simulate } from "../../src/scale/simulate.ts";
import { boundOf, saturatesAt, stages } from "../../src/scale/stages.ts";
import { tell } from "../../src/scale/story.ts";

/** A tenth of the million, and as many in a second. */
const crowd = { ...million, visitors: 100_000, arriveSeconds: 60 };

test.each([
  ["by default", byDefault],
  ["where enough is raised", raisedFor(crowd)],
  ["without bounds", boundless],
])(
  "nobody is lost %s: at each second whoever came waits somewhere or was admitted, and all are in the end",
  (_, allowed) => {
    const seconds = simulate(crowd, allowed);
    for (const { arrived, counted, admitted } of seconds) expect(counted + admitted).toBeCloseTo(arrived, 3);
    expect(seconds.at(-1)?.admitted).toBeCloseTo(crowd.visitors, 0);
    expect(seconds.at(-1)?.placed).toBeCloseTo(crowd.visitors, 0);
  },
);

test("without bounds nobody waits for a number or a socket, and nothing is refused", () => {
  const { numberSeconds, withoutSocketMax, refusedMax, lobbyMax } = tell(crowd, boundless);
  expect({ ...numberSeconds, withoutSocketMax, refusedMax, lobbyMax }).toEqual({
    p50: 0,
    p95: 0,
    max: 0,
    withoutSocketMax: 0,
    refusedMax: 0,
    lobbyMax: 0,
  });
});

test("by default exactly 500 sockets a second open for as long as more are wanted", () => {
  const seconds = simulate(crowd, byDefault).filter(
    ({ second, socketTries }) => second > 0 && socketTries > 500,
  );
  expect(seconds.length).toBeGreaterThan(100);
  for (const { socketsOpened } of seconds) expect(socketsOpened).toBeCloseTo(500, 6);
});

test("a bucket that is asked for more than it has gives what it saved, and then its rate and no more", () => {
  const bucket = createBucket(300, 1300);
  expect([9999, 9999, 0, 500, 9999].map((wanted) => bucket.take(wanted))).toEqual([1600, 300, 0, 500, 400]);
});

test("nowhere more visitors are inside than there are slots", () => {
  for (const allowed of [byDefault, boundless])
    for (const { active } of simulate(crowd, allowed)) expect(active).toBeLessThanOrEqual(crowd.slots + 1e-6);
});

test("a new table's backlog is made worse by clients that try again: fewer have a number than it could have written", () => {
  const [then] = simulate(million, byDefault, { endsWhenPlaced: true }).slice(1700);
  const couldBe = 1700 * (byDefault.newTableWrites / writesOfJoin);
  expect(then?.lobby).toBeGreaterThan(million.visitors);
  expect(then?.placed).toBeLessThan(0.5 * couldBe);
});

test.each(stages.map((stage) => [stage.name, stage] as const))(
  "%s: at the rate that is told the stage uses all of its bound, and just beyond it more",
  (_, stage) => {
    const at = saturatesAt(stage, million, byDefault);
    const bound = boundOf(stage, million, byDefault);
    const load = loadOf(million, byDefault);
    const use = (amount: number) => stage.use({ ...load, [stage.by]: amount }, million);
    expect(use(at * 0.999)).toBeLessThanOrEqual(bound);
    expect(use(at * 1.001)).toBeGreaterThan(bound * 0.99);
  },
);

test("what is to be raised is enough: then 19 of 20 have a number within seconds, and all within ten", () => {
  expect(raisesFor(million).map(({ bound }) => bound)).toContain("connects");
  const { numberSeconds, refusedMax } = tell(million, raisedFor(million), { endsWhenPlaced: true });
  expect(numberSeconds.p95).toBeLessThanOrEqual(3);
  expect(numberSeconds.max).toBeLessThanOrEqual(10);
  expect(refusedMax).toBe(0);
});
