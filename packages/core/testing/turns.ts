import { limits } from "../src/limits.ts";
import type { ReceivedTurn, Turn } from "../src/line.ts";
import type { Clock, Turns } from "../src/ports.ts";
import { Fault } from "./fault.ts";

/**
 * As the Turns queue is set up; a test holds it against the wiring. What is received stays hidden so long,
 * unless it is held; what was received so often and is still there goes to the dead-letter queue.
 */
export const turnsQueue = { visibilityMs: 10_000, receivesMax: 50 } as const;
/** SQS: the same deduplication id within five minutes is the same message, even if that one is gone by now. */
const deduplicationMs = 300_000;

interface Message {
  readonly id: string;
  readonly group: string;
  readonly turn: Turn;
  receives: number;
  /** Of the latest delivery; each has its own. */
  handle: string | undefined;
  hiddenUntilMs: number;
}

export interface MemoryTurns extends Turns {
  /** The turn at the head of every lane that has none in flight. Each delivery has a handle of its own. */
  receive(): readonly ReceivedTurn[];
  /** False: the handle has expired, as it does when its message is visible again. */
  delete(handle: string): boolean;
  /** All turns that are not deleted, in the order in which they were sent. */
  list(): readonly (Turn & { readonly messageId: string; readonly isInFlight: boolean })[];
}

/** A FIFO queue: one group a lane, at most one message of a group in flight, its order kept by redelivery. */
export function memoryTurns(clock: Clock): MemoryTurns {
  let messages: readonly Message[] = [];
  const sentAtMs = new Map<string, number>();
  let lastId = 0;

  const isInFlight = (message: Message) => message.hiddenUntilMs > clock.nowMs();
  const held = (handle: string) =>
    messages.find((message) => message.handle === handle && isInFlight(message));

  function send({ line, lane, through, reason }: Turn): void {
    const group = `${line.room}.${line.run}.${lane}`;
    const deduplication = `${group}.${reason}`;
    const before = sentAtMs.get(deduplication);
    if (before !== undefined && clock.nowMs() - before < deduplicationMs) return;
    sentAtMs.set(deduplication, clock.nowMs());
    lastId += 1;
    const turn = { line: { room: line.room, run: line.run }, lane, through, reason };
    messages = [
      ...messages,
      { id: `m${lastId}`, group, turn, receives: 0, handle: undefined, hiddenUntilMs: 0 },
    ];
  }

  function receive(message: Message): ReceivedTurn {
    const { line, lane, through } = message.turn;
    message.receives += 1;
    message.handle = `${message.id}/${message.receives}`;
    message.hiddenUntilMs = clock.nowMs() + turnsQueue.visibilityMs;
    return { line, lane, through, messageId: message.id, handle: message.handle };
  }

  /** What was received too often is given up when somebody asks for it again, and frees its lane. */
  function giveUp(): void {
    const isWornOut = (message: Message) =>
      message.receives >= turnsQueue.receivesMax && !isInFlight(message);
    if (messages.some(isWornOut)) messages = messages.filter((message) => !isWornOut(message));
  }

  function remove(handle: string): boolean {
    const message = held(handle);
    messages = messages.filter((other) => other !== message);
    return message !== undefined;
  }

  return {
    async send(turns) {
      for (const turn of turns) send(turn);
    },
    async hold(handle, seconds) {
      const message = held(handle);
      if (message === undefined) throw new Fault(`the receipt handle ${handle} has expired`);
      // No service's whim, but a mistake of whoever asks for it: no world survives it.
      if (seconds > limits.visibilitySecondsMax) throw new Error(`SQS hides nothing for ${seconds} s`);
      message.hiddenUntilMs = clock.nowMs() + seconds * 1000;
    },
    async retire(handle) {
      remove(handle);
    },
    receive() {
      giveUp();
      const heads = [...Map.groupBy(messages, (message) => message.group).values()].flatMap(
        ([head]) => head ?? [],
      );
      return heads.filter((head) => !isInFlight(head)).map(receive);
    },
    delete: remove,
    list: () =>
      messages.map((message) => ({
        ...message.turn,
        messageId: message.id,
        isInFlight: isInFlight(message),
      })),
  };
}
