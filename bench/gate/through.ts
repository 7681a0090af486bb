import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createGate } from "@fairline/gate";
import * as z from "zod";
import { arrive } from "../../packages/gate/test/support/browser.ts";
import type { FakeFairline } from "../../packages/gate/test/support/fairline.ts";
import { median } from "../suite/middle.ts";
import { load } from "./load.ts";

/** A site over HTTP, with the gate before it or without. */
export interface Through {
  readonly perSecond: number;
  /** What the site's process takes of a processor for one request; microseconds. */
  readonly cpu: number;
}

export interface Compared {
  readonly bare: Through;
  readonly gated: Through;
  /** Calls to Fairline meanwhile. */
  readonly calls: number;
}

const Addresses = z.object({ bare: z.url(), gated: z.url() });
const Used = z.object({ cpuMicroseconds: z.number() });

/** Rounds with and without the gate take turns, so that whatever else the machine does meets both. */
export async function measureThrough(fairline: FakeFairline, rounds: number, ms: number): Promise<Compared> {
  const site = fork(join(import.meta.dirname, "site.ts"), [fairline.url, "shop"]);
  try {
    const addresses = Addresses.parse((await once(site, "message"))[0]);
    const cookie = await cookieOfVisitor(fairline, addresses.gated);
    const used = async () => {
      site.send("used");
      return Used.parse((await once(site, "message"))[0]).cpuMicroseconds;
    };
    const results = { bare: [] as Through[], gated: [] as Through[] };
    // The first round warms both up, brings the keys, and is not counted.
    for (const name of ["bare", "gated"] as const) await load(addresses[name], cookie, ms);
    const callsBefore = fairline.calls.length;
    for (let round = 0; round < rounds; round += 1) {
      for (const name of round % 2 === 0 ? (["bare", "gated"] as const) : (["gated", "bare"] as const)) {
        const before = await used();
        const { requests, perSecond } = await load(addresses[name], cookie, ms);
        results[name].push({ perSecond, cpu: ((await used()) - before) / requests });
      }
    }
    return {
      bare: middle(results.bare),
      gated: middle(results.gated),
      calls: fairline.calls.length - callsBefore,
    };
  } finally {
    site.kill();
  }
}

function middle(all: readonly Through[]): Through {
  return { perSecond: median(all.map(({ perSecond }) => perSecond)), cpu: median(all.map(({ cpu }) => cpu)) };
}

/** The cookies of a visitor who has arrived at this site. */
async function cookieOfVisitor(fairline: FakeFairline, site: string): Promise<string> {
  const gate = createGate({ url: fairline.url, room: "shop", origin: site });
  const { cookies } = await arrive(gate, fairline, fairline.admit(3600));
  return [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
}
