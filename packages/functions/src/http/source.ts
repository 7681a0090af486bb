import { isIPv6 } from "node:net";
import type { Context } from "hono";
import { isSameSecret } from "../isSameSecret.ts";
import { runtime } from "../runtime.ts";
import { siteProofHeader } from "../siteProof.ts";

/** What API Gateway says of a request; on one machine the gateway says the same. */
interface FromGateway {
  readonly requestContext?: { readonly http?: { readonly sourceIp?: string } };
}

/**
 * Whence a request comes, for counting: an address, or the network of an IPv6 address, of which its owner has 2^64.
 * What a header says of it counts only where CloudFront has shown that it wrote it (docs/adr/0017-who-operates.md).
 */
export function sourceOf(c: Context): string {
  const peer = (c.env as FromGateway | undefined)?.requestContext?.http?.sourceIp ?? "unknown";
  const shown = c.req.header(siteProofHeader);
  const isFromSite = shown !== undefined && isSameSecret(shown, runtime().siteProof);
  return networkOf((isFromSite ? viewerOf(c, peer) : undefined) ?? peer);
}

/** CloudFront adds its viewer to what came before, and API Gateway adds CloudFront. */
function viewerOf(c: Context, peer: string): string | undefined {
  const hops = (c.req.header("x-forwarded-for") ?? "").split(",").map((hop) => hop.trim());
  return hops.filter((hop) => hop !== "" && hop !== peer).at(-1);
}

function networkOf(address: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !isIPv6(address)) return mapped ?? address;
  const [front = [], back = []] = address
    .replace(/%.*$/, "")
    .split("::")
    .map((half) => half.split(":").filter((group) => group !== ""));
  const zeros = Array<string>(Math.max(0, 8 - front.length - back.length)).fill("0");
  const network = [...front, ...zeros, ...back].slice(0, 4);
  return `${network.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}
