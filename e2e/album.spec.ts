import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { albumOf } from "./support/album.ts";
import { album, repository, sheets, sheetsMadeFrom } from "./support/docs.ts";
import { madeFrom } from "./support/made-from.ts";
import { scenes } from "./support/scenes.ts";

const remake = "make them anew: npm run pictures -- pages.spec.ts";

test("docs/pages.md shows every state", () => {
  expect(readFileSync(album, "utf8"), `docs/pages.md is not of these states; ${remake}`).toBe(
    albumOf(scenes),
  );
});

test("the pictures of docs/pages.md are of the pages as they are", () => {
  const then = existsSync(sheetsMadeFrom) ? readFileSync(sheetsMadeFrom, "utf8") : "";
  expect(then, `The pictures are older than what they show; ${remake}`).toBe(madeFrom(repository));
  const missing = scenes.filter(({ room }) => !existsSync(join(sheets, `${room}.webp`)));
  expect(
    missing.map(({ room }) => room),
    `There are states without a picture; ${remake}`,
  ).toEqual([]);
});
