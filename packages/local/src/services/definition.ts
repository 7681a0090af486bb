import type { StateMachineDefinition } from "aws-local-stepfunctions";
import { local } from "../limits.ts";

/** A Task state as the definitions here have it. */
export interface TaskState {
  readonly Type: "Task";
  readonly Resource: string;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly TimeoutSeconds?: number;
  readonly TimeoutSecondsPath?: string;
}

export interface Definition {
  /** As it was written, with its placeholders filled in. */
  readonly tasks: Readonly<Record<string, TaskState>>;
  /** What the library runs. */
  readonly runnable: StateMachineDefinition;
}

/** Fills in `${Name}`, as the cloud's deployment does. A name that nobody gave is an error. */
export function substitute(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{([A-Za-z0-9]+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The state machine's definition asks for \${${name}}.`);
    // It stands inside a JSON string.
    return JSON.stringify(value).slice(1, -1);
  });
}

/** What a task's handler is given: the state's input, and what its `Parameters` made of that. */
export interface TaskInput<Parameters> {
  readonly input: unknown;
  readonly parameters: Parameters;
}

/**
 * The library ends every task after 60 seconds unless it says otherwise, and looks `TimeoutSecondsPath` up in
 * what `Parameters` made, where AWS looks into the state's input. So the library gets the longest timeout
 * that a timer can wait, and the task itself keeps its time (`taskTimeoutMs`), for which it is given its input, too.
 */
export function parseDefinition(text: string, values: Readonly<Record<string, string>>): Definition {
  const definition = JSON.parse(substitute(text, values)) as StateMachineDefinition;
  const tasks: Record<string, TaskState> = {};
  const states: Record<string, unknown> = {};
  for (const [name, state] of Object.entries(definition.States)) {
    if (state.Type !== "Task") {
      states[name] = state;
      continue;
    }
    tasks[name] = state as TaskState;
    const { TimeoutSecondsPath: _, Parameters: parameters = {}, ...rest } = state as TaskState;
    states[name] = {
      ...rest,
      Parameters: { "input.$": "$", parameters },
      TimeoutSeconds: Math.floor(local.timerMsMax / 1000),
    };
  }
  return { tasks, runnable: { ...definition, States: states } as StateMachineDefinition };
}

/** How long a task may take, from the state's input. AWS's default is 99,999,999 s; a timer cannot wait that long. */
export function taskTimeoutMs(task: TaskState, input: unknown): number {
  const path = task.TimeoutSecondsPath;
  if (path === undefined) return cap((task.TimeoutSeconds ?? Number.POSITIVE_INFINITY) * 1000);
  const value = path
    .replace(/^\$\.?/, "")
    .split(".")
    .filter(Boolean)
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | null | undefined)?.[key], input);
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1) {
    throw new TaskFailure("States.Runtime", `${path} must be a whole number of seconds, at least 1`);
  }
  return cap(value * 1000);
}

const cap = (ms: number) => Math.min(ms, local.timerMsMax);

/** An error that a state's `Retry` and `Catch` see by its name. */
export class TaskFailure extends Error {
  constructor(name: string, cause: string) {
    super(cause);
    this.name = name;
  }
}
