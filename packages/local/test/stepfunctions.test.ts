import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { VisitNotOver } from "@fairline/functions/visitNotOver.ts";
import { afterEach, describe, expect, test } from "vitest";
import { wiredMachines } from "../src/machines.ts";
import { parseDefinition, substitute, taskTimeoutMs } from "../src/services/definition.ts";
import type { Calls } from "../src/services/state-machine.ts";
import { type StepFunctionsService, startStepFunctions } from "../src/services/stepfunctions.ts";
import { until } from "./fakes.ts";

const turnsQueueUrl = "http://127.0.0.1/turns";
const open: StepFunctionsService[] = [];
afterEach(async () => {
  for (const service of open.splice(0)) await service.stop();
});

interface Opened {
  readonly visit: { readonly slotSeconds: number; readonly number: number };
  readonly taskToken: string;
}

/** The two state machines of the wiring, with functions that only remember that they were called. */
async function start(over: { file?: string; closedMax?: number; calls?: Partial<Calls> } = {}) {
  const opened: Opened[] = [];
  const settled: { visit: { ended: unknown } }[] = [];
  const deleted: string[] = [];
  const calls: Calls = {
    async invoke(name, payload) {
      if (name === "openVisit") opened.push(payload as Opened);
      else settled.push(payload as { visit: { ended: unknown } });
      return name === "settleVisit" ? { receiptHandle: "handle-of-slot" } : undefined;
    },
    async deleteMessage(_, receiptHandle) {
      deleted.push(receiptHandle);
    },
    ...over.calls,
  };
  const { file, closedMax } = over;
  const service = await startStepFunctions({
    machines: wiredMachines(turnsQueueUrl),
    calls,
    file,
    ...(closedMax !== undefined && { closedMax }),
  });
  open.push(service);
  const client = new SFNClient({
    endpoint: service.url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
  const visit = (name: string, input: object = { number: 1, slotSeconds: 60 }) =>
    client.send(
      new StartExecutionCommand({
        stateMachineArn: service.arn("Visit"),
        name,
        input: JSON.stringify(input),
      }),
    );
  const describe = (executionArn: string | undefined) =>
    client.send(new DescribeExecutionCommand({ executionArn }));
  const ended = (arn: string | undefined, status: string) =>
    until(`status ${status}`, async () => (await describe(arn)).status === status);
  const succeed = (taskToken: string | undefined, output: unknown = { outcome: "completed" }) =>
    client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));
  return { service, client, opened, settled, deleted, visit, describe, ended, succeed };
}

/** As `start`; settling says at first that so much of the visit is left. */
async function startLonger({ file, secondsLeft = 2 }: { file?: string; secondsLeft?: number } = {}) {
  const opened: Opened[] = [];
  const settled: { visit: { ended: unknown } }[] = [];
  const beganAtMs = Date.now();
  const started = await start({
    ...(file === undefined ? {} : { file }),
    calls: {
      async invoke(name, payload) {
        if (name === "openVisit") return void opened.push(payload as Opened);
        settled.push(payload as (typeof settled)[number]);
        if (settled.length === 1) throw new VisitNotOver(secondsLeft);
        return { receiptHandle: "handle-of-slot" };
      },
    },
  });
  return { ...started, opened, settled, beganAtMs };
}

describe("a visit", () => {
  test("that is completed settles with the outcome and deletes the turn that the slot holds", async () => {
    const { opened, settled, deleted, visit, ended, succeed, describe } = await start();
    const { executionArn } = await visit("visit-1", { number: 1, slotSeconds: 60 });
    await until("the visit opened", () => opened.length);
    expect(opened[0]?.visit).toEqual({ number: 1, slotSeconds: 60 });
    await succeed(opened[0]?.taskToken);
    await ended(executionArn, "SUCCEEDED");
    expect(settled).toEqual([{ visit: { number: 1, slotSeconds: 60, ended: { outcome: "completed" } } }]);
    expect(deleted).toEqual(["handle-of-slot"]);
    expect(await describe(executionArn)).toMatchObject({ name: "visit-1", status: "SUCCEEDED" });
  });

  test("that nobody ends is settled as timed out after its own slotSeconds", async () => {
    const { settled, visit, ended } = await start();
    const startedAtMs = Date.now();
    const { executionArn } = await visit("visit-1", { number: 1, slotSeconds: 1 });
    await ended(executionArn, "SUCCEEDED");
    expect(Date.now() - startedAtMs).toBeGreaterThanOrEqual(1000);
    expect(Date.now() - startedAtMs).toBeLessThan(2000);
    expect(settled[0]?.visit.ended).toMatchObject({ Error: "States.Timeout" });
  });

  test("whose opening fails is settled at once, with the error", async () => {
    const settled: { visit: { ended: { Cause: string } } }[] = [];
    const { visit, ended } = await start({
      calls: {
        async invoke(name, payload) {
          if (name === "openVisit") throw new TypeError("no such room");
          settled.push(payload as (typeof settled)[number]);
          return { receiptHandle: "handle" };
        },
      },
    });
    const { executionArn } = await visit("visit-1");
    await ended(executionArn, "SUCCEEDED");
    expect(settled).toMatchObject([{ visit: { ended: { Error: "TypeError" } } }]);
    // The whole of what Lambda says of an error, as text.
    expect(JSON.parse(settled[0]?.visit.ended.Cause ?? "")).toEqual({
      errorType: "TypeError",
      errorMessage: "no such room",
      trace: expect.arrayContaining(["TypeError: no such room"]),
    });
  });

  test("whose outcome comes before openVisit has answered is settled with it", async () => {
    let endIt = async (_: string): Promise<unknown> => undefined;
    const never = new Promise<never>(() => {});
    const settled: unknown[] = [];
    const started = await start({
      calls: {
        async invoke(name, payload) {
          if (name !== "openVisit") {
            settled.push(payload);
            return { receiptHandle: "handle" };
          }
          await endIt((payload as Opened).taskToken);
          return never;
        },
      },
    });
    endIt = (taskToken) => started.succeed(taskToken, { outcome: "left" });
    const { executionArn } = await started.visit("visit-1");
    await started.ended(executionArn, "SUCCEEDED");
    expect(settled).toEqual([{ visit: expect.objectContaining({ ended: { outcome: "left" } }) }]);
  });

  test("whose task is failed is settled with that error", async () => {
    const { client, opened, settled, visit, ended } = await start();
    const { executionArn } = await visit("visit-1");
    await until("the visit opened", () => opened.length);
    await client.send(
      new SendTaskFailureCommand({ taskToken: opened[0]?.taskToken, error: "Gone", cause: "left" }),
    );
    await ended(executionArn, "SUCCEEDED");
    expect(settled[0]?.visit.ended).toEqual({ Error: "Gone", Cause: "left" });
  });

  test.each([
    ["ReceiptHandleIsInvalid", "The input receipt handle is invalid.", "SUCCEEDED"],
    [
      "InvalidParameterValue",
      "Value AQEB for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.",
      "SUCCEEDED",
    ],
    ["AccessDenied", "Access to the resource is denied.", "FAILED"],
  ] as const)("whose turn is refused to be deleted as %s: %s has %s", async (name, message, status) => {
    const { opened, visit, ended, succeed } = await start({
      calls: {
        async deleteMessage() {
          throw Object.assign(new Error(message), { name });
        },
      },
    });
    const { executionArn } = await visit("visit-1");
    await until("the visit opened", () => opened.length);
    await succeed(opened[0]?.taskToken);
    await ended(executionArn, status);
  });

  test("that was given more time when its time is up is opened again, for as long as settling says", async () => {
    const { opened, settled, deleted, visit, ended, beganAtMs } = await startLonger();
    const { executionArn } = await visit("visit-1", { number: 1, slotSeconds: 1, lane: 7 });
    await ended(executionArn, "SUCCEEDED");
    expect(Date.now() - beganAtMs).toBeGreaterThanOrEqual(3000);
    expect(Date.now() - beganAtMs).toBeLessThan(4500);
    expect(opened.map(({ visit: { number, slotSeconds } }) => [number, slotSeconds])).toEqual([
      [1, 1],
      [1, 2],
    ]);
    expect(settled.map(({ visit: { ended } }) => ended)).toMatchObject([
      { Error: "States.Timeout" },
      { Error: "States.Timeout" },
    ]);
    expect(deleted).toEqual(["handle-of-slot"]);
  });

  test("that was given more time ends by its token as soon as somebody says so", async () => {
    const { opened, settled, visit, ended, succeed } = await startLonger({ secondsLeft: 60 });
    const { executionArn } = await visit("visit-1", { number: 1, slotSeconds: 1 });
    await until("the visit opened again", () => opened.length === 2);
    await succeed(opened[1]?.taskToken);
    await ended(executionArn, "SUCCEEDED");
    expect(settled.at(-1)).toMatchObject({ visit: { number: 1, ended: { outcome: "completed" } } });
  });

  test("that is stopped neither settles nor deletes", async () => {
    const { client, opened, settled, visit, ended, succeed } = await start();
    const { executionArn } = await visit("visit-1");
    await until("the visit opened", () => opened.length);
    await client.send(new StopExecutionCommand({ executionArn }));
    await ended(executionArn, "ABORTED");
    await expect(succeed(opened[0]?.taskToken)).rejects.toMatchObject({ name: "TaskTimedOut" });
    expect(settled).toEqual([]);
  });
});

describe("the name of a Standard execution", () => {
  test("with the same input while it runs is the same execution", async () => {
    const { opened, visit } = await start();
    const first = await visit("visit-1");
    const second = await visit("visit-1");
    expect(second.executionArn).toBe(first.executionArn);
    expect(second.startDate).toEqual(first.startDate);
    await until("the visit opened", () => opened.length);
    expect(opened).toHaveLength(1);
  });

  test("with another input while it runs is refused", async () => {
    const { visit } = await start();
    await visit("visit-1", { number: 1, slotSeconds: 60 });
    await expect(visit("visit-1", { number: 2, slotSeconds: 60 })).rejects.toMatchObject({
      name: "ExecutionAlreadyExists",
    });
  });

  test("of one that has ended is refused, even with the same input", async () => {
    const { opened, visit, ended, succeed } = await start();
    const { executionArn } = await visit("visit-1");
    await until("the visit opened", () => opened.length);
    await succeed(opened[0]?.taskToken);
    await ended(executionArn, "SUCCEEDED");
    await expect(visit("visit-1")).rejects.toMatchObject({ name: "ExecutionAlreadyExists" });
  });

  test("of the oldest that ended is forgotten once there are too many", async () => {
    const { opened, visit, ended, succeed, client, service } = await start({ closedMax: 2 });
    for (const name of ["a", "b", "c", "d"]) {
      const { executionArn } = await visit(name);
      await until("the visit opened", () => opened.length);
      await succeed(opened.pop()?.taskToken);
      await ended(executionArn, "SUCCEEDED");
    }
    const { executions = [] } = await client.send(
      new ListExecutionsCommand({ stateMachineArn: service.arn("Visit") }),
    );
    expect(executions.map(({ name }) => name)).toEqual(["d", "c"]);
  });

  test.each(["a b", "a:b", "", "x".repeat(81)])("%j is refused as a name", async (name) => {
    const { visit } = await start();
    await expect(visit(name)).rejects.toMatchObject({ name: "InvalidName" });
  });
});

describe("a task token", () => {
  test("that nobody handed out is invalid", async () => {
    const { succeed } = await start();
    await expect(succeed("made-up")).rejects.toMatchObject({ name: "InvalidToken" });
  });

  test("is good once", async () => {
    const { opened, visit, succeed } = await start();
    await visit("visit-1");
    await until("the visit opened", () => opened.length);
    await succeed(opened[0]?.taskToken);
    await expect(succeed(opened[0]?.taskToken)).rejects.toMatchObject({ name: "TaskTimedOut" });
  });

  test("takes only JSON", async () => {
    const { client, opened, visit } = await start();
    await visit("visit-1");
    await until("the visit opened", () => opened.length);
    const bad = new SendTaskSuccessCommand({ taskToken: opened[0]?.taskToken, output: "{" });
    await expect(client.send(bad)).rejects.toMatchObject({ name: "InvalidOutput" });
  });
});

describe("an Express execution", () => {
  test("may have the same name again, or none, and leaves no record behind", async () => {
    const { service, client, deleted } = await start();
    const stateMachineArn = service.arn("Retire");
    const input = JSON.stringify({ receiptHandle: "surplus" });
    for (const name of ["retire-1", "retire-1", undefined]) {
      await client.send(new StartExecutionCommand({ stateMachineArn, input, ...(name && { name }) }));
    }
    await until("three deletions", () => deleted.length === 3);
    expect(deleted).toEqual(["surplus", "surplus", "surplus"]);
    await until("no execution left", () => service.runningCount() === 0);
    const { executions } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
    expect(executions).toEqual([]);
  });
});

describe("after a restart with a data directory", () => {
  const file = () => join(mkdtempSync(join(tmpdir(), "fairline-")), "executions.db");

  test("a running visit goes on with its token and its remaining time, without being opened again", async () => {
    const kept = file();
    const before = await start({ file: kept });
    const beganAtMs = Date.now();
    await before.visit("visit-1", { number: 1, slotSeconds: 2 });
    await until("the visit opened", () => before.opened.length);
    await until("a second passed", () => Date.now() - beganAtMs > 1000);
    await before.service.stop();
    open.splice(0);

    const after = await start({ file: kept });
    expect(after.service.resume()).toBe(1);
    await until("the visit settled", () => after.settled.length);
    expect(Date.now() - beganAtMs).toBeGreaterThanOrEqual(2000);
    expect(Date.now() - beganAtMs).toBeLessThan(2900);
    expect(after.settled[0]?.visit.ended).toMatchObject({ Error: "States.Timeout" });
    expect(after.opened).toEqual([]);
  });

  test("a visit that was given more time goes on for what is left, and is opened again", async () => {
    const kept = file();
    const before = await startLonger({ file: kept, secondsLeft: 60 });
    await before.visit("visit-1", { number: 1, slotSeconds: 1 });
    await until("the visit opened again", () => before.opened.length === 2);
    await before.service.stop();
    open.splice(0);

    const after = await startLonger({ file: kept, secondsLeft: 1 });
    after.service.resume();
    await until("the visit is over", () => after.deleted.length);
    expect(after.opened).toMatchObject([{ visit: { number: 1, slotSeconds: 1 } }]);
    expect(after.settled).toHaveLength(2);
    expect(Date.now() - after.beganAtMs).toBeLessThan(2500);
  });

  test("a token handed out before it ends its visit", async () => {
    const kept = file();
    const before = await start({ file: kept });
    const { executionArn } = await before.visit("visit-1");
    await until("the visit opened", () => before.opened.length);
    await before.service.stop();
    open.splice(0);

    const after = await start({ file: kept });
    after.service.resume();
    await after.succeed(before.opened[0]?.taskToken, { outcome: "completed" });
    await after.ended(executionArn, "SUCCEEDED");
    expect(after.settled[0]?.visit.ended).toEqual({ outcome: "completed" });
    await expect(after.visit("visit-1")).rejects.toMatchObject({ name: "ExecutionAlreadyExists" });
  });

  test("a visit whose outcome was brought, but not settled, is settled with it", async () => {
    const kept = file();
    const never = new Promise<never>(() => {});
    const opened: Opened[] = [];
    const before = await start({
      file: kept,
      calls: {
        async invoke(name, payload) {
          if (name === "settleVisit") return never;
          return opened.push(payload as Opened);
        },
      },
    });
    await before.visit("visit-1");
    await until("the visit opened", () => opened.length);
    await before.succeed(opened[0]?.taskToken, { outcome: "left" });
    await before.service.stop();
    open.splice(0);

    const after = await start({ file: kept });
    after.service.resume();
    await until("the visit settled", () => after.settled.length);
    expect(after.settled[0]?.visit.ended).toEqual({ outcome: "left" });
    expect(after.opened).toEqual([]);
  });

  test("a visit that was not opened yet is opened, with the token that it had", async () => {
    const kept = file();
    const tokens: string[] = [];
    const before = await start({
      file: kept,
      calls: {
        invoke(_, payload) {
          tokens.push((payload as Opened).taskToken);
          return new Promise<never>(() => {});
        },
      },
    });
    await before.visit("visit-1");
    await until("openVisit was called", () => tokens.length);
    await before.service.stop();
    open.splice(0);

    const after = await start({ file: kept });
    after.service.resume();
    await until("the visit opened", () => after.opened.length);
    expect(after.opened[0]?.taskToken).toBe(tokens[0]);
  });
});

describe("a definition", () => {
  const placeholder = (name: string) => `"\${${name}}"`;

  test("has its placeholders filled in as JSON text", () => {
    expect(substitute(placeholder("Name"), { Name: 'x"y' })).toBe('"x\\"y"');
  });

  test("with a placeholder that nobody fills in is refused by its name", () => {
    expect(() => substitute(placeholder("Missing"), {})).toThrow("Missing");
  });

  test("gives the library no timeout of 60 seconds", () => {
    const state = { Type: "Task", Resource: "r", TimeoutSecondsPath: "$.slotSeconds", End: true };
    const text = JSON.stringify({ StartAt: "A", States: { A: state } });
    const { runnable, tasks } = parseDefinition(text, {});
    expect(runnable.States.A).toMatchObject({ TimeoutSeconds: 2_147_483 });
    expect(taskTimeoutMs(tasks.A as never, { slotSeconds: 43_000 })).toBe(43_000_000);
  });

  test.each([{}, { slotSeconds: 0 }, { slotSeconds: "5" }, null])(
    "whose TimeoutSecondsPath finds no whole number of seconds in %j fails",
    (input) => {
      const task = { Type: "Task", Resource: "r", TimeoutSecondsPath: "$.slotSeconds" } as const;
      expect(() => taskTimeoutMs(task, input)).toThrow("$.slotSeconds");
    },
  );
});
