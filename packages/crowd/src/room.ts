import { type RoomState, type ServerMessage, Snapshot } from "@fairline/core";
import { describeIssue } from "@fairline/core/issues";
import { CannotStart } from "./cannotStart.ts";
import { momentMs } from "./clock.ts";
import type { SettingsSeen } from "./history.ts";
import { limits } from "./limits.ts";
import { printable } from "./printable.ts";

type Heard = {
  readonly slots?: number;
  readonly slotSeconds?: number;
  readonly maxVisitSeconds?: number | undefined;
  readonly tickSeconds?: number;
  readonly state: RoomState;
  readonly at: string;
};

/** What the crowd knows of the room's settings, and since when. They may change while it runs. */
export class RoomWatch {
  readonly settings: [SettingsSeen, ...SettingsSeen[]];
  readonly unreadable: string[] = [];
  readonly waitingBefore: number;
  readonly #address: string;
  readonly #onBody: (text: string) => void;
  #latestAt: string;
  #latestHeard: ServerMessage | undefined;
  #timer: NodeJS.Timeout | undefined;

  private constructor(address: string, onBody: (text: string) => void, snapshot: Snapshot) {
    const { slots, slotSeconds, maxVisitSeconds, tickSeconds, state } = snapshot;
    this.#address = address;
    this.#onBody = onBody;
    this.#latestAt = snapshot.at;
    this.settings = [{ atMs: momentMs(), slots, slotSeconds, maxVisitSeconds, tickSeconds, state }];
    this.waitingBefore = snapshot.waiting;
  }

  /** Throws CannotStart if there is no such room, or nobody at the address. */
  static async open(
    url: string,
    room: string,
    onBody: (text: string) => void = () => {},
  ): Promise<RoomWatch> {
    const address = `${url.replace(/\/$/, "")}/rooms/${room}`;
    const read = await readSnapshot(address, onBody);
    switch (read.kind) {
      case "snapshot":
        if (read.snapshot.state === "closed") throw new CannotStart(`--room: "${room}" at ${url} is closed`);
        return new RoomWatch(address, onBody, read.snapshot);
      case "unreachable":
        throw new CannotStart(`--url: nobody answers at ${url} (${read.why})`);
      case "refused":
        throw new CannotStart(
          read.status === 404
            ? `--room: ${url} has no room "${room}"`
            : `--url: ${address} answered ${read.status}, not with a room`,
        );
      case "unreadable":
        throw new CannotStart(`--url: ${address} is not a Fairline room (${read.why})`);
      default:
        return read satisfies never;
    }
  }

  get latest(): SettingsSeen {
    return this.settings.at(-1) ?? this.settings[0];
  }

  /** Looks at the room once a tick, until `stop`. A look that fails is made up for by the next. */
  follow(): void {
    this.#timer = setTimeout(async () => {
      await this.look();
      if (this.#timer !== undefined) this.follow();
    }, this.latest.tickSeconds * 1000);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async look(): Promise<void> {
    const read = await readSnapshot(this.#address, this.#onBody);
    if (read.kind === "snapshot") this.#hear({ maxVisitSeconds: undefined, ...read.snapshot });
    if (read.kind === "unreadable" && this.unreadable.length < limits.violationsPerRuleMax) {
      this.unreadable.push(read.why);
    }
  }

  hear(message: ServerMessage): void {
    // The same tick, in the ear of the next visitor.
    if (message === this.#latestHeard) return;
    this.#latestHeard = message;
    if (message.type === "ticket" || message.type === "tick") this.#hear(message);
  }

  /** What was said earlier, or is no news, is passed by: snapshots may come out of a cache. */
  #hear(heard: Heard): void {
    if (heard.at <= this.#latestAt) return;
    const known = this.latest;
    const { slots, slotSeconds, maxVisitSeconds, tickSeconds } = { ...known, ...heard };
    const isNews =
      slots !== known.slots ||
      slotSeconds !== known.slotSeconds ||
      maxVisitSeconds !== known.maxVisitSeconds ||
      tickSeconds !== known.tickSeconds ||
      heard.state !== known.state;
    if (!isNews) return;
    this.#latestAt = heard.at;
    const { state } = heard;
    this.settings.push({ atMs: momentMs(), slots, slotSeconds, maxVisitSeconds, tickSeconds, state });
  }
}

type Read =
  | { readonly kind: "snapshot"; readonly snapshot: Snapshot }
  | { readonly kind: "refused"; readonly status: number }
  | { readonly kind: "unreachable"; readonly why: string }
  | { readonly kind: "unreadable"; readonly why: string };

async function readSnapshot(address: string, onBody: (text: string) => void): Promise<Read> {
  let text: string;
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(limits.requestMsMax) });
    text = await response.text();
    onBody(text);
    if (!response.ok) return { kind: "refused", status: response.status };
  } catch (error) {
    const cause = (error as Error).cause as NodeJS.ErrnoException | undefined;
    return { kind: "unreachable", why: cause?.code ?? cause?.message ?? (error as Error).message };
  }
  try {
    const json: unknown = JSON.parse(text);
    const parsed = Snapshot.safeParse(json);
    if (parsed.success) return { kind: "snapshot", snapshot: parsed.data };
    const why = printable(parsed.error.issues.map((issue) => describeIssue(issue, json)).join("; "));
    return { kind: "unreadable", why };
  } catch {
    return { kind: "unreadable", why: "not JSON" };
  }
}
