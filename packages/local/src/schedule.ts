import { randomUUID } from "node:crypto";

/** What EventBridge Scheduler sends when its target was given no input of its own. */
function scheduledEvent(at: Date): unknown {
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "Scheduled Event",
    source: "aws.scheduler",
    account: "000000000000",
    time: at.toISOString(),
    region: "us-east-1",
    resources: ["arn:aws:scheduler:us-east-1:000000000000:schedule/default/fairline-ticks"],
    detail: "{}",
  };
}

/**
 * Calls at once, and then every so many seconds, counted from the start: a late timer makes the next wait
 * shorter instead of adding up.
 */
export function startSchedule(everySeconds: number, call: (event: unknown) => void): { stop(): void } {
  const startedAtMs = Date.now();
  let runs = 0;
  let timer: NodeJS.Timeout;
  const run = () => {
    runs += 1;
    call(scheduledEvent(new Date()));
    timer = setTimeout(run, Math.max(0, startedAtMs + runs * everySeconds * 1000 - Date.now()));
  };
  run();
  return { stop: () => clearTimeout(timer) };
}
