import type { StateMachineName } from "../packages/functions/src/wiring.ts";

/** `fairline-production-lobby` */
export function named(role: string): string {
  return `${$app.name}-${$app.stage}-${role}`;
}

export const region = aws.getRegionOutput().region;
export const account = aws.getCallerIdentityOutput().accountId;
export const partition = aws.getPartitionOutput().partition;

/** Of what AWS counts once an account, not once a region: a stage may stand in several. IAM takes 64 characters. */
export function namedInRegion(role: string) {
  return $interpolate`${named(role)}-${region}`;
}

/**
 * Known before the machine is there: functions start and end executions of machines that invoke functions, and one of
 * the two must come first.
 */
export function stateMachineArn(machine: StateMachineName) {
  return $interpolate`arn:${partition}:states:${region}:${account}:stateMachine:${named(machine.toLowerCase())}`;
}
