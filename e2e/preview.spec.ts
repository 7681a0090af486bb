import { observeCrowd } from "@fairline/crowd";
import { expect, serve, test } from "./support/test.ts";

const server = serve({ gate: { slots: 2, slotSeconds: 4, tickSeconds: 1 } });

/** Everybody is done after the same time: what is told of their waits is then to be right, not only likely. */
const staySeconds = 1;
const crowdMax = 60;
/** Two cores carry browser, crowd and room here: hand-overs take longer at one time than at another. */
const times = 1.6;
/** A wait is said in steps of so much. */
const stepSeconds = 10;

test("what the console says that a larger X will do to the last in line is what then happens", async ({
  people,
}) => {
  test.setTimeout(90_000);
  const console = await people.operate(server, "gate");
  const operator = people.operator(server, "gate");
  const arrived = Promise.withResolvers<void>();
  const crowd = observeCrowd(
    {
      url: server.url,
      room: "gate",
      seed: 6,
      visitors: crowdMax,
      overMs: 1000,
      abandon: 0,
      finishEarly: 1,
      dwellMs: { min: staySeconds * 1000, max: staySeconds * 1000 },
      timeoutMs: 80_000,
    },
    { onProgress: (seen) => seen.arrived === crowdMax && arrived.resolve() },
  );
  await arrived.promise;
  const last = people.join(server, "gate");
  await last.reaches("waiting", 10_000);
  // Until some visits were seen to end, the pace is a guess.
  await expect
    .poll(async () => (await operator.live()).totals.completed, { timeout: 30_000 })
    .toBeGreaterThan(9);

  await console.turnTo("Change");
  await console.field("Slots (X)").fill("6");
  const effect = console.page.getByTestId("effect").getByRole("listitem").first();
  await expect(effect).toHaveText(/^At X = 6 the last in line waits about .* instead of .*\.$/);
  const [to = 0, from = 0] = (await effect.innerText()).split("instead of").map(secondsSaid);
  await console.save();
  const savedMs = performance.now();
  await expect(console.outcome).toHaveAttribute("data-outcome", "saved");
  await last.reaches("visiting", 60_000);
  const tookSeconds = (performance.now() - savedMs) / 1000;

  expect(to).toBeLessThan(from);
  expect(tookSeconds).toBeLessThan(from);
  expect(tookSeconds).toBeGreaterThan((to - stepSeconds / 2) / times);
  expect(tookSeconds).toBeLessThan((to + stepSeconds / 2) * times);
  await last.complete();
  await crowd;
});

/** `about 1 min 20 s`, as seconds. */
function secondsSaid(text: string): number {
  const of = (unit: string) => Number(new RegExp(`(\\d+)\\s${unit}\\b`).exec(text)?.[1] ?? 0);
  return of("min") * 60 + of("s");
}
