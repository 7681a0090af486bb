import type { Inside } from "./inside.ts";

export interface Finding {
  readonly kind: string;
  readonly found: string;
}

export interface Allowed {
  /** What may stand in a text although it looks like a handle: the reader's own key, the published keys. */
  readonly values: ReadonlySet<string>;
  /** The only address of the server that anybody may be told. */
  readonly origin: string;
}

/** Names under which AWS hands out its handles, whatever their case, and our own names for them. */
const handleNames = [
  "receiptHandle",
  "taskToken",
  "connectionId",
  "messageId",
  "turnHandle",
  "executionArn",
  "stateMachineArn",
  "queueUrl",
  "messageGroupId",
  "messageDeduplicationId",
  "eventSourceArn",
  "sequenceNumber",
  "awsRequestId",
];

/** What must not stand in any text that leaves the server, by its look. */
const shapes: readonly [kind: string, shape: RegExp][] = [
  ["an ARN", /\barn:[\w-]+:[\w-]*:[^\s"]*/gi],
  ["an AWS address", /[\w.-]*amazonaws\.com[^\s"]*/gi],
  ["an address inside", /\b(?:https?|wss?):\/\/(?:127\.0\.0\.1|localhost|\[::1\]|0\.0\.0\.0)(?::\d+)?/gi],
  ["a queue's name", /fairline-(?:lobby|turns|ticks)[\w.-]*/gi],
  ["a handle's name", new RegExp(`\\b(?:${handleNames.join("|")})\\b`, "gi")],
  ["a key of the table", /\b(?:ROOM|COUNTER|GATE|STATS|SLOT|TICKET|KEY|SHARD|CONN|SAMPLES)#[^\s"]*/g],
  ["a UUID", /\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi],
  ["an opaque token", /[\w+/=-]{40,}/g],
];

const jwt = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;

/** Everything in a text that may be a handle of a service behind the server. JWTs are opened and scanned, too. */
export function scan(text: string, allowed: Allowed): Finding[] {
  const tokens = text.match(jwt) ?? [];
  const opened = tokens.flatMap((token) => token.split(".").slice(0, 2).map(decoded));
  const plain = text.replaceAll(jwt, "(a token)");
  return [plain, ...opened].flatMap((part) =>
    shapes.flatMap(([kind, shape]) =>
      (part.match(shape) ?? [])
        .filter((found) => !isAllowed(found, allowed))
        .map((found) => ({ kind, found })),
    ),
  );
}

/** Every known handle that stands in a text, in its JWTs, or encoded in either. */
export function scanForKnown(text: string, inside: Inside): Finding[] {
  const opened = (text.match(jwt) ?? []).flatMap((token) => token.split(".").map(decoded));
  const whole = [text, ...opened].join("\n");
  return Object.entries(inside).flatMap(([kind, values]) =>
    [...(values as ReadonlySet<string>)]
      .filter((value) => [value, ...encoded(value)].some((look) => whole.includes(look)))
      .map((found) => ({ kind, found })),
  );
}

function isAllowed(found: string, { values, origin }: Allowed): boolean {
  const { host } = new URL(origin);
  return values.has(found) || [origin, `ws://${host}`, `wss://${host}`].includes(found);
}

function decoded(part: string): string {
  return Buffer.from(part, "base64url").toString();
}

function encoded(value: string): string[] {
  const bytes = Buffer.from(value);
  return [bytes.toString("base64").replace(/=+$/, ""), bytes.toString("hex"), encodeURIComponent(value)];
}
