import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as z from "zod";

const root = join(import.meta.dirname, "..", "..");
const opensWithinMs = 30_000;

export interface ShopStart {
  readonly framework: "express" | "hono";
  /** Fairline's address. */
  readonly fairline: string;
  readonly room: string;
  readonly siteKey: string;
}

const Health = z.object({ status: z.literal("ok"), inside: z.int(), insideMost: z.int() });

/** The example's shop, in a process of its own, as somebody starts it who tries it. */
export class RunningShop {
  readonly url: string;
  /** What it said on standard error: the gate's troubles. */
  readonly troubles: readonly string[];
  readonly stop: () => Promise<unknown>;

  private constructor(url: string, troubles: readonly string[], stop: () => Promise<unknown>) {
    this.url = url;
    this.troubles = troubles;
    this.stop = stop;
  }

  static async start({ framework, fairline, room, siteKey }: ShopStart): Promise<RunningShop> {
    const main = join(root, "examples", "shop", "src", `${framework}.ts`);
    const flags = ["--fairline", fairline, "--room", room, "--port", "0", "--site-key", siteKey];
    const child = spawn(process.execPath, [main, ...flags], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    const ended = once(child, "close");
    const troubles: string[] = [];
    createInterface(child.stderr).on("line", (line) => troubles.push(line));
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const timer = setTimeout(() => reject(new Error("The shop did not open in time.")), opensWithinMs);
    createInterface(child.stdout).on("line", (line) => {
      const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
      if (url !== undefined) resolve(url);
    });
    void ended.then(() => reject(new Error(`The shop ended: ${troubles.join("\n")}`)));
    const url = await promise
      .finally(() => clearTimeout(timer))
      .catch((error: unknown) => {
        child.kill();
        throw error;
      });
    return new RunningShop(url, troubles, () => {
      child.kill();
      return ended;
    });
  }

  async health(): Promise<z.infer<typeof Health>> {
    return Health.parse(await (await fetch(`${this.url}/healthz`)).json());
  }
}
