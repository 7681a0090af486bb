import { readFileSync } from "node:fs";
import { type Browser, type CDPSession, chromium, type Page } from "@playwright/test";
import { findOrInstallBrowser } from "../../scripts/browser.ts";

export interface Memory {
  /** What the page's script holds, after a collection of garbage. */
  readonly heapBytes: number;
  /** What the page's process has for itself. Absent: this system does not tell. */
  readonly processBytes: number | undefined;
}

export interface PageMemory {
  /** After so many polls the page has drawn all that it draws. */
  readonly atFirst: Memory;
  readonly atLast: Memory;
}

export interface Watching {
  readonly url: string;
  readonly token: string;
  readonly room: string;
  readonly polls: number;
}

const firstPolls = 10;
/** A page polls once a second; one that takes so long for a poll has stopped. */
const msPerPollMax = 5000;
const isRoot = process.getuid?.() === 0;

/** Opens the console in a browser of its own, and leaves it open for so many polls. */
export async function watchPage(watching: Watching): Promise<PageMemory> {
  const browser = await chromium.launch({
    executablePath: findOrInstallBrowser((line) => process.stderr.write(`${line}\n`)),
    args: isRoot ? ["--no-sandbox"] : [],
  });
  try {
    const page = await browser.newPage();
    const polls = new Polls(page, watching.room);
    await signIn(page, watching);
    await polls.reach(firstPolls);
    const atFirst = await memoryOf(browser, page);
    await polls.reach(watching.polls);
    return { atFirst, atLast: await memoryOf(browser, page) };
  } finally {
    await browser.close();
  }
}

/** As an operator does. */
async function signIn(page: Page, { url, token, room }: Watching): Promise<void> {
  await page.goto(`${url}/admin#room=${room}`);
  await page.getByLabel("Operators’ token").fill(token);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Counts the answers to the page's polls. */
class Polls {
  #count = 0;
  #wanted: { readonly count: number; readonly resolve: () => void } | undefined;

  constructor(page: Page, room: string) {
    page.on("response", (response) => {
      if (!response.ok() || !response.url().includes(`/admin/rooms/${room}/live`)) return;
      this.#count += 1;
      if (this.#wanted !== undefined && this.#count >= this.#wanted.count) this.#wanted.resolve();
    });
  }

  /** Throws if the page does not poll so often in time. */
  async reach(count: number): Promise<void> {
    if (this.#count >= count) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#wanted = { count, resolve };
    const ms = (count - this.#count) * msPerPollMax;
    const timer = setTimeout(() => reject(new Error(`The page polled ${this.#count} times in vain`)), ms);
    await promise.finally(() => clearTimeout(timer));
  }
}

async function memoryOf(browser: Browser, page: Page): Promise<Memory> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  await session.send("Performance.enable");
  const { metrics } = await session.send("Performance.getMetrics");
  const heapBytes = metrics.find(({ name }) => name === "JSHeapUsedSize")?.value;
  await session.detach();
  if (heapBytes === undefined) throw new Error("The browser does not tell the size of the heap");
  return { heapBytes, processBytes: await rendererBytes(await browser.newBrowserCDPSession()) };
}

/** Of several renderers one is the page's, and the others are spare: the largest. */
async function rendererBytes(session: CDPSession): Promise<number | undefined> {
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === "renderer");
  const sizes = renderers.map(({ id }) => privateBytes(id)).filter((bytes) => bytes !== undefined);
  return sizes.length === 0 ? undefined : Math.max(...sizes);
}

/** What a process shares with no other, as Linux counts it. */
function privateBytes(pid: number): number | undefined {
  try {
    const lines = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8").matchAll(/^Private_\w+: +(\d+) kB$/gm);
    return [...lines].reduce((sum, [, kilobytes]) => sum + Number(kilobytes) * 1024, 0);
  } catch {
    return undefined;
  }
}
