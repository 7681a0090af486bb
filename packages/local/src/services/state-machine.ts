import { randomBytes } from "node:crypto";
import { StateMachine as Runner } from "aws-local-stepfunctions";
import { type Definition, TaskFailure, type TaskInput, type TaskState, taskTimeoutMs } from "./definition.ts";
import type { Execution, Executions } from "./executions.ts";
import type { HeldTasks } from "./held-task.ts";

/** The AWS calls that a state machine makes: AWS grants them to its role. */
export interface Calls {
  invoke(functionName: string, payload: unknown): Promise<unknown>;
  deleteMessage(queueUrl: string, receiptHandle: string): Promise<void>;
}

export interface MachineOptions {
  readonly name: string;
  readonly type: "STANDARD" | "EXPRESS";
  readonly definition: Definition;
}

/** Called when an execution ends by itself, with its error's name if it failed. */
export type Ended = (execution: Execution, error?: string) => void;

/** What the service integrations here are given. */
interface ServiceParameters {
  readonly FunctionName: string;
  readonly Payload: unknown;
  readonly QueueUrl: string;
  readonly ReceiptHandle: string;
}

/** What SQS's model lists for DeleteMessage. */
const modelledErrors = new Set([
  "InvalidAddress",
  "InvalidIdFormat",
  "InvalidSecurity",
  "QueueDoesNotExist",
  "ReceiptHandleIsInvalid",
  "RequestThrottled",
  "UnsupportedOperation",
]);

type Overrides = NonNullable<Parameters<Runner["run"]>[1]>["overrides"];
type LocalHandler = NonNullable<NonNullable<Overrides>["taskResourceLocalHandlers"]>[string];

/** One state machine: runs its executions and takes up those that an earlier process left. */
export class StateMachine {
  readonly options: MachineOptions;
  readonly #runner: Runner;
  readonly #executions: Executions;
  readonly #held: HeldTasks;
  readonly #calls: Calls;
  readonly #ended: Ended;
  /** Of the executions that run; one that was stopped is no longer among them. */
  readonly #aborts = new Map<string, () => void>();
  #stopped = false;

  constructor(options: MachineOptions, executions: Executions, held: HeldTasks, calls: Calls, ended: Ended) {
    this.options = options;
    this.#executions = executions;
    this.#held = held;
    this.#calls = calls;
    this.#ended = ended;
    // Function names stand where AWS has ARNs, and it would search every run's paths again.
    this.#runner = new Runner(options.definition.runnable, {
      validationOptions: { checkArn: false, checkPaths: false },
    });
  }

  get arn(): string {
    return `arn:aws:states:us-east-1:000000000000:stateMachine:${this.options.name}`;
  }

  executionArn(name: string): string {
    const kind = this.options.type === "EXPRESS" ? "express" : "execution";
    return `arn:aws:states:us-east-1:000000000000:${kind}:${this.options.name}:${name}`;
  }

  /** The name must not be in use; who calls has looked. */
  start(name: string, input: string): Execution {
    const arn = this.executionArn(name);
    const taskToken = randomBytes(32).toString("base64url");
    this.#executions.start({
      arn,
      machine: this.options.name,
      name,
      input,
      startedAtMs: Date.now(),
      taskToken,
    });
    const execution = this.#executions.byArn(arn);
    if (!execution) throw new Error(`The execution ${arn} was not written.`);
    this.run(execution);
    return execution;
  }

  /** Runs from the first state on. What was done before a restart is not done again, or may be: it is idempotent. */
  run(execution: Execution): void {
    const input = JSON.parse(execution.input);
    const run = this.#runner.run(input, {
      context: {
        Execution: { Id: execution.arn, Name: execution.name },
        StateMachine: { Id: this.arn, Name: this.options.name },
        Task: { Token: execution.taskToken },
      },
      overrides: { taskResourceLocalHandlers: this.#handlers(execution) },
    });
    this.#aborts.set(execution.arn, run.abort);
    run.result.then(
      (output) => this.#end(execution, { output: JSON.stringify(output) }),
      (error: Error) => this.#end(execution, { error: nameOfCause(error) }),
    );
  }

  /** `StopExecution`: the record is closed first, so that the run's own end changes nothing any more. */
  abort(execution: Execution): void {
    this.#executions.end(execution.arn, "ABORTED", Date.now(), {});
    this.#aborts.get(execution.arn)?.();
    this.#aborts.delete(execution.arn);
    this.#held.drop(execution.taskToken);
  }

  /** The executions stay as they are, for the next process. */
  stop(): void {
    this.#stopped = true;
  }

  #end(execution: Execution, result: { output: string } | { error: string }): void {
    this.#held.forget(execution.arn);
    if (this.#stopped || !this.#aborts.delete(execution.arn)) return;
    const failed = "error" in result;
    if (this.options.type === "EXPRESS") this.#executions.forget(execution.arn);
    else this.#executions.end(execution.arn, failed ? "FAILED" : "SUCCEEDED", Date.now(), result);
    this.#ended(execution, failed ? result.error : undefined);
  }

  #handlers(execution: Execution): Record<string, LocalHandler> {
    const handlers: Record<string, LocalHandler> = {};
    for (const [name, task] of Object.entries(this.options.definition.tasks)) {
      handlers[name] = async (given) => {
        // A stopped machine goes no step further: its state is the next process's. Nor does an execution that was
        // stopped, though the library would take its abort for an error, and retry.
        const isRunning = this.#executions.byArn(execution.arn)?.status === "RUNNING";
        if (this.#stopped || !isRunning) return new Promise<never>(() => {});
        return (await this.#perform(task, given as never, execution)) as never;
      };
    }
    return handlers;
  }

  /** What the service integrations here do; the library has applied `Parameters` and applies `ResultSelector`. */
  async #perform(
    task: TaskState,
    { input, parameters }: TaskInput<ServiceParameters>,
    execution: Execution,
  ): Promise<unknown> {
    switch (task.Resource) {
      case "arn:aws:states:::lambda:invoke":
        return {
          ExecutedVersion: "$LATEST",
          StatusCode: 200,
          Payload: (await this.#invoke(parameters)) ?? null,
        };
      case "arn:aws:states:::lambda:invoke.waitForTaskToken":
        return this.#held.run({
          execution,
          timeoutMs: taskTimeoutMs(task, input),
          invoke: () => this.#invoke(parameters),
        });
      case "arn:aws:states:::aws-sdk:sqs:deleteMessage":
        await this.#deleteMessage(parameters.QueueUrl, parameters.ReceiptHandle);
        return {};
      default:
        throw new TaskFailure("States.Runtime", `No local handler for ${task.Resource}`);
    }
  }

  /** Of a function's error Step Functions knows the name, and for a cause all that Lambda says of it, as JSON. */
  async #invoke({ FunctionName, Payload }: ServiceParameters): Promise<unknown> {
    try {
      return await this.#calls.invoke(FunctionName, Payload);
    } catch (error) {
      const { name: errorType, message: errorMessage, stack = "" } = error as Error;
      const cause = { errorType, errorMessage, trace: stack.split("\n") };
      throw new TaskFailure(errorType, JSON.stringify(cause));
    }
  }

  /**
   * SDK integrations name errors after the Java SDK's classes: `<Service>.<Name>Exception` where the service's model names
   * the error, and `<Service>.<Service>Exception` where it does not.
   */
  async #deleteMessage(queueUrl: string, receiptHandle: string): Promise<void> {
    try {
      await this.#calls.deleteMessage(queueUrl, receiptHandle);
    } catch (error) {
      const { name, message } = error as Error;
      const modelled = name.replace(/Exception$/, "");
      throw new TaskFailure(`Sqs.${modelledErrors.has(modelled) ? modelled : "Sqs"}Exception`, message);
    }
  }
}

/** The library wraps the error that ended the execution. */
function nameOfCause(error: Error): string {
  return error.cause instanceof Error ? `${error.cause.name}: ${error.cause.message}` : error.name;
}
