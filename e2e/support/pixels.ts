import type { Locator, Page } from "@playwright/test";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What colours the window shows at these points. */
export async function coloursAt(page: Page, points: readonly Point[]): Promise<string[]> {
  const png = (await page.screenshot()).toString("base64");
  return page.evaluate<string[]>(`(${read})(${JSON.stringify({ png, points })})`);
}

/** The middle of what is drawn of an element. */
export async function middleOf(element: Locator): Promise<Point> {
  const { x, y, width, height } = await boxOf(element);
  return { x: x + width / 2, y: y + height / 2 };
}

/** A point so many pixels into an element from its left edge, in the middle of its height; negative ones are outside. */
export async function intoLeft(element: Locator, pixels: number): Promise<Point> {
  const { x, y, height } = await boxOf(element);
  return { x: x + pixels, y: y + height / 2 };
}

async function boxOf(element: Locator) {
  const box = await element.boundingBox();
  if (box === null) throw new Error(`${element} is not drawn.`);
  return box;
}

/** Runs in the page, whose policy lets it load no picture, but lets it read one. */
const read = `async ({ png, points }) => {
  const bytes = Uint8Array.from(atob(png), (char) => char.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const paint = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
  paint.drawImage(picture, 0, 0);
  return points.map(({ x, y }) => [...paint.getImageData(Math.floor(x), Math.floor(y), 1, 1).data].slice(0, 3).join(" "));
}`;
