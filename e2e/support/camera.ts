import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Locator } from "@playwright/test";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

// Without this, the library fetches its own from a host elsewhere.
const wasm = readFileSync(fileURLToPath(import.meta.resolve("zxing-wasm/reader/zxing_reader.wasm")));
prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer } });

/** What a phone's camera reads in this picture: the texts of the QR codes as they stand on the screen. */
export async function scanned(picture: Locator): Promise<string[]> {
  const codes = await readBarcodes(await picture.screenshot(), { formats: ["QRCode"] });
  return codes.map(({ text }) => text);
}
