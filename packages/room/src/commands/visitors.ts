import { TicketView } from "@fairline/core";
import type { Command } from "commander";
import type { Desk } from "../desk.ts";
import { ticketText } from "../show/ticket.ts";
import type { World } from "../world.ts";
import { at, examples, readNumber } from "./command.ts";

/** What concerns one visitor. */
export function addVisitors(program: Command, world: World): void {
  const show = (desk: Desk, json: unknown) =>
    desk.show(json, () => ticketText(desk.read(TicketView, json), desk.paint));

  program
    .command("ticket")
    .argument("<number>", "the visitor's number")
    .summary("one place in line")
    .description("One place in line: its state, and whether its visitor is there.")
    .addHelpText("after", examples("ticket 12"))
    .action(
      at(world, async (desk, { args }) => {
        const number = readNumber("number", args[0]);
        await show(desk, (await desk.askRoom(`GET tickets/${number}`)).json);
      }),
    );

  const deeds = {
    call: ["call a waiting visitor in", "Calls a waiting visitor in: the next free slot is theirs."],
    end: ["end a visit at once", "Ends a visit at once; its slot is free for the next visitor."],
  } as const;
  for (const [name, [summary, about]] of Object.entries(deeds)) {
    program
      .command(name)
      .argument("<number>", "the visitor's number")
      .summary(summary)
      .description(about)
      .addHelpText("after", examples(`${name} 12`))
      .action(
        at(world, async (desk, { args }) => {
          const number = readNumber("number", args[0]);
          await show(desk, (await desk.askRoom(`POST ${name}`, { body: { number } })).json);
        }),
      );
  }
}
