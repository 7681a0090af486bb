// AWS Step Functions (Visit): the Visits port.
import {
  ExecutionAlreadyExists,
  InvalidToken,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from "@aws-sdk/client-sfn";
import { Outcome, type Visit, type Visits } from "@fairline/core";
import * as z from "zod";

/** What `HoldSlot` ends with when somebody said how the visit ended. */
export const VisitEnd = z.object({ outcome: Outcome });

/** An admission that was in vain has used its name up (SPEC V9): the next one has another. */
export function executionName({ room, run, number, returns }: Visit): string {
  return [room, run, number, ...(returns === undefined ? [] : [returns])].join("_");
}

export function stepFunctionsVisits(sfn: SFNClient, visitStateMachineArn: string): Visits {
  return {
    async start(visit) {
      try {
        await sfn.send(
          new StartExecutionCommand({
            stateMachineArn: visitStateMachineArn,
            // One admission, one execution: starting again changes nothing.
            name: executionName(visit),
            input: JSON.stringify(visit),
          }),
        );
      } catch (error) {
        // The name is there with another receipt handle in its input, or the execution is over: it has been started.
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },
    async end(taskToken, outcome) {
      const output = JSON.stringify({ outcome } satisfies z.infer<typeof VisitEnd>);
      try {
        await sfn.send(new SendTaskSuccessCommand({ taskToken, output }));
      } catch (error) {
        const isOver =
          error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken;
        if (!isOver) throw error;
      }
    },
  };
}
