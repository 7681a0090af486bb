import * as z from "zod/mini";
import type { Config } from "./config.ts";
import type { FairlineCall } from "./decision.ts";
import { limits } from "./limits.ts";

/** Fairline did not answer, or not as it should. It has been told as trouble. */
export const unreachable = { kind: "unreachable" } as const;
type Unreachable = typeof unreachable;

type Over = { readonly kind: "over" };
/** Fairline knows no such pass: its key was dropped, or its room is no more. */
type NotOurs = { readonly kind: "not_ours" };
type Issued = { readonly kind: "issued"; readonly pass: string };

/** What the gate asks Fairline for: all of it server to server, none of it once a request. */
export interface Fairline {
  keys(): Promise<
    { readonly kind: "keys"; readonly issuer: string; readonly keys: readonly PublicKey[] } | Unreachable
  >;
  /** A code works once: this is never said twice. */
  exchange(room: string, code: string, verifier: string): Promise<Issued | Over | Unreachable>;
  renew(room: string, pass: string): Promise<Issued | Over | NotOurs | Unreachable>;
  complete(room: string, pass: string): Promise<{ readonly kind: "completed" } | Unreachable>;
  extend(
    room: string,
    pass: string,
    seconds: number,
  ): Promise<Issued | Over | { readonly kind: "no_more_time" | "not_the_site" } | Unreachable>;
}

const text = z.optional(z.string());
export const KeysBody = z.object({
  issuer: z.string().check(z.minLength(1)),
  keys: z.array(z.object({ kty: z.string(), kid: text, crv: text, x: text, y: text })),
});
/** A public key (RFC 7517), as far as the gate reads one; others in the set, of any kind, concern others. */
export type PublicKey = z.output<typeof KeysBody>["keys"][number];
const PassBody = z.object({ pass: z.string().check(z.maxLength(limits.passCharsMax)) });
export const Problem = z.object({ code: z.string() });

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export function askFairline({ url, siteKey, fetch, onTrouble }: Config): Fairline {
  async function ask(
    what: FairlineCall,
    path: string,
    init: RequestInit = {},
  ): Promise<Answer | Unreachable> {
    // A kept connection may break just when it is used again; what may be said twice is.
    const attemptsMax = what === "exchange" ? 1 : 2;
    const signal = AbortSignal.timeout(limits.askMsMax);
    for (let attempt = 1; ; attempt += 1) {
      try {
        const response = await fetch(`${url}${path}`, {
          ...init,
          // A pass is for Fairline only, wherever an answer may point.
          redirect: "manual",
          signal,
        });
        const text = await textOf(response);
        if (text === undefined) return failed(what, `more than ${limits.answerBytesMax} bytes`);
        return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
      } catch (error) {
        const isLate = error instanceof Error && error.name === "TimeoutError";
        if (isLate || attempt === attemptsMax) return failed(what, String(error));
      }
    }
  }

  function failed(what: FairlineCall, error: string): Unreachable {
    onTrouble({ kind: "unreachable", what, error });
    return unreachable;
  }

  /** What is the same in every answer that brings a pass. */
  function issued(what: FairlineCall, { status, body }: Answer): Issued | Over | Unreachable {
    if (status === 410) return { kind: "over" };
    const read = PassBody.safeParse(body);
    if ((status === 200 || status === 201) && read.success) return { kind: "issued", pass: read.data.pass };
    return failed(what, `answered ${status}`);
  }

  return {
    async keys() {
      const answer = await ask("keys", "/.well-known/jwks.json");
      if ("kind" in answer) return answer;
      const read = KeysBody.safeParse(answer.body);
      if (answer.status !== 200 || !read.success) return failed("keys", `answered ${answer.status}`);
      return { kind: "keys", ...read.data };
    },
    async exchange(room, code, verifier) {
      const answer = await ask("exchange", `/rooms/${room}/passes`, posted({ code, verifier }));
      if ("kind" in answer) return answer;
      // 422 and its like: whatever was sent is no code.
      if (answer.status === 422) return { kind: "over" };
      const taken = issued("exchange", answer);
      // The operator has been told. To try again would help nobody: the room's page says that there is no such room.
      return Problem.safeParse(answer.body).data?.code === "unknown_room" ? { kind: "over" } : taken;
    },
    async renew(room, pass) {
      const answer = await ask("renew", `/rooms/${room}/visits/renew`, shown(pass));
      if ("kind" in answer) return answer;
      return isNotOurs(answer) ? { kind: "not_ours" } : issued("renew", answer);
    },
    async complete(room, pass) {
      const answer = await ask("complete", `/rooms/${room}/visits/complete`, shown(pass));
      if ("kind" in answer) return answer;
      // 409, 410: it has ended already.
      const isOver = [204, 409, 410].includes(answer.status);
      return isOver ? { kind: "completed" } : failed("complete", `answered ${answer.status}`);
    },
    async extend(room, pass, seconds) {
      if (siteKey === undefined) return { kind: "not_the_site" };
      const init = posted({ seconds }, { ...bearer(pass), "fairline-site-key": siteKey });
      const answer = await ask("extend", `/rooms/${room}/visits/extend`, init);
      if ("kind" in answer) return answer;
      const code = Problem.safeParse(answer.body).data?.code;
      if (code === "no_more_time" || code === "not_the_site") return { kind: code };
      return issued("extend", answer);
    },
  };
}

/** By the problem's own code: a firewall on the way says 403, too, and knows nothing of passes. */
function isNotOurs({ body }: Answer): boolean {
  const code = Problem.safeParse(body).data?.code;
  return code === "unauthorized" || code === "wrong_room" || code === "unknown_room";
}

/** Nothing where the answer is longer than any of Fairline's: no more of it is read. */
async function textOf({ body }: Response): Promise<string | undefined> {
  if (body === null) return "";
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > limits.answerBytesMax) break;
    text += decoder.decode(value, { stream: true });
  }
  // Nobody waits for the other side to stop.
  void reader.cancel().catch(() => {});
  return undefined;
}

function bearer(pass: string) {
  return { authorization: `Bearer ${pass}` };
}

function shown(pass: string): RequestInit {
  return { method: "POST", headers: bearer(pass) };
}

function posted(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(body),
  };
}
