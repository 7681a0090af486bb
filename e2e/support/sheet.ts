import type { Page } from "@playwright/test";

export interface Shot {
  readonly size: "desktop" | "phone";
  readonly png: Buffer;
}

/** Widths on the sheet, in pixels: desktops to be recognised, phones to be read. */
const widths = { desktop: 480, phone: 220 };
const gap = 16;
/** So that a sheet weighs less than 120 KB. */
const quality = 0.5;

/** Pictures of one state on one sheet, a row for each language, as WebP. The browser draws it. */
export async function sheetOf(page: Page, shots: readonly Shot[]): Promise<Buffer> {
  const pictures = shots.map(({ size, png }) => ({
    width: widths[size],
    url: `data:image/png;base64,${png.toString("base64")}`,
  }));
  await page.goto("about:blank");
  const url = await page.evaluate<string>(`(${drawn})(${JSON.stringify({ pictures, gap, quality })})`);
  return Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
}

/** Runs in the page. Four pictures a row: desktop and phone, light and dark. */
const drawn = `async ({ pictures, gap, quality }) => {
  const images = await Promise.all(pictures.map(async ({ url, width }) => {
    const image = new Image();
    image.src = url;
    await image.decode();
    return { image, width, height: Math.round((image.height * width) / image.width) };
  }));
  const rows = [];
  for (let first = 0; first < images.length; first += 4) rows.push(images.slice(first, first + 4));
  const heights = rows.map((row) => Math.max(...row.map(({ height }) => height)));
  const canvas = document.createElement("canvas");
  canvas.width = rows[0].reduce((sum, { width }) => sum + width + gap, gap);
  canvas.height = heights.reduce((sum, height) => sum + height + gap, gap);
  const paint = canvas.getContext("2d");
  paint.imageSmoothingQuality = "high";
  paint.fillStyle = "#8b9490";
  paint.fillRect(0, 0, canvas.width, canvas.height);
  let top = gap;
  for (const [index, row] of rows.entries()) {
    let left = gap;
    for (const { image, width, height } of row) {
      paint.drawImage(image, left, top, width, height);
      left += width + gap;
    }
    top += heights[index] + gap;
  }
  return canvas.toDataURL("image/webp", quality);
}`;
