// The whole of it against a stand-in, in this process.
import { connect } from "../../src/clients.ts";
import type { Options } from "../../src/options.ts";
import type { Outcome } from "../../src/provision.ts";
import { bringUp, type Listener, takeDown } from "../../src/run.ts";
import type { Endpoint } from "./endpoint.ts";

export const credentials = { accessKeyId: "test", secretAccessKey: "test" };

interface Heard {
  readonly outcomes: Readonly<Record<string, Outcome>>;
  readonly skipped: Readonly<Record<string, string>>;
  readonly said: readonly string[];
}

function optionsFor({ url }: Endpoint, over: Partial<Options>): Options {
  return {
    endpoint: url,
    functionsEndpoint: url,
    stage: "desk",
    destroy: false,
    adminToken: undefined,
    siteKey: undefined,
    turnHold: undefined,
    relay: false,
    ...over,
  };
}

function hear(): Heard & { listener: Listener } {
  const outcomes: Record<string, Outcome> = {};
  const skipped: Record<string, string> = {};
  const said: string[] = [];
  const listener: Listener = {
    done(name, outcome) {
      outcomes[name] = outcome;
    },
    skipped(name, because) {
      skipped[name] = because;
    },
    said: (text) => void said.push(text),
  };
  return { outcomes, skipped, said, listener };
}

export function clientsFor(endpoint: Endpoint, functionsUrl = endpoint.url) {
  return connect({ url: endpoint.url, functionsUrl, region: "us-east-1" }, credentials);
}

export async function up(endpoint: Endpoint, over: Partial<Options> = {}) {
  const options = optionsFor(endpoint, over);
  const clients = clientsFor(endpoint, options.functionsEndpoint);
  const { listener, ...heard } = hear();
  const { provisioned, leftOut } = await bringUp(clients, options, listener).finally(clients.destroy);
  return { ...heard, ...provisioned, leftOut };
}

export async function down(endpoint: Endpoint, over: Partial<Options> = {}) {
  const clients = clientsFor(endpoint);
  const { listener, ...heard } = hear();
  await takeDown(clients, optionsFor(endpoint, over), listener).finally(clients.destroy);
  return heard;
}

/** What a function is told. */
export function variablesOf({ lambda }: Endpoint, name: string): Record<string, string> {
  const { Environment } = lambda.functions.get(name)?.configuration ?? {};
  return (Environment as { Variables?: Record<string, string> } | undefined)?.Variables ?? {};
}
