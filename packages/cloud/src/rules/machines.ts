import { readFileSync } from "node:fs";
import { type StateMachineName, wiring } from "@fairline/functions/wiring.ts";
import type { Graph } from "../graph.ts";
import { namesOf } from "../names.ts";
import { type Rule, unless, unlike, unlikeInputs } from "./rule.ts";

const machines = Object.keys(wiring.stateMachines) as StateMachineName[];

/** The file that runs locally, with this stage's addresses. */
function definitionOf(graph: Graph, machine: StateMachineName): unknown {
  const { queueUrl, functionArn } = namesOf(graph.stage);
  const file = new URL(
    import.meta.resolve(`@fairline/functions/${wiring.stateMachines[machine].definition}`),
  );
  const addresses: Readonly<Record<string, string>> = {
    TurnsQueueUrl: queueUrl("Turns"),
    OpenVisitFunctionArn: functionArn("openVisit"),
    SettleVisitFunctionArn: functionArn("settleVisit"),
  };
  const text = readFileSync(file, "utf8").replaceAll(/\$\{(\w+)\}/g, (_, name) => addresses[name] ?? "");
  return JSON.parse(text);
}

export const machinesRules: readonly Rule[] = [
  {
    name: "the state machines are those that run locally",
    broken: (graph) =>
      machines.flatMap((machine) => {
        const found = graph.one("sfn.StateMachine", machine);
        return [
          ...unlikeInputs(found, machine, {
            type: wiring.stateMachines[machine].type,
            name: `${namesOf(graph.stage).prefix}-${machine.toLowerCase()}`,
            roleArn: namesOf(graph.stage).roleArn(machine),
          }),
          ...unlike(
            `${machine}: the definition`,
            JSON.parse(String(found?.inputs.definition ?? "{}")),
            definitionOf(graph, machine),
          ),
        ];
      }),
  },
  {
    name: "executions log their errors, and none of their data: it holds receipt handles and task tokens",
    broken: (graph) =>
      machines.flatMap((machine) => {
        const { prefix, logsArn } = namesOf(graph.stage);
        return [
          ...unlikeInputs(graph.one("sfn.StateMachine", machine), machine, {
            loggingConfiguration: {
              level: "ERROR",
              includeExecutionData: false,
              logDestination: logsArn(`/aws/vendedlogs/states/${prefix}-${machine.toLowerCase()}`),
            },
          }),
          ...unless(
            graph.one("cloudwatch.LogGroup", `${machine}Logs`) !== undefined,
            `${machine} has nowhere to log to`,
          ),
        ];
      }),
  },
  {
    name: "traces are off until somebody looks for something",
    broken: (graph) => [
      ...machines.flatMap((machine) =>
        unlikeInputs(graph.one("sfn.StateMachine", machine), machine, {
          tracingConfiguration: { enabled: false },
        }),
      ),
      ...graph
        .all("lambda.Function")
        .flatMap((one) => unlikeInputs(one, one.name, { tracingConfig: undefined })),
    ],
  },
];
