import { join } from "node:path";
import type { Page } from "@playwright/test";
import * as z from "zod";

const Alerts = z.object({
  /** Notes that were struck: six are one ring. */
  tones: z.int(),
  vibrations: z.int(),
  notifications: z.array(z.string()),
  /** How many notifications are to be seen just now. */
  shown: z.int(),
});
export type Alerts = z.infer<typeof Alerts>;

/** From now on the page notes how it calls. Call it before the page is opened. */
export async function noteAlerts(page: Page): Promise<void> {
  await page.addInitScript({ path: join(import.meta.dirname, "alerts-in-page.js") });
}

export async function alertsOf(page: Page): Promise<Alerts> {
  return Alerts.parse(await page.evaluate("fairlineAlerts"));
}
