import { doingOf, Settings } from "@fairline/core";
import type { Command } from "commander";
import type { Desk } from "../desk.ts";
import { Failure } from "../failure.ts";
import { count } from "../show/words.ts";
import type { World } from "../world.ts";
import { at, examples, type Guarded, guard, guardOf } from "./command.ts";

/** Each of these is a POST of its own name. */
const states = {
  pause: {
    summary: "call nobody for a while",
    about: "Calls nobody for a while. Everybody keeps their place, and more can join.",
  },
  resume: { summary: "go on calling", about: "Goes on calling after a pause." },
  open: { summary: "let everybody join", about: "Lets everybody join, and calls them." },
  close: { summary: "let nobody join", about: "Lets nobody join, and calls nobody." },
  drain: {
    summary: "serve those in line, then close",
    about: "Lets nobody join, serves everybody in line, and then closes the room.",
  },
} as const;

/** What opens and shuts a room. */
export function addStates(program: Command, world: World): void {
  for (const [name, { summary, about }] of Object.entries(states)) {
    program
      .command(name)
      .summary(summary)
      .description(about)
      .option(...guard)
      .addHelpText("after", examples(name, `${name} --if-version 14`))
      .action(
        at<Guarded>(world, async (desk, { options }) => {
          const { json, version } = await desk.askRoom(`POST ${name}`, guardOf(options));
          const room = await desk.room();
          await desk.show(
            json,
            () => `${room} is ${stateOf(desk.read(Settings, json))} (version ${version}).`,
          );
        }),
      );
  }

  program
    .command("reset")
    .summary("begin anew at number 1")
    .description(
      "Throws the whole line away: everybody loses their place, numbers begin at 1 again, and the settings go " +
        "back to what is configured. It cannot be undone, so it asks for the room's name.",
    )
    .option("--yes <NAME>", "the room's name, where no terminal is there to ask on")
    .option(...guard)
    .addHelpText("after", examples("reset", "reset --room demo --yes demo"))
    .action(
      at<Guarded & { yes?: string }>(world, async (desk, { options }) => {
        const sent = guardOf(options);
        const room = await desk.room();
        await makeSure(desk, room, options.yes);
        const { json, version } = await desk.askRoom("POST reset", sent);
        await desk.show(json, () => `${room} was reset: numbers begin at 1 again (version ${version}).`);
      }),
    );
}

function stateOf(settings: Settings): string {
  const doing = doingOf(settings);
  switch (doing) {
    case "draining":
      return "draining: those in line are served, and then it closes";
    case "paused, draining":
      return "paused, draining: nobody is called, and newcomers are refused";
    default:
      return doing;
  }
}

/** A reset is for good: whoever asks for it types the room's name. */
async function makeSure(desk: Desk, room: string, yes: string | undefined): Promise<void> {
  if (yes === room) return;
  if (yes !== undefined)
    throw new Failure("usage", `--yes: must be the room's name, ${room} (was ${JSON.stringify(yes)})`);
  if (desk.world.ask === undefined)
    throw new Failure("usage", "reset: there is no terminal to ask on; give --yes with the room's name");
  const { snapshot } = await desk.glance();
  const typed = await desk.world.ask(
    `${count(snapshot.waiting)} wait and ${count(snapshot.active)} are inside: all lose their place, and numbers begin at 1 again.\n` +
      `This cannot be undone. Type ${room} to go on: `,
  );
  if (typed.trim() !== room)
    throw new Failure("usage", "reset: that is not the room's name; nothing was changed");
}
