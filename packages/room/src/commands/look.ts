import { At, LiveView, Rooms, Samples, Settings } from "@fairline/core";
import type { Command } from "commander";
import { accept } from "../access.ts";
import { limits } from "../limits.ts";
import { priced } from "../priced.ts";
import { roomTable } from "../show/rooms.ts";
import { sampleTable } from "../show/samples.ts";
import { settingTable } from "../show/settings.ts";
import { status } from "../show/status.ts";
import { watch } from "../watch.ts";
import type { World } from "../world.ts";
import { at, examples } from "./command.ts";

/** What only looks. */
export function addLooking(program: Command, world: World): void {
  program
    .command("rooms")
    .summary("all rooms at a glance")
    .description("All rooms at a glance.")
    .addHelpText("after", examples("rooms", "rooms --json"))
    .action(
      at(world, async (desk) => {
        const { json } = await desk.ask("GET /admin/rooms");
        await desk.show(json, () => {
          const { rooms, at } = desk.read(Rooms, json);
          return roomTable(rooms, at, desk.paint);
        });
      }),
    );

  program
    .command("status")
    .summary("what happens in a room just now")
    .description(
      "What happens in a room just now: the line, the slots, waits, outcomes, pushes, ticks, dead letters, cost.\n" +
        "With --json it also holds the cost, as the field cost. With --watch and --json each line is a document; all but " +
        "the first hold only the samples since the one before.",
    )
    .option("-w, --watch", "again with each tick, every other second at least, until Ctrl-C")
    .option("--slots", `list all slots that are in use, and not only ${limits.slotsShownMax}`)
    .addHelpText("after", examples("status", "status --watch", "status --json"))
    .action(
      at<{ watch?: boolean; slots?: boolean }>(world, async (desk, { options }) => {
        const slotsMax = options.slots ? Number.POSITIVE_INFINITY : limits.slotsShownMax;
        const draw = (view: LiveView) => status(view, { paint: desk.paint, slotsMax });
        if (options.watch) return watch(desk, draw);
        const { json } = await desk.askRoom("GET live");
        const view = desk.read(LiveView, json);
        await desk.show(priced(json, view), () => draw(view));
      }),
    );

  program
    .command("samples")
    .summary("how it was, minute by minute")
    .description("How it was in this run, minute by minute, of the last day; the latest last.")
    .option("--since <MOMENT>", "only later ones: 2026-11-21T18:00:00Z")
    .addHelpText("after", examples("samples", "samples --since 2026-11-21T18:00:00Z --json"))
    .action(
      at<{ since?: string }>(world, async (desk, { options: { since } }) => {
        const query = since === undefined ? "" : `?since=${encodeURIComponent(accept("--since", since, At))}`;
        const { json } = await desk.askRoom(`GET samples${query}`);
        await desk.show(json, () => sampleTable(desk.read(Samples, json).samples, desk.paint));
      }),
    );

  program
    .command("settings")
    .summary("a room's settings")
    .description("A room's settings, and what a reset would go back to.")
    .addHelpText("after", examples("settings", "settings --json"))
    .action(
      at(world, async (desk) => {
        const { json, version } = await desk.askRoom("GET settings");
        await desk.show(json, async () => {
          const view = await desk.glance();
          const settings = desk.read(Settings, json);
          return settingTable(settings, view.configured, version ?? view.version, desk.paint);
        });
      }),
    );
}
