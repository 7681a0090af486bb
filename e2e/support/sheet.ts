import type { Page } from "@playwright/test";

export interface Shot {
  readonly size: "desktop" | "phone";
  readonly png: Buffer;
}

/** Widths on the sheet, in pixels: desktops to be recognised, phones to be read. */
const widths = { desktop: 520, phone: 224 };
const gap = 16;
/** So that a sheet weighs less than 120 KB. */
const quality = 0.5;

/** Pictures of one state on one sheet, a row for each language, as WebP. The browser draws it. */
export async function sheetOf(page: Page, shots: readonly Shot[]): Promise<Buffer> {
  const pictures = shots.map(({ size, png }) => ({
    size,
    width: widths[size],
    url: `data:image/png;base64,${png.toString("base64")}`,
  }));
  await page.goto("about:blank");
  const url = await page.evaluate<string>(`(${drawn})(${JSON.stringify({ pictures, gap, quality })})`);
  return Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
}

/** Runs in the page. Four pictures a row: desktops and phones, light and dark. */
const drawn = `async ({ pictures, gap, quality }) => {
  const images = await Promise.all(pictures.map(async ({ url, size, width }) => {
    const image = new Image();
    image.src = url;
    await image.decode();
    return { image, size, width, height: Math.round((image.height * width) / image.width) };
  }));
  const rows = [];
  for (let first = 0; first < images.length; first += 4) rows.push(placed(images.slice(first, first + 4)));
  const canvas = document.createElement("canvas");
  canvas.width = rows[0].width;
  canvas.height = rows.reduce((sum, { height }) => sum + height, gap);
  const paint = canvas.getContext("2d");
  paint.imageSmoothingQuality = "high";
  paint.fillStyle = "#8b9490";
  paint.fillRect(0, 0, canvas.width, canvas.height);
  let top = gap;
  for (const row of rows) {
    for (const { image, x, y, width, height } of row.pictures) paint.drawImage(image, x, top + y, width, height);
    top += row.height;
  }
  return canvas.toDataURL("image/webp", quality);

  /** The desktops, one below the other, and the phones beside them. */
  function placed(four) {
    const pictures = [];
    let [x, y, height] = [gap, 0, 0];
    for (const picture of four.filter(({ size }) => size === "desktop")) {
      pictures.push({ ...picture, x, y });
      y += picture.height + gap;
      height = y;
    }
    x += pictures[0].width + gap;
    for (const picture of four.filter(({ size }) => size === "phone")) {
      pictures.push({ ...picture, x, y: 0 });
      x += picture.width + gap;
      height = Math.max(height, picture.height + gap);
    }
    return { pictures, width: x, height };
  }
}`;
