import { AuditPage, type AuditView } from "@fairline/core";
import type { Command } from "commander";
import type { Desk } from "../desk.ts";
import { Failure } from "../failure.ts";
import { inOneLine } from "../inOneLine.ts";
import { limits } from "../limits.ts";
import { logTable } from "../show/log.ts";
import type { World } from "../world.ts";
import { at, examples } from "./command.ts";

/** Who did what, and how to take it back. */
export function addLog(program: Command, world: World): void {
  program
    .command("log")
    .summary("who did what, and when")
    .description("Who did what, and when: the newest first, 20 of them. What can be undone shows its id.")
    .option("-a, --all", "as far back as the log is kept")
    .addHelpText("after", examples("log", "log --all --json"))
    .action(
      at<{ all?: boolean }>(world, async (desk, { options }) => {
        const { json } = options.all ? { json: await allPages(desk) } : await desk.askRoom("GET audit");
        await desk.show(json, () => {
          const { entries, more } = desk.read(AuditPage, json);
          return logTable(entries, more, desk.paint);
        });
      }),
    );

  program
    .command("undo")
    .argument("<id>", "from the log; or last, for the newest change of settings")
    .summary("take a change of settings back")
    .description(
      "Takes a change of settings back, if they are still as it left them.\n" +
        "It is a change itself: undo last, done twice, changes nothing in the end.",
    )
    .addHelpText("after", examples("undo last", "log", "undo ID"))
    .action(
      at(world, async (desk, { args: [given = ""] }) => {
        const { id, what } = given === "last" ? await lastChange(desk) : { id: given, what: given };
        const { json, version } = await desk.askRoom("POST undo", { body: { id } });
        await desk.show(json, () => `Undone: ${inOneLine(what)} (version ${version}).`);
      }),
    );
}

async function lastChange(desk: Desk): Promise<AuditView> {
  const { entries } = desk.read(AuditPage, (await desk.askRoom("GET audit")).json);
  const change = entries.find(({ changes }) => changes.length > 0);
  if (change === undefined)
    throw new Failure("refused", `none of the last ${entries.length} entries of the log changed settings`);
  return change;
}

/** The whole log as one page. `more` stays true where it is longer than anybody asks for. */
async function allPages(desk: Desk): Promise<AuditPage> {
  const entries: AuditView[] = [];
  for (let pages = 0; pages < limits.logPagesMax; pages++) {
    const before = entries.at(-1)?.id;
    const query = before === undefined ? "" : `?before=${encodeURIComponent(before)}`;
    const page = desk.read(AuditPage, (await desk.askRoom(`GET audit${query}`)).json);
    entries.push(...page.entries);
    if (!page.more || page.entries.length === 0) return { entries, more: false };
  }
  return { entries, more: true };
}
