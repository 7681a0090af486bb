import { setTimeout as afterMs } from "node:timers/promises";
import { LiveView, lookEverySeconds } from "@fairline/core";
import { createLogUpdate } from "log-update";
import type { Desk } from "./desk.ts";
import { Failure } from "./failure.ts";
import { limits } from "./limits.ts";
import { priced } from "./priced.ts";

/** Looks at the room as often as it ticks, or every other second, until Ctrl-C: redrawn on a terminal, one after the other elsewhere. */
export async function watch(desk: Desk, draw: (view: LiveView) => string): Promise<void> {
  const { stop } = desk.world;
  const screen = screenOf(desk);
  let latest: LiveView | undefined;
  while (!stop.aborted) {
    try {
      const { json } = await desk.askRoom(`GET live${sinceOf(latest)}`);
      const view = desk.read(LiveView, json);
      latest = joined(latest, view);
      if (desk.isJson) screen.add(JSON.stringify(priced(json, view)));
      else screen.draw(draw(latest));
    } catch (error) {
      if (stop.aborted) break;
      // Who watches goes on watching: the server may be restarting.
      if (latest === undefined || !(error instanceof Failure) || error.kind !== "unreachable") throw error;
      screen.note(`${error.message}; trying again`);
    }
    await afterMs(latest === undefined ? 0 : lookEverySeconds(latest.snapshot) * 1000, undefined, {
      signal: stop,
    }).catch(() => {});
  }
  screen.end();
}

interface Screen {
  draw(text: string): void;
  add(line: string): void;
  note(line: string): void;
  end(): void;
}

function screenOf({ world, isJson, paint }: Desk): Screen {
  const add = (line: string) => world.out.write(`${line}\n`);
  if (world.out.isTTY !== true || isJson) {
    return {
      add,
      draw: (text) => add(`${text}\n`),
      note: (line) => world.err.write(`room: ${line}\n`),
      end() {},
    };
  }
  const update = createLogUpdate(world.out);
  // The weightiest comes first: of what is too long for the terminal the end is left out.
  const fitting = (text: string) =>
    text
      .split("\n")
      .slice(0, (world.out.rows ?? Infinity) - 1)
      .join("\n");
  let drawn = "";
  return {
    add,
    draw(text) {
      drawn = text;
      update(fitting(text));
    },
    note: (line) => update(fitting(`${paint("yellow", `! ${line}`)}\n${drawn}`)),
    end: () => update.done(),
  };
}

/** Only what is new is asked for. */
function sinceOf(latest: LiveView | undefined): string {
  const at = latest?.samples.at(-1)?.at;
  return at === undefined ? "" : `?since=${encodeURIComponent(at)}`;
}

/** The new view, with the samples of the ones before; a reset begins anew. */
function joined(before: LiveView | undefined, view: LiveView): LiveView {
  if (before === undefined || before.run !== view.run) return view;
  return { ...view, samples: [...before.samples, ...view.samples].slice(-limits.barsMax) };
}
