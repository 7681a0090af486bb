import { setTimeout as afterMs } from "node:timers/promises";
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { MappingWiring } from "@fairline/functions/wiring.ts";
import type { SQSEvent, SQSRecord } from "aws-lambda";
import { local } from "./limits.ts";
import type { Logger } from "./log.ts";

export interface MappingOptions {
  readonly mapping: MappingWiring;
  readonly queueUrl: string;
  readonly queueArn: string;
  /** SQS, behind identity (`services/identity.ts`). */
  readonly endpoint: string;
  readonly role: string;
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
  readonly #client: SQSClient;
  readonly #stopping = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  #roomAgain: PromiseWithResolvers<void> | undefined;

  constructor(options: MappingOptions) {
    this.#options = options;
    this.#client = new SQSClient({
      endpoint: options.endpoint,
      useQueueUrlAsEndpoint: false,
      region: "us-east-1",
      credentials: { accessKeyId: options.role, secretAccessKey: "local" },
      // A refusal is an answer here, not an accident to be repeated.
      maxAttempts: 1,
      md5: false,
      requestHandler: { httpsAgent: {}, httpAgent: { keepAlive: true, maxSockets: 256 } },
    });
    for (let poller = 0; poller < local.pollersPerQueue; poller += 1) void this.#poll();
  }

  /** Ends the polling. Resolves when what is under way has been handled, and deleted or refused. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }

  destroy(): void {
    this.#client.destroy();
  }

  /** Never waits for a handler, only for room: the lanes behind a slow one must not stand still. */
  async #poll(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#room();
        const { Messages = [] } = await this.#client.send(
          new ReceiveMessageCommand({
            QueueUrl: this.#options.queueUrl,
            MaxNumberOfMessages: local.messagesPerCallMax,
            WaitTimeSeconds: local.longPollSeconds,
            MessageSystemAttributeNames: ["All"],
            MessageAttributeNames: ["All"],
          }),
          { abortSignal: signal },
        );
        this.counts.received += Messages.length;
        const { batchSize } = this.#options.mapping;
        for (let first = 0; first < Messages.length; first += batchSize) {
          this.#begin(Messages.slice(first, first + batchSize));
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

  #begin(messages: readonly Message[]): void {
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

  async #handle(messages: readonly Message[]): Promise<void> {
    const { mapping, invoke, log } = this.#options;
    let done: Message[] = [];
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
    if (done.length > 0) await this.#delete(done);
  }

  async #delete(messages: readonly Message[]): Promise<void> {
    const { mapping, held, log, queueUrl } = this.#options;
    const entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    try {
      await this.#client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
      this.counts.deleted += messages.length;
    } catch (error) {
      if (!isAccessDenied(error)) {
        log.warn({ error: String(error) }, `Deleting handled messages of ${mapping.queue} failed`);
        return;
      }
      if (this.counts.deleteDenied === 0) log.info(deniedText(mapping.queue));
      this.counts.deleteDenied += messages.length;
      for (const { ReceiptHandle } of messages) if (ReceiptHandle) held?.(ReceiptHandle);
    }
  }

  #record(message: Message): SQSRecord {
    return {
      messageId: message.MessageId ?? "",
      receiptHandle: message.ReceiptHandle ?? "",
      body: message.Body ?? "",
      attributes: { ...message.Attributes } as unknown as SQSRecord["attributes"],
      messageAttributes: {},
      md5OfBody: message.MD5OfBody ?? "",
      eventSource: "aws:sqs",
      eventSourceARN: this.#options.queueArn,
      awsRegion: "us-east-1",
    };
  }
}

function deniedText(queue: string): string {
  return `Deleting handled ${queue.toLowerCase()} is denied to the mapping's role, as it must be: a turn stays in flight and keeps its lane shut until its visit ends`;
}

function isAccessDenied(error: unknown): boolean {
  return error instanceof Error && error.name.startsWith("AccessDenied");
}

/**
 * The messages that the handler did not report as failed. An answer that names a message which is not of
 * the batch counts as the failure of the whole batch, as Lambda's documentation has it.
 */
export function handledOf(messages: readonly Message[], result: unknown): Message[] {
  const failures = (result as { batchItemFailures?: unknown } | null | undefined)?.batchItemFailures;
  if (!Array.isArray(failures)) return [...messages];
  const ids = new Set(messages.map(({ MessageId }) => MessageId));
  const failed = new Set(failures.map((failure) => failure?.itemIdentifier));
  for (const id of failed) if (!ids.has(id)) return [];
  return messages.filter(({ MessageId }) => !failed.has(MessageId));
}
