import type { Visit } from "@fairline/gate";
import { expect, test } from "vitest";
import { BoxOffice } from "../src/box-office.ts";
import { type Evening, evenings } from "../src/evenings.ts";
import { Inside } from "../src/inside.ts";

const [friday, saturday] = evenings as readonly [Evening, Evening, ...Evening[]];
const secondMs = 1000;

/** A box office with two visitors, whose visits end after ten and after twenty seconds. */
function opened() {
  const clock = { nowMs: Date.parse("2026-05-04T20:00:00Z") };
  const inside = new Inside(() => clock.nowMs);
  const visit = (ticket: string, seconds: number): Visit => ({
    room: "shop",
    number: 1,
    ticket,
    expiresAt: new Date(clock.nowMs + seconds * secondMs),
  });
  inside.meet(visit("ada", 10));
  inside.meet(visit("ben", 20));
  return { clock, inside, visit, office: new BoxOffice(inside) };
}

test("a seat that one visitor holds is taken for the other one, and none of the seats asked for with it is held", () => {
  const { office } = opened();
  expect(office.choose("ada", friday, ["A1", "A2"])).toEqual({ kind: "held" });
  expect(office.choose("ben", friday, ["A2", "A3"])).toEqual({ kind: "taken", seats: ["A2"] });
  const plan = office.plan(friday, "ben");
  expect([plan.get("A1"), plan.get("A2"), plan.get("A3")]).toEqual(["held", "held", "free"]);
  expect(office.plan(friday, "ada").get("A1")).toBe("yours");
  expect(office.plan(saturday, "ben").get("A2")).toBe("free");
});

test("who chooses again holds the new seats in place of the old ones", () => {
  const { office } = opened();
  office.choose("ada", friday, ["A1"]);
  expect(office.choose("ada", friday, ["A1", "B1"])).toEqual({ kind: "held" });
  expect(office.choose("ada", saturday, ["C1"])).toEqual({ kind: "held" });
  expect(office.choose("ben", friday, ["A1", "B1"])).toEqual({ kind: "held" });
});

test("a seat is held for as long as the visit lasts, with the time that was added, and no longer", () => {
  const { clock, inside, visit, office } = opened();
  office.choose("ada", friday, ["A1"]);
  inside.meet(visit("ada", 15));
  clock.nowMs += 14 * secondMs;
  expect(office.plan(friday, "ben").get("A1")).toBe("held");
  clock.nowMs += secondMs;
  expect(office.plan(friday, "ben").get("A1")).toBe("free");
  expect(office.sell("ada", "Ada")).toBeUndefined();
});

test("what is sold stays sold after the visit, and is sold once", () => {
  const { clock, office } = opened();
  office.choose("ada", friday, ["A1"]);
  const order = office.sell("ada", "Ada");
  expect(order).toMatchObject({ evening: friday, seats: [{ name: "A1", euros: 48 }], name: "Ada" });
  expect(office.orderOf(order?.id ?? "")).toEqual(order);
  expect(office.sell("ada", "Ada")).toBeUndefined();
  clock.nowMs += 15 * secondMs;
  expect(office.choose("ben", friday, ["A1"])).toEqual({ kind: "taken", seats: ["A1"] });
});

test.each([
  { names: [], why: "no_seat" },
  { names: ["Z9"], why: "unknown_seat" },
  { names: ["A1", "A11"], why: "unknown_seat" },
  { names: ["A1", "A2", "A3", "A4", "A5"], why: "too_many" },
])("$names: refused, $why", ({ names, why }) => {
  expect(opened().office.choose("ada", friday, names)).toEqual({ kind: "refused", why });
});

test("inside are those whose visit goes on and who did not leave; the most at once is remembered", () => {
  const { clock, inside, visit } = opened();
  expect(inside.count).toBe(2);
  inside.leave("ada");
  inside.meet(visit("cleo", 30));
  expect([inside.count, inside.most]).toEqual([2, 2]);
  clock.nowMs += 20 * secondMs;
  expect([inside.count, inside.most]).toEqual([1, 2]);
});
