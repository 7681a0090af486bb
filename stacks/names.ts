import type { StateMachineName } from "../packages/functions/src/wiring.ts";

/** `fairline-production-lobby` */
export function named(role: string): string {
  return `${$app.name}-${$app.stage}-${role}`;
}

export const region = aws.getRegionOutput().region;
export const account = aws.getCallerIdentityOutput().accountId;
export const partition = aws.getPartitionOutput().partition;

/**
 * Known before the machine is there: functions start and end executions of machines that invoke functions, and one of
 * the two must come first.
 */
export function stateMachineArn(machine: StateMachineName) {
  return $interpolate`arn:${partition}:states:${region}:${account}:stateMachine:${named(machine.toLowerCase())}`;
}
