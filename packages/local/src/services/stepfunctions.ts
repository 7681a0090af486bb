// Step Functions, by aws-local-stepfunctions, behind the protocol that AWS speaks.
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { AwsError, actionOf, readBody, sendJson } from "./aws-json.ts";
import { type Execution, type ExecutionStatus, Executions, type TaskOutcome } from "./executions.ts";
import { HeldTasks } from "./held-task.ts";
import { listenInside } from "./http-server.ts";
import { type Calls, type Ended, type MachineOptions, StateMachine } from "./state-machine.ts";

export interface StepFunctionsService {
  readonly url: string;
  arn(machine: string): string;
  runningCount(): number;
  /** Takes up the executions that an earlier process left. Call it once everything that they call is there. */
  resume(): number;
  stop(): Promise<void>;
}

export interface StepFunctionsOptions {
  readonly machines: readonly MachineOptions[];
  readonly calls: Calls;
  /** In memory, unless it has a file. */
  readonly file?: string | undefined;
  readonly closedMax?: number;
  readonly ended?: Ended;
}

type Body = Readonly<Record<string, unknown>>;
type Action = (body: Body) => Body;

export async function startStepFunctions(options: StepFunctionsOptions): Promise<StepFunctionsService> {
  const executions = new Executions(options.file, options.closedMax);
  const held = new HeldTasks(executions);
  const ended = options.ended ?? (() => {});
  const machines = options.machines.map(
    (machine) => new StateMachine(machine, executions, held, options.calls, ended),
  );
  const actions = actionsOf(machines, executions, held);
  const inside = await listenInside((request, response) => void answer(actions, request, response));

  return {
    url: inside.url,
    arn: (name) => machineBy(machines, (machine) => machine.options.name === name, name).arn,
    runningCount: () => executions.runningCount(),
    resume() {
      const left = executions.running();
      for (const execution of left) {
        machineBy(machines, (m) => m.options.name === execution.machine, execution.machine).run(execution);
      }
      return left.length;
    },
    async stop() {
      held.stop();
      for (const machine of machines) machine.stop();
      await inside.close();
      executions.close();
    },
  };
}

async function answer(
  actions: Readonly<Record<string, Action>>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const name = actionOf(request);
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    const body = await readBody(request);
    if (!action) throw new AwsError("UnknownOperationException", `Unknown operation: ${name}`);
    sendJson(response, 200, action(JSON.parse(body.toString("utf8")) as Body));
  } catch (error) {
    const known = error instanceof AwsError ? error : new AwsError("InternalServerError", String(error), 500);
    sendJson(response, known.status, {
      __type: `com.amazonaws.states#${known.type}`,
      message: known.message,
    });
  }
}

function actionsOf(
  machines: readonly StateMachine[],
  executions: Executions,
  held: HeldTasks,
): Record<string, Action> {
  const machineOf = (body: Body) => {
    const arn = text(body, "stateMachineArn");
    return machineBy(machines, (machine) => machine.arn === arn, arn);
  };
  const executionOf = (body: Body) => {
    const arn = text(body, "executionArn");
    const execution = executions.byArn(arn);
    if (!execution) throw new AwsError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
    return execution;
  };
  const bring = (body: Body, outcome: TaskOutcome): Body => {
    const taskToken = text(body, "taskToken");
    if (held.bring(taskToken, outcome)) return {};
    throw executions.byToken(taskToken)
      ? new AwsError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'")
      : new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
  };

  return {
    StartExecution: (body) => {
      const machine = machineOf(body);
      const input = inputOf(body);
      const name = body.name === undefined ? randomUUID() : nameOf(body);
      const started =
        machine.options.type === "EXPRESS"
          ? machine.start(`${name}:${randomUUID()}`, input)
          : startOnce(machine, executions, name, input);
      return { executionArn: started.arn, startDate: started.startedAtMs / 1000 };
    },
    SendTaskSuccess: (body) => {
      const output = text(body, "output");
      requireJson(output, "InvalidOutput");
      return bring(body, { kind: "success", output });
    },
    SendTaskFailure: (body) =>
      bring(body, {
        kind: "failure",
        error: String(body.error ?? "States.TaskFailed"),
        cause: String(body.cause ?? ""),
      }),
    DescribeExecution: (body) => describe(machines, executionOf(body)),
    ListExecutions: (body) => {
      const machine = machineOf(body);
      const max = Math.min(Number(body.maxResults ?? 100) || 100, 1000);
      const found = executions.list(
        machine.options.name,
        body.statusFilter as ExecutionStatus | undefined,
        max,
      );
      return {
        executions: found.map((execution) => {
          const { input: _, output: __, ...shown } = describe(machines, execution);
          return shown;
        }),
      };
    },
    StopExecution: (body) => {
      const execution = executionOf(body);
      if (execution.status === "RUNNING") {
        machineBy(machines, (m) => m.options.name === execution.machine, execution.machine).abort(execution);
      }
      return { stopDate: Date.now() / 1000 };
    },
  };
}

/**
 * A Standard execution's name is its identity: starting it again with the same input while it runs is the
 * same start, and everything else is refused.
 */
function startOnce(machine: StateMachine, executions: Executions, name: string, input: string): Execution {
  const arn = machine.executionArn(name);
  const existing = executions.byArn(arn);
  if (!existing) return machine.start(name, input);
  if (existing.status === "RUNNING" && existing.input === input) return existing;
  throw new AwsError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
}

function describe(machines: readonly StateMachine[], execution: Execution): Body {
  const machine = machineBy(machines, (m) => m.options.name === execution.machine, execution.machine);
  return {
    executionArn: execution.arn,
    stateMachineArn: machine.arn,
    name: execution.name,
    status: execution.status,
    startDate: execution.startedAtMs / 1000,
    input: execution.input,
    ...(execution.stoppedAtMs !== null && { stopDate: execution.stoppedAtMs / 1000 }),
    ...(execution.output !== null && { output: execution.output }),
    ...(execution.error !== null && { error: execution.error }),
  };
}

function machineBy(
  machines: readonly StateMachine[],
  matches: (machine: StateMachine) => boolean,
  shown: string,
): StateMachine {
  const found = machines.find(matches);
  if (!found) throw new AwsError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${shown}'`);
  return found;
}

function text(body: Body, field: string): string {
  const value = body[field];
  if (typeof value !== "string") throw new AwsError("ValidationException", `${field} must be a string`);
  return value;
}

function nameOf(body: Body): string {
  const name = text(body, "name");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Step Functions forbids them, and these brackets and marks.
  if (/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]{1,80}$/.test(name)) return name;
  throw new AwsError("InvalidName", `Invalid Name: '${name}'`);
}

function inputOf(body: Body): string {
  const input = body.input === undefined ? "{}" : text(body, "input");
  requireJson(input, "InvalidExecutionInput");
  return input;
}

function requireJson(value: string, type: string): void {
  try {
    JSON.parse(value);
  } catch {
    throw new AwsError(type, `Invalid JSON: ${value.slice(0, 80)}`);
  }
}
