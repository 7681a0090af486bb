import { expect, test } from "vitest";
import { complete, type Ticket } from "../src/index.ts";
import {
  breaksAfterTick,
  breaksAtRest,
  type Chance,
  chance,
  Fault,
  intercepted,
  leftovers,
  openWorld,
  type World,
} from "../testing/index.ts";

interface Mood {
  /** Handlers run at the same time, and get in each other's way at every step. */
  readonly interleaved: boolean;
  /** Of so many steps one is refused; 0: none. */
  readonly refusesOneOf: number;
}

/** What happened in all stories of a mood: a story in which nothing happens proves nothing. */
interface Tally {
  steps: number;
  joins: number;
  admissions: number;
  returns: number;
  refusals: number;
}

const storySteps = 40;
const visitorsMax = 30;

/** Everything that visitors and operators do, by how often they do it. */
const deeds: readonly [odds: number, (story: Story) => Promise<unknown>][] = [
  [25, ({ world, dice, names }) => world.join(...names.splice(0, 1 + dice.below(4)))],
  [15, (story) => onSomebody(story, (key) => goAway(story, key))],
  [20, (story) => onSomebody(story, (key) => story.world.join(key))],
  [5, (story) => onSomebody(story, (key) => story.world.leave(key))],
  [10, (story) => onSomebody(story, (key) => poll(story, key))],
  [10, (story) => onSomebody(story, (key) => completeOf(story.world, key))],
  [4, ({ world, dice }) => world.change({ slots: 1 + dice.below(4) })],
  [3, ({ world, dice }) => world.change({ state: dice.percent(70) ? "open" : "paused" })],
  [3, ({ world }) => world.tick()],
];

interface Story {
  readonly world: World;
  readonly dice: Chance;
  /** Of visitors who have not come yet. */
  readonly names: string[];
  /** Who was not there all the time. */
  readonly unsteady: Set<string>;
}

async function onSomebody({ world, dice }: Story, act: (key: string) => Promise<unknown>): Promise<unknown> {
  const key = dice.pick(world.keys);
  return key === undefined ? undefined : act(key);
}

async function goAway({ world, unsteady }: Story, key: string): Promise<void> {
  unsteady.add(key);
  await world.disconnect(key);
}

async function poll({ world, unsteady }: Story, key: string): Promise<unknown> {
  unsteady.add(key);
  const ticket = await world.ticket(key);
  return ticket === undefined || ticket.status === "void" ? world.joinByPoll(key) : world.poll(key);
}

async function completeOf(world: World, key: string): Promise<unknown> {
  const number = await world.number(key);
  return number === undefined ? undefined : complete(world.ports, world.line, number);
}

/** Returns everything that was heard. */
async function tell(seed: number, mood: Mood, tally: Tally): Promise<string> {
  const dice = chance(seed);
  const world = await openWorld({
    slots: 1 + dice.below(4),
    slotSeconds: 5 + dice.below(25),
    tickSeconds: dice.pick([1, 2, 5]) ?? 5,
    graceSeconds: 8,
    holdSeconds: 40,
  });
  const services = world.ports;
  const names = Array.from({ length: visitorsMax }, (_, i) => `visitor-${i}`);
  const story: Story = { world, dice, names, unsteady: new Set() };
  const numbers = new Map<string, number>();
  world.ports = intercepted(services, async ({ name }) => {
    for (let i = mood.interleaved ? dice.below(4) : 0; i > 0; i--) await undefined;
    if (mood.refusesOneOf === 0 || dice.below(mood.refusesOneOf) > 0) return;
    tally.refusals += 1;
    throw new Fault(`${name} was refused`);
  });

  for (let step = 0; step < storySteps; step++) {
    tally.steps += 1;
    await some(story);
    if (mood.interleaved) await Promise.all(world.take().map((run) => run()));
    else await world.settle();
    if (dice.percent(40)) await world.wait(dice.below(8));
    if (mood.refusesOneOf > 0) continue;
    await world.settle();
    expect(await breaksAtRest(world)).toEqual([]);
    expect(await idleForLonger(world)).toEqual([]);
    expect(await breaksAtRest(world)).toEqual([]);
    await keepNumbers(world, numbers);
  }

  world.ports = services;
  await world.change({ state: "open" });
  await allThatStayAreServed(world, tally);
  await keepNumbers(world, numbers);
  if (mood.refusesOneOf === 0) await figuresAddUp(world);
  for (const key of world.keys) await world.disconnect(key);
  await world.wait(60);
  expect(await leftovers(world)).toEqual([]);
  if (!mood.interleaved && mood.refusesOneOf === 0) await inOrder(story);
  return JSON.stringify(world.keys.map((key) => world.heard(key)));
}

/** One or two deeds, at the same time. */
async function some(story: Story): Promise<void> {
  await Promise.all([deed(story), story.dice.percent(30) ? deed(story) : undefined]);
}

async function deed(story: Story): Promise<void> {
  const drawn = story.dice.below(deeds.reduce((sum, [odds]) => sum + odds, 0));
  let below = 0;
  for (const [odds, act] of deeds) {
    below += odds;
    if (drawn < below) return act(story).then(() => {}, onlyFaults);
  }
}

function onlyFaults(error: unknown): void {
  if (!(error instanceof Fault)) throw error;
}

/** I3, I6: everybody who is there from now on is called, within the time that it takes. */
async function allThatStayAreServed(world: World, tally: Tally): Promise<void> {
  await world.wait(190);
  for (const key of world.keys) await world.join(key);
  const staying = [];
  for (const key of world.keys) if ((await world.ticket(key))?.status === "waiting") staying.push(key);
  tally.returns += staying.length;
  const { slots, slotSeconds, tickSeconds } = (await world.room()).settings;
  const rounds = Math.ceil(staying.length / slots) + 1;
  await world.wait(rounds * (slotSeconds + tickSeconds) + 10);
  expect([...(await idleForLonger(world)), ...(await breaksAtRest(world))]).toEqual([]);
  for (const key of staying) {
    const ticket = await world.ticket(key);
    expect([key, ticket?.status, world.heard(key, "turn").length > 0]).toEqual([key, "expired", true]);
  }
  for (const key of world.keys) {
    if (world.heard(key, "ticket").length > 0) tally.joins += 1;
    if (world.heard(key, "turn").length > 0) tally.admissions += 1;
  }
}

/** I5, I6: what one tick finds, and the next one finds again. A visit may end just after a tick. */
async function idleForLonger(world: World): Promise<string[]> {
  const afterTick = async () => {
    await world.tick();
    await world.settle();
    return breaksAfterTick(world);
  };
  const first = await afterTick();
  if (first.length === 0) return [];
  const second = await afterTick();
  return first.filter((found) => second.includes(found));
}

/** I7. */
async function keepNumbers(world: World, numbers: Map<string, number>): Promise<void> {
  for (const key of world.keys) {
    const number = await world.number(key);
    if (number === undefined) continue;
    const ticket = await world.ticket(key);
    // A number that was given up before its ticket was written is nobody's yet.
    if (ticket === undefined || ticket.status === "void") continue;
    expect([key, numbers.get(key) ?? number]).toEqual([key, number]);
    numbers.set(key, number);
  }
}

/** I4: every admission and every ending was counted once. */
async function figuresAddUp(world: World): Promise<void> {
  const tickets: Ticket[] = [];
  const issued = await world.ports.ledger.readIssued(world.line);
  for (let number = 1; number <= issued; number++) {
    const ticket = await world.ports.ledger.readTicket(world.line, number);
    if (ticket !== undefined) tickets.push(ticket);
  }
  const count = (status: Ticket["status"]) => tickets.filter((ticket) => ticket.status === status).length;
  expect(tickets).toHaveLength(issued);
  expect(await world.ports.ledger.readStats(world.line)).toMatchObject({
    admitted: tickets.filter((ticket) => ticket.admittedAtMs !== undefined).length,
    completed: count("completed"),
    expired: count("expired"),
    left: count("left"),
    noshow: count("noshow"),
    voided: count("void"),
  });
}

/** I2: of two who were there all the time, the one with the smaller number was admitted no later. */
async function inOrder({ world, unsteady }: Story): Promise<void> {
  const tickets: Ticket[] = [];
  for (const key of world.keys) {
    const ticket = await world.ticket(key);
    if (ticket?.admittedAtMs !== undefined && !unsteady.has(key)) tickets.push(ticket);
  }
  const times = tickets.sort((a, b) => a.number - b.number).map((ticket) => ticket.admittedAtMs ?? 0);
  expect(times).toEqual([...times].sort((a, b) => a - b));
}

const nothing: Tally = { steps: 0, joins: 0, admissions: 0, returns: 0, refusals: 0 };
const calm: Mood = { interleaved: false, refusesOneOf: 0 };
const moods: [mood: string, Mood, seeds: number][] = [
  ["one handler after the other", calm, 20],
  ["handlers that interleave at every step", { ...calm, interleaved: true }, 20],
  ["services that refuse one call of forty", { interleaved: false, refusesOneOf: 40 }, 25],
  ["interleaving, and one refusal of sixty calls", { interleaved: true, refusesOneOf: 60 }, 25],
];

test.each(moods)("I3, I7, I8 hold in small stories with %s", async (_, mood, seeds) => {
  const tally = { ...nothing };
  for (let seed = 1; seed <= seeds; seed++) {
    await tell(seed, mood, tally).catch((error) => {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : error}`, { cause: error });
    });
  }
  expect(tally.steps).toBe(seeds * storySteps);
  expect(tally.joins).toBeGreaterThan(seeds * 10);
  expect(tally.admissions).toBeGreaterThan(seeds * 5);
  expect(tally.returns).toBeGreaterThan(0);
  expect(tally.refusals > 0).toBe(mood.refusesOneOf > 0);
});

test.each(moods)("I3 a story with %s is the same when it is told again from its seed", async (_, mood) => {
  const [once, again] = [await tell(7, mood, { ...nothing }), await tell(7, mood, { ...nothing })];
  expect(once.length).toBeGreaterThan(1000);
  expect(again).toBe(once);
});
