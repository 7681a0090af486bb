import { Command } from "commander";
import { defaultUrl, variables } from "./access.ts";
import { addChanging } from "./commands/change.ts";
import { addLog } from "./commands/log.ts";
import { addLooking } from "./commands/look.ts";
import { addStates } from "./commands/states.ts";
import { addVisitors } from "./commands/visitors.ts";
import { inOneLine } from "./inOneLine.ts";
import type { World } from "./world.ts";

/** All commands and their help. Mistakes on the command line are thrown as commander's own errors. */
export function createProgram(world: World): Command {
  const program = new Command("npm run room --")
    .description("Runs a waiting room from the command line: all that the console does, over the same HTTP.")
    .usage("COMMAND [options]")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void world.out.write(text),
      writeErr: (text) => void world.err.write(text),
      outputError: (text, write) =>
        write(`room: ${inOneLine(text.replace(/^error: /, "")).replace(/\.$/, "")}; see --help\n`),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .option("--url <URL>", `where the server is (${variables.url}; default ${defaultUrl})`)
    .option("--room <NAME>", `the room (${variables.room}; default: the only one there is)`)
    .option("--token <TOKEN>", `the operators' token; better in ${variables.token}, where nobody sees it`)
    .option("--token-file <FILE>", "a file that holds the token")
    .option("--as <NAME>", `who you are, for the log (${variables.as}; default: your name on this machine)`)
    .option("--json", "the server's JSON on standard output, one document; status adds the cost")
    .helpOption("-h, --help", "how it is used");

  program.commandsGroup("Look:");
  addLooking(program, world);
  program.commandsGroup("Change:");
  addChanging(program, world);
  program.commandsGroup("Open and shut:");
  addStates(program, world);
  program.commandsGroup("One visitor:");
  addVisitors(program, world);
  program.commandsGroup("What was done:");
  addLog(program, world);
  program.commandsGroup("Learn:").helpCommand("help [command]", "how a command is used");

  return program.addHelpText("after", about);
}

const about = `
Examples:
  export ${variables.token}=...          as npm start prints it
  npm run room -- rooms
  npm run room -- status --watch --room demo
  export ${variables.room}=demo                the same as --room, from now on
  npm run room -- set slots=20 --dry-run
  npm run room -- announce "Back at noon." --in ko="정오에 다시 시작합니다."
  npm run room -- log

The token:
  Everybody who may list this machine's processes sees a --token, and your shell
  remembers it. The variable and the file are safe from both.

Exit codes:
  0    done
  1    refused by the server: somebody was faster, there is no such thing, or it
       is not allowed
  2    wrong usage: the line on stderr says what is allowed
  3    the server could not be reached, or could not answer
  130  interrupted (status --watch ends with 0)`;
