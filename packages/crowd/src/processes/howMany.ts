import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { CannotStart } from "../cannotStart.ts";
import { limits } from "../limits.ts";
import { hasManySources } from "../sources.ts";

/** As many as the crowd needs, while a core is left to the room or to others. */
export function processesFor(visitors: number, cores = availableParallelism()): number {
  const needed = Math.ceil(visitors / limits.visitorsPerProcess);
  return Math.max(1, Math.min(needed, cores - 1, limits.processesMax));
}

/** What this machine lets a process and an address do. Undefined: not known. */
export interface Machine {
  readonly openFilesMax: number | undefined;
  readonly portsPerAddress: number | undefined;
}

export function thisMachine(): Machine {
  return { openFilesMax: openFilesMax(), portsPerAddress: portsPerAddress() };
}

/** Throws CannotStart, with what to raise, if this machine cannot hold so many connections. */
export function checkRoomFor(
  { visitors, host, processes }: { visitors: number; host: string; processes: number },
  { openFilesMax, portsPerAddress }: Machine,
): void {
  const filesNeeded = Math.ceil(visitors / processes) + limits.openFilesSpare;
  if (openFilesMax !== undefined && openFilesMax < filesNeeded) {
    throw new CannotStart(
      `--visitors: a process may have ${openFilesMax} files open here, and ${processes === 1 ? "" : "each "}needs ${filesNeeded}: raise it by \`ulimit -n ${filesNeeded}\` (here and for the room), or take more --processes`,
    );
  }
  if (portsPerAddress === undefined || hasManySources(host) || visitors <= portsPerAddress) return;
  throw new CannotStart(
    `--visitors: this machine has ${portsPerAddress} ports to call ${host} from: raise it by \`sysctl net.ipv4.ip_local_port_range="1024 65535"\`, or send the rest from another machine`,
  );
}

function openFilesMax(): number | undefined {
  // Looking up the machine's networks would take seconds where names are slow.
  Object.assign(process.report, { excludeNetwork: true });
  const { userLimits } = process.report.getReport() as unknown as {
    userLimits?: { open_files?: { soft: number | "unlimited" } };
  };
  const soft = userLimits?.open_files?.soft;
  return typeof soft === "number" ? soft : undefined;
}

function portsPerAddress(): number | undefined {
  try {
    const range = readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8").trim().split(/\s+/);
    const [first, last] = range.map(Number);
    return first === undefined || last === undefined ? undefined : last - first + 1;
  } catch {
    return undefined;
  }
}
