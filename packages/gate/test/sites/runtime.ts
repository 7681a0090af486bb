/** CloudFront Functions, runtime 2.0: the two modules that AWS gives a function, a few globals, and nothing else. */
import crypto from "node:crypto";
import vm from "node:vm";

type Values = Record<string, { value: string }>;

export interface FunctionRequest {
  method: string;
  uri: string;
  querystring: Values;
  headers: Values;
  cookies: Values;
  rawQueryString(): string | undefined;
}

export interface FunctionResponse {
  statusCode: number;
  statusDescription?: string;
  headers?: Values;
  body?: { encoding: "text"; data: string };
}

export interface Surroundings {
  /** What stands in the KeyValueStore. */
  readonly store: Readonly<Record<string, string>>;
  readonly nowMs: () => number;
}

/** Runs the code as for a viewer's request. */
export async function runFunction(
  code: string,
  request: FunctionRequest,
  { store, nowMs }: Surroundings,
): Promise<FunctionRequest | FunctionResponse> {
  const modules = {
    crypto: { createHash: crypto.createHash, createHmac: crypto.createHmac },
    cloudfront: {
      kvs: () => ({
        async get(name: string) {
          if (store[name] === undefined) throw new Error("KeyNotFound");
          return store[name];
        },
      }),
    },
  };
  const script = code.replace(/^import (\w+) from "(\w+)";$/gm, 'const $1 = modules["$2"];');
  const context = vm.createContext(
    { modules, Buffer, Date: { now: nowMs }, console: { log: () => {} } },
    { codeGeneration: { strings: false, wasm: false } },
  );
  const handler = vm.runInContext(`"use strict";\n${script}\nhandler;`, context, { timeout: 1000 });
  return await handler({ version: "1.0", context: { eventType: "viewer-request" }, request });
}
