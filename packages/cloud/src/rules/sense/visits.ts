import { VisitNotOver } from "@fairline/functions/visitNotOver.ts";
import type { StateMachineName } from "@fairline/functions/wiring.ts";
import type { Graph } from "../../graph.ts";
import { namesOf } from "../../names.ts";
import { type Rule, unless, unlike } from "../rule.ts";

/** A state of a definition, as far as it is looked at here. */
interface State {
  readonly Type?: string;
  readonly Resource?: string;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly OutputPath?: string;
  readonly TimeoutSecondsPath?: string;
  readonly ResultPath?: string;
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts?: number }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Next?: string;
}

const machines: readonly StateMachineName[] = ["Visit", "Retire"];
const deleteMessage = "arn:aws:states:::aws-sdk:sqs:deleteMessage";
/** As the handler names it. */
const { name: notOver } = new VisitNotOver(0);
const expiredHandle = "Sqs.ReceiptHandleIsInvalidException";

function statesOf(graph: Graph, machine: StateMachineName): Readonly<Record<string, State>> {
  const { definition = "{}" } = graph.one("sfn.StateMachine", machine)?.inputs ?? {};
  return JSON.parse(String(definition)).States ?? {};
}

function goesOn(state: State | undefined, error: string, next: string): boolean {
  return state?.Catch?.some(({ ErrorEquals, Next }) => ErrorEquals.includes(error) && Next === next) === true;
}

/** What the way of a visit cannot do without, whatever its definition says. */
export const visitsSense: readonly Rule[] = [
  {
    name: "a visit may last for hours, and giving up a turn is cheap",
    broken: (graph) =>
      Object.entries({ Visit: "STANDARD", Retire: "EXPRESS" }).flatMap(([machine, type]) =>
        unlike(machine, graph.one("sfn.StateMachine", machine)?.inputs.type, type),
      ),
  },
  {
    name: "a slot is held until somebody says that it is over or its time is up, and then it is settled, whatever happened",
    broken: (graph) => {
      const { HoldSlot } = statesOf(graph, "Visit");
      return [
        ...unlike(
          "HoldSlot: what it waits for",
          HoldSlot?.Resource,
          "arn:aws:states:::lambda:invoke.waitForTaskToken",
        ),
        ...unlike("HoldSlot: its time", HoldSlot?.TimeoutSecondsPath, "$.slotSeconds"),
        ...unlike(
          "HoldSlot: whom it calls",
          HoldSlot?.Parameters?.FunctionName,
          namesOf(graph.stage).functionArn("openVisit"),
        ),
        ...unless(
          JSON.stringify(HoldSlot?.Parameters).includes('"$$.Task.Token"'),
          "nobody can say that the visit is over",
        ),
        ...unlike("HoldSlot: what follows", HoldSlot?.Next, "SettleVisit"),
        ...unless(goesOn(HoldSlot, "States.ALL", "SettleVisit"), "a visit that fails is not settled"),
      ];
    },
  },
  {
    name: "a visit is settled again and again until it is, and then its turn is deleted",
    broken: (graph) => {
      const { SettleVisit } = statesOf(graph, "Visit");
      return [
        ...unlike(
          "SettleVisit: whom it calls",
          SettleVisit?.Parameters?.FunctionName,
          namesOf(graph.stage).functionArn("settleVisit"),
        ),
        ...unless(
          SettleVisit?.Retry?.some(
            ({ ErrorEquals, MaxAttempts = 3 }) => ErrorEquals.includes("States.ALL") && MaxAttempts >= 1,
          ) === true,
          "SettleVisit is not tried again",
        ),
        ...unlike("SettleVisit: what follows", SettleVisit?.Next, "DeleteTurn"),
      ];
    },
  },
  {
    name: "a visit that was given more time holds its slot for what is left, and is not settled again and again meanwhile",
    broken: (graph) => {
      const { HoldSlot, SettleVisit, ReadTimeLeft, TakeTimeLeft } = statesOf(graph, "Visit");
      const [first] = SettleVisit?.Retry ?? [];
      return [
        ...unless(
          first?.ErrorEquals.includes(notOver) === true && first.MaxAttempts === 0,
          "SettleVisit is tried again while time is left",
        ),
        ...unless(goesOn(SettleVisit, notOver, "ReadTimeLeft"), "SettleVisit ends where time is left"),
        ...unlike(
          "ReadTimeLeft: what it reads",
          ReadTimeLeft?.Parameters?.["error.$"],
          `States.StringToJson(${HoldSlot?.ResultPath}.Cause)`,
        ),
        ...unlike("ReadTimeLeft: what follows", ReadTimeLeft?.Next, "TakeTimeLeft"),
        ...unlike(
          "TakeTimeLeft: the visit",
          [TakeTimeLeft?.Parameters?.["visit.$"], TakeTimeLeft?.OutputPath],
          ["States.JsonMerge($.visit, States.StringToJson($.error.errorMessage), false)", "$.visit"],
        ),
        ...unlike("TakeTimeLeft: what follows", TakeTimeLeft?.Next, "HoldSlot"),
      ];
    },
  },
  {
    name: "a turn is deleted by the handle that was given, and one whose handle has expired is gone already",
    broken: (graph) =>
      machines.flatMap((machine) => {
        const { DeleteTurn } = statesOf(graph, machine);
        const { Parameters = {} } = DeleteTurn ?? {};
        return [
          ...unlike(`${machine}: DeleteTurn`, DeleteTurn?.Resource, deleteMessage),
          ...unlike(`${machine}: the handle`, Parameters["ReceiptHandle.$"], "$.receiptHandle"),
          ...unlike(`${machine}: the queue`, Parameters.QueueUrl, namesOf(graph.stage).queueUrl("Turns")),
          ...unless(
            goesOn(DeleteTurn, expiredHandle, "TurnAlreadyGone"),
            `${machine}: an expired handle is a failure`,
          ),
        ];
      }),
  },
  {
    name: "of AWS's SDK state machines use the deletion of a message, and nothing else",
    broken: (graph) =>
      machines.flatMap((machine) =>
        Object.entries(statesOf(graph, machine))
          .filter(([, { Resource = "" }]) => Resource.includes(":aws-sdk:") && Resource !== deleteMessage)
          .map(([name, { Resource }]) => `${machine}: ${name} calls ${Resource}`),
      ),
  },
];
