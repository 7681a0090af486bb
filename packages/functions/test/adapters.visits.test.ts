import { SFNClient } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { wiredMachines } from "../../local/src/machines.ts";
import type { Calls } from "../../local/src/services/state-machine.ts";
import { type StepFunctionsService, startStepFunctions } from "../../local/src/services/stepfunctions.ts";
import { stepFunctionsVisits, VisitEnd } from "../src/adapters/visits.ts";
import { VisitNotOver } from "../src/visitNotOver.ts";
import { type VisitFunctions, visitsContract } from "./contract/visits.ts";
import { until } from "./until.ts";

const access = { region: "us-east-1", credentials: { accessKeyId: "local", secretAccessKey: "local" } };
const services: StepFunctionsService[] = [];
const clients: SFNClient[] = [];
afterAll(async () => {
  for (const client of clients) client.destroy();
  for (const service of services) await service.stop();
});

/** The state machine of the wiring, with these functions in the place of the handlers and of SQS. */
async function startVisits(functions: VisitFunctions) {
  const calls: Calls = {
    async invoke(name, payload) {
      const { visit, taskToken } = payload as { visit: Record<string, unknown>; taskToken: string };
      const { ended, ...rest } = visit;
      const input = rest as unknown as Parameters<VisitFunctions["openVisit"]>[0];
      if (name === "openVisit") return functions.openVisit(input, taskToken);
      const settled = await functions.settleVisit(input, VisitEnd.safeParse(ended).data?.outcome);
      if (settled.kind === "not over") throw new VisitNotOver(settled.secondsLeft);
      return { receiptHandle: settled.turnHandle };
    },
    deleteMessage: (_, handle) => functions.deleteTurn(handle),
  };
  const service = await startStepFunctions({ machines: wiredMachines("http://127.0.0.1/turns"), calls });
  const client = new SFNClient({ ...access, endpoint: service.url });
  services.push(service);
  clients.push(client);
  return { visits: stepFunctionsVisits(client, service.arn("Visit")), nowMs: () => Date.now(), until };
}

visitsContract("on Step Functions", startVisits);

describe("visits on Step Functions, beyond their port", () => {
  const untouched = async () => {
    throw new Error("no visit of this test runs");
  };
  const none = { openVisit: untouched, settleVisit: untouched, deleteTurn: untouched };
  const visit = { room: "demo", run: 1, number: 1, lane: 0, slotSeconds: 60, turnHandle: "handle" };
  let started: Awaited<ReturnType<typeof startVisits>>;
  beforeAll(async () => {
    started = await startVisits(none);
  });

  test("a visit whose name the service refuses is an error", async () => {
    const refused = { ...visit, room: "a room with spaces" };
    await expect(started.visits.start(refused)).rejects.toThrow("Invalid Name");
  });

  test("a service that cannot be reached is an error, at the start and at the end", async () => {
    await services.at(-1)?.stop();
    services.pop();
    await expect(started.visits.start(visit)).rejects.toThrow();
    await expect(started.visits.end("token", "left")).rejects.toThrow();
  });
});
