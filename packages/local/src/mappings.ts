import { setTimeout as afterMs } from "node:timers/promises";
import type { MappingWiring } from "@fairline/functions/wiring.ts";
import type { SQSEvent, SQSRecord } from "aws-lambda";
import { local } from "./limits.ts";
import type { Logger } from "./log.ts";
import { AccessDenied, type InsideQueue, type ReceivedMessage } from "./services/inside-queue.ts";

export interface MappingOptions {
  readonly mapping: MappingWiring;
  /** As the mapping's role may use it. */
  readonly queue: InsideQueue;
  readonly queueArn: string;
  /** So many messages go into one invocation at most. */
  readonly batchMax: number;
  readonly invoke: (event: SQSEvent) => Promise<unknown>;
  /** Told of each message that was handled and stays in flight, since its deletion is denied. */
  readonly held?: (receiptHandle: string) => void;
  readonly log: Logger;
}

export interface MappingCounts {
  received: number;
  handled: number;
  failed: number;
  deleted: number;
  deleteDenied: number;
}

/** An event source mapping: polls a queue, invokes a function, and tries to delete what was handled. */
export class Mapping {
  readonly counts: MappingCounts = { received: 0, handled: 0, failed: 0, deleted: 0, deleteDenied: 0 };
  readonly #options: MappingOptions;
  readonly #stopping = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  #roomAgain: PromiseWithResolvers<void> | undefined;

  constructor(options: MappingOptions) {
    this.#options = options;
    for (let poller = 0; poller < local.pollersPerQueue; poller += 1) void this.#poll();
  }

  /** Ends the polling. Resolves when what is under way has been handled, and deleted or refused. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }

  /** Never waits for a handler, only for room: the lanes behind a slow one must not stand still. */
  async #poll(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#room();
        if (signal.aborted) return;
        const { queue, batchMax } = this.#options;
        const countMax = Math.max(batchMax, local.messagesPerCallMax);
        const messages = await queue.receive(countMax, local.longPollSeconds);
        // They stay in flight, and are found there by the next start.
        if (signal.aborted) return;
        this.counts.received += messages.length;
        for (let first = 0; first < messages.length; first += batchMax) {
          this.#begin(messages.slice(first, first + batchMax));
        }
      } catch (error) {
        if (signal.aborted) return;
        this.#options.log.warn({ error: String(error) }, `Polling ${this.#options.mapping.queue} failed`);
        await afterMs(local.pollRetryMs);
      }
    }
  }

  async #room(): Promise<void> {
    while (this.#underWay.size >= local.invocationsMax[this.#options.mapping.queue]) {
      this.#roomAgain ??= Promise.withResolvers<void>();
      await this.#roomAgain.promise;
    }
  }

  #begin(messages: readonly ReceivedMessage[]): void {
    const { log, mapping } = this.#options;
    const handling = this.#handle(messages)
      .catch((error) => log.error({ error: String(error) }, `The mapping of ${mapping.queue} failed`))
      .finally(() => {
        this.#underWay.delete(handling);
        this.#roomAgain?.resolve();
        this.#roomAgain = undefined;
      });
    this.#underWay.add(handling);
  }

  async #handle(messages: readonly ReceivedMessage[]): Promise<void> {
    const { mapping, invoke, log } = this.#options;
    let done: ReceivedMessage[] = [];
    try {
      const result = await invoke({ Records: messages.map((message) => this.#record(message)) });
      done = handledOf(messages, mapping.reportsBatchItemFailures ? result : undefined);
      this.counts.handled += done.length;
      this.counts.failed += messages.length - done.length;
    } catch (error) {
      // Nothing is deleted: SQS hands the messages out again when their visibility timeout ends.
      this.counts.failed += messages.length;
      log.error({ error: error instanceof Error ? error.stack : String(error) }, `${mapping.handler} failed`);
    }
    if (done.length > 0) this.#delete(done);
  }

  #delete(messages: readonly ReceivedMessage[]): void {
    const { mapping, queue, held, log } = this.#options;
    const handles = messages.map(({ ReceiptHandle }) => ReceiptHandle);
    try {
      queue.delete(handles);
      this.counts.deleted += messages.length;
    } catch (error) {
      if (!(error instanceof AccessDenied)) throw error;
      if (this.counts.deleteDenied === 0) log.info(deniedText(mapping.queue));
      this.counts.deleteDenied += messages.length;
      for (const handle of handles) held?.(handle);
    }
  }

  #record(message: ReceivedMessage): SQSRecord {
    return {
      messageId: message.MessageId,
      receiptHandle: message.ReceiptHandle,
      body: message.Body,
      attributes: { ...message.Attributes } as unknown as SQSRecord["attributes"],
      messageAttributes: {},
      md5OfBody: message.MD5OfBody,
      eventSource: "aws:sqs",
      eventSourceARN: this.#options.queueArn,
      awsRegion: "us-east-1",
    };
  }
}

function deniedText(queue: string): string {
  return `Deleting handled ${queue.toLowerCase()} is denied to the mapping's role, as it must be: a turn stays in flight and keeps its lane shut until its visit ends`;
}

/**
 * The messages that the handler did not report as failed. An answer that names a message which is not of
 * the batch counts as the failure of the whole batch, as Lambda's documentation has it.
 */
export function handledOf(messages: readonly ReceivedMessage[], result: unknown): ReceivedMessage[] {
  const failures = (result as { batchItemFailures?: unknown } | null | undefined)?.batchItemFailures;
  if (!Array.isArray(failures)) return [...messages];
  const ids = new Set(messages.map(({ MessageId }) => MessageId));
  const failed = new Set(failures.map((failure) => failure?.itemIdentifier));
  for (const id of failed) if (!ids.has(id)) return [];
  return messages.filter(({ MessageId }) => !failed.has(MessageId));
}
