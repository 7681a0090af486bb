import { createGate, type Finding } from "@fairline/gate";
import type { Options } from "./options.ts";
import { UsageError } from "./usage-error.ts";

/** Both shops stand in room.config.ts: there the first address is right for the other one, too. */
const portsOfShops: ReadonlySet<number> = new Set([4000, 4100]);

/** Whether there is a room to stand behind. Before the shop opens: a mistake in its start is answered at once. */
export async function checkRoom({ fairline, room, port }: Options): Promise<void> {
  // The gate of the visitors has no origin: they may come by localhost, too.
  const origin = port === 0 ? undefined : `http://127.0.0.1:${port}`;
  for (const finding of await createGate({ url: fairline, room, origin }).check()) judge(finding, port);
}

/** Throws where there is no use in opening; says the rest. */
function judge(finding: Finding, port: number): void {
  const { kind, says } = finding;
  switch (kind) {
    case "unreachable":
      throw new UsageError(`${says} Start Fairline first (npm start), or name it (--fairline)`);
    case "not_fairline":
      throw new UsageError(`${says} (--fairline)`);
    case "unknown_room":
      throw new UsageError(`${says} (--room)`);
    case "returns_elsewhere":
      if (portsOfShops.has(port) && portsOfShops.has(Number(new URL(finding.returnTo).port))) return;
      break;
    case "no_return":
      break;
    default:
      finding satisfies never;
  }
  console.error(`shop: ${says}`);
}
