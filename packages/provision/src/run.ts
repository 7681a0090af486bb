import { installPlatform, isPlatformInstalled } from "@fairline/cloud/platform.ts";
import { synthesize } from "@fairline/cloud/synthesize.ts";
import type { Clients } from "./clients.ts";
import { destroy } from "./destroy.ts";
import { isRelayThere } from "./fallbacks/relay.ts";
import type { Options } from "./options.ts";
import { requireProtocols } from "./protocols.ts";
import { type Progress, type Provisioned, provision } from "./provision.ts";
import { findOrMakeSecrets } from "./secrets.ts";
import { refusesStrangers } from "./strangers.ts";
import { type Selection, select } from "./wanted.ts";

export interface Listener extends Progress {
  said(text: string): void;
}

const nounOf = { ADMIN_TOKEN: "Operators' token", SITE_KEY: "The site's key" } as const;

export interface BroughtUp {
  readonly provisioned: Provisioned;
  /** Of the graph, in words. */
  readonly leftOut: readonly string[];
}

export async function bringUp(clients: Clients, options: Options, listener: Listener): Promise<BroughtUp> {
  // Asked first: it takes no time to find that nobody is there, and some to make the graph.
  await requireProtocols(clients);
  const refuses = await refusesStrangers(clients.endpoint);
  listener.said(`Making the stage ${options.stage} at ${options.endpoint}`);
  const selection = await selectionOf(options.stage, listener);
  const { adminToken: ADMIN_TOKEN, siteKey: SITE_KEY } = options;
  const secrets = await findOrMakeSecrets(clients, selection.wanted, { ADMIN_TOKEN, SITE_KEY });
  // At once: a run that is interrupted may have given it to a function already.
  for (const name of secrets.unknown)
    listener.said(`${nounOf[name]}, said only now: ${secrets.values[name]}`);
  const isRelayed = options.relay || (await isRelayThere(clients, selection.wanted));
  const provisioned = await provision(
    clients,
    {
      selection,
      here: {
        endpoint: options.functionsEndpoint,
        // Most endpoints stand on the desk where this runs.
        architecture: process.arch === "arm64" ? "arm64" : "x86_64",
        secrets: { ...secrets.values },
      },
      turnHold: options.turnHold,
      refusesStrangers: refuses,
      lacks: isRelayed ? ["serviceIntegrations"] : [],
    },
    listener,
  );
  return { provisioned, leftOut: selection.leftOut };
}

export async function takeDown(clients: Clients, options: Options, listener: Listener): Promise<void> {
  await requireProtocols(clients);
  listener.said(`Taking down the stage ${options.stage} at ${options.endpoint}`);
  const count = await destroy(clients, await selectionOf(options.stage, listener), listener);
  listener.said(
    count === 0 ? "Nothing of it was there." : `${count} are gone, with all that belonged to them.`,
  );
}

async function selectionOf(stage: string, { said }: Listener): Promise<Selection> {
  if (!isPlatformInstalled()) {
    said("Installing SST's platform into .sst: once, for about half a minute …");
    await installPlatform();
  }
  return select(await synthesize(stage));
}
