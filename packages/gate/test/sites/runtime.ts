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

/** Runs the code as for a viewer's request, with what stands in the KeyValueStore. */
export async function runFunction(
  code: string,
  request: FunctionRequest,
  store: Readonly<Record<string, string>>,
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
    { modules, Buffer, console: { log: () => {} } },
    { codeGeneration: { strings: false, wasm: false } },
  );
  const handler = vm.runInContext(`"use strict";\n${script}\nhandler;`, context, { timeout: 1000 });
  return await handler({ version: "1.0", context: { eventType: "viewer-request" }, request });
}
