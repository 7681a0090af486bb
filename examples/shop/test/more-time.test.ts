import type { Extended, Visit } from "@fairline/gate";
import { expect, test } from "vitest";
import { Shop } from "../src/shop.ts";

const visit: Visit = {
  room: "shop",
  number: 1,
  ticket: "ada",
  expiresAt: new Date(Date.now() + 60_000),
};
const button = "I need another minute";

/** The check-out of a visitor who asked for another minute, and heard this. */
async function after(extended: Extended): Promise<string> {
  const shop = new Shop({ hasMoreTime: true });
  await shop.choose(visit, "winter-journey", { seats: ["A1"] });
  expect((await shop.checkout(visit)).body).toContain(button);
  const { status, headers, cookies } = shop.moreTime(extended);
  expect({ status, cookies }).toEqual({ status: 303, cookies: extended.setCookies });
  const location = new URL(headers.location ?? "", "http://shop.example");
  expect(location.pathname).toBe("/checkout");
  const shown = await shop.checkout(visit, { more: location.searchParams.get("more") });
  expect(shown.status).toBe(200);
  return shown.body;
}

test("a visitor who was given another minute gets its cookie, and may ask again", async () => {
  const body = await after({ kind: "extended", visit, pass: "longer", setCookies: ["pass=longer"] });
  expect(body).toContain(button);
  expect(body).not.toContain('role="alert"');
});

test("at the bound the visitor reads so, and is offered no more", async () => {
  const body = await after({ kind: "no_more_time", setCookies: [] });
  expect(body).toContain("There is no more time to give.");
  expect(body).not.toContain(button);
});

test("a visitor of a shop with a wrong site key reads of no bound that there is not, and may ask again", async () => {
  const body = await after({ kind: "not_the_site", setCookies: [] });
  expect(body).toContain("That did not work just now.");
  expect(body).not.toContain("There is no more time to give.");
  expect(body).toContain(button);
});

test("a visitor whose question was not answered reads so, and may ask again", async () => {
  const body = await after({ kind: "unreachable", setCookies: [] });
  expect(body).toContain("There was no answer.");
  expect(body).toContain(button);
});
