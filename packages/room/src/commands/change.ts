import { languagesOf, limits, Preview, Settings, type SettingsChange } from "@fairline/core";
import type { Command } from "commander";
import { readAnnouncement, readChange } from "../change.ts";
import type { Desk } from "../desk.ts";
import { Failure } from "../failure.ts";
import { previewText } from "../show/preview.ts";
import { settingText } from "../show/words.ts";
import type { World } from "../world.ts";
import { at, examples, type Guarded, guard, guardOf } from "./command.ts";

/** What each of them takes; the schemas hold to the same bounds. */
const names = [
  "Settings:",
  `  slots              1 to ${limits.slotsMax}; X, how many may be inside at once`,
  `  slot-seconds       1 to ${limits.slotSecondsMax} s; Y, how long a visit may last`,
  `  tick-seconds       1 to ${limits.tickSecondsMax} s; N, how often everybody hears`,
  `  grace-seconds      1 to ${limits.graceSecondsMax} s; after it, who is inside and away is a no-show`,
  `  hold-seconds       1 to ${limits.holdSecondsMax} s; so long who waits and is away keeps the place`,
  `  max-visit-seconds  0 to ${limits.maxVisitSecondsMax} s; more than Y: what the site may make of it`,
  "  confirm            true or false; whoever is called says “I'm here” first",
  `  return-addresses   up to ${limits.returnAddressesMax} of the site, with commas; where visitors are sent`,
  "  state              open, paused or closed",
  "  draining           true or false; newcomers are refused, those in line served",
  `  title              1 to ${limits.titleCharsMax} characters`,
  `  announcement       0 to ${limits.announcementCharsMax} characters; in other languages: announce`,
].join("\n");

/** What changes settings. */
export function addChanging(program: Command, world: World): void {
  program
    .command("set")
    .argument("<name=value...>", "settings, each with its new value")
    .summary("change settings")
    .description(`Changes settings while the room runs. It takes effect within one tick.\n\n${names}`)
    .option("-n, --dry-run", "tell what it would do, and change nothing")
    .option(...guard)
    .addHelpText(
      "after",
      examples(
        "set slots=20 tick-seconds=2",
        "set slots=20 --dry-run",
        "set slots=20 --if-version 14",
        'set title="Tickets for Saturday"',
        "set return-addresses=https://shop.example/",
      ),
    )
    .action(
      at<Guarded & { dryRun?: boolean }>(world, async (desk, { args, options }) => {
        const body = readChange(args);
        const { ifVersion } = guardOf(options);
        const before = await desk.askRoom("GET settings");
        const isAnnounced = body.announcement !== undefined;
        if (isAnnounced) refuseTranslated(desk.read(Settings, before.json));
        if (options.dryRun) return preview(desk, body);
        // Somebody may translate it meanwhile.
        const sent = { body, ifVersion: ifVersion ?? (isAnnounced ? before.version : undefined) };
        const { json, version } = await desk.askRoom("PUT settings", sent);
        await desk.show(json, () => {
          const settings = desk.read(Settings, json);
          const said = version === before.version ? "Nothing changed: " : "";
          return [`${said}${valuesOf(body, settings)} (version ${version}).`, ...inVain(body, settings)].join(
            "\n",
          );
        });
      }),
    );

  program
    .command("preview")
    .argument("<name=value...>", "settings, each with its new value")
    .summary("what a change would do to those in line")
    .description(`Tells what a change of settings would do to those in line. Changes nothing.\n\n${names}`)
    .addHelpText("after", examples("preview slots=20", "preview slots=20 slot-seconds=120 --json"))
    .action(at(world, async (desk, { args }) => preview(desk, readChange(args))));

  program
    .command("announce")
    .argument("[text]", "what everybody in line reads with the next tick")
    .summary("tell everybody in line something")
    .description(
      "Tells everybody in line something, or takes it back. It replaces what was announced before in every " +
        "language: one that is not given again is taken away.",
    )
    .option(
      "--in <LANG=TEXT>",
      "the same in another language; may be given several times",
      (text, before: string[] = []) => [...before, text],
    )
    .option("--clear", "take the announcement away")
    .option(...guard)
    .addHelpText(
      "after",
      examples('announce "We open at noon." --in ko="정오에 시작합니다."', "announce --clear"),
    )
    .action(
      at<Guarded & { in?: string[]; clear?: boolean }>(world, async (desk, { args, options }) => {
        const { in: inLanguages = [], clear = false } = options;
        const [text] = args;
        if (clear === (text !== undefined) || (clear && inLanguages.length > 0))
          throw new Failure("usage", "announce: give either a text or --clear");
        const body = readAnnouncement(text ?? "", inLanguages);
        const { json, version } = await desk.askRoom("POST announce", { body, ...guardOf(options) });
        const languages = Object.keys(body.translations ?? {}).join(", ");
        const also = languages === "" ? "" : `, and in ${languages}`;
        await desk.show(json, () =>
          clear ? `The announcement is gone (version ${version}).` : `Announced${also} (version ${version}).`,
        );
      }),
    );
}

/** Translations would go on telling what was announced before. */
function refuseTranslated({ translations }: Settings): void {
  const languages = languagesOf(translations);
  if (languages.length === 0) return;
  throw new Failure(
    "usage",
    `set: the announcement stands in ${languages.join(", ")}, too; use announce, which replaces all languages`,
  );
}

/** What the settings that were named are: `slots is 20, slotSeconds is 90 s`. */
function valuesOf(named: SettingsChange, settings: Settings): string {
  const names = Object.keys(named) as (keyof Settings)[];
  return names.map((name) => `${name} is ${settingText(name, settings[name])}`).join(", ");
}

/** What was set and does nothing as it stands. */
function inVain(named: SettingsChange, { maxVisitSeconds, slotSeconds }: Settings): string[] {
  const isNamed = named.maxVisitSeconds !== undefined || named.slotSeconds !== undefined;
  if (!isNamed || maxVisitSeconds === 0 || maxVisitSeconds > slotSeconds) return [];
  const values = `${settingText("maxVisitSeconds", maxVisitSeconds)}: that takes more than Y, ${settingText("slotSeconds", slotSeconds)}`;
  return [`The site gives no visit more time at maxVisitSeconds ${values}.`];
}

async function preview(desk: Desk, change: SettingsChange): Promise<void> {
  const { json } = await desk.askRoom("POST preview", { body: change });
  await desk.show(json, async () => {
    const told = desk.read(Preview, json);
    if (told.effects.length === 0) {
      const { json, version } = await desk.askRoom("GET settings");
      return `Nothing changes: ${valuesOf(change, desk.read(Settings, json))} already (version ${version}).`;
    }
    const view = await desk.glance();
    return previewText(told, { view, change }, desk.paint);
  });
}
