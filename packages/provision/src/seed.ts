import { InvokeCommand } from "@aws-sdk/client-lambda";
import * as z from "zod";
import type { Clients } from "./clients.ts";
import type { Selection } from "./wanted.ts";

const Seeded = z.record(z.string(), z.enum(["created", "kept"]));

/** Opens the rooms of `room.config.ts` that are not there yet, as a deploy does: by its function. */
export async function seedRooms(
  { lambda }: Clients,
  seed: Selection["seed"],
): Promise<z.infer<typeof Seeded>> {
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: seed.function, Payload: Buffer.from(seed.input) }),
  );
  const answer = Buffer.from(Payload ?? []).toString();
  if (FunctionError !== undefined) throw new Error(`${seed.function} failed (${FunctionError}): ${answer}`);
  return Seeded.parse(JSON.parse(answer));
}
