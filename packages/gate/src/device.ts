import { limits } from "./limits.ts";

/**
 * A device is known by a secret in a cookie of its own: the verifier of PKCE (RFC 7636). The room gets to see its challenge
 * only, and so the pass that carries the challenge is worth nothing without the cookie.
 */
const deviceForm = new RegExp(`^[A-Za-z0-9_-]{43,${limits.deviceCharsMax}}$`);

export function isDevice(text: string): boolean {
  return deviceForm.test(text);
}

export function newDevice(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

/** S256: the SHA-256 of the device's secret. */
export async function challengeOf(device: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(device))));
}

function base64url(bytes: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
