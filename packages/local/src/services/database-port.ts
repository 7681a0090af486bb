import type { Worker } from "node:worker_threads";
import type { DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";

export interface Asked {
  readonly id: number;
  readonly operation: string;
  /** JSON, as the SDK writes it. */
  readonly body: Uint8Array;
}

export interface Told {
  readonly id: number;
  readonly status: number;
  /** JSON, as the SDK reads it. */
  readonly body: Uint8Array;
}

/** What a client of the database needs to ask the thread by messages, with the very requests that it would send by HTTP. */
export type DatabasePort = Required<Pick<DynamoDBClientConfig, "requestHandler" | "signer">>;

interface Request {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export function databasePort(thread: Worker): DatabasePort {
  let latest = 0;
  const waiting = new Map<number, (told: Told) => void>();
  thread.on("message", (told: Told) => {
    waiting.get(told.id)?.(told);
    waiting.delete(told.id);
  });
  const ask = (operation: string, body: Uint8Array): Promise<Told> => {
    const id = ++latest;
    const { promise, resolve } = Promise.withResolvers<Told>();
    waiting.set(id, resolve);
    thread.postMessage({ id, operation, body } satisfies Asked);
    return promise;
  };
  const handler = {
    async handle({ headers, body }: Request) {
      const target = headers["x-amz-target"] ?? "";
      const { status, body: answer } = await ask(target.slice(target.indexOf(".") + 1), body);
      return {
        response: {
          statusCode: status,
          headers: { "content-type": "application/x-amz-json-1.0" },
          body: answer,
        },
      };
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
  return {
    requestHandler: handler as unknown as DatabasePort["requestHandler"],
    // Nobody else can ask this way: there is nothing to prove.
    signer: { sign: async (request) => request },
  };
}
