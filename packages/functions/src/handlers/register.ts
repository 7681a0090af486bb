import { ClientMessage, type LobbyEntry, limits, register } from "@fairline/core";
import { describeIssue } from "@fairline/core/issues";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import * as z from "zod";
import { logger, runtime } from "../runtime.ts";

const Body = z.object({
  action: z.enum(["join", "leave", "disconnect"]),
  connectionId: z.string().optional(),
  sentAtMs: z.number(),
  frame: z.unknown().optional(),
});

/** Lobby queue, in batches: joins, leaves and disconnects. */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const entries = event.Records.flatMap(lobbyEntry);
  const failures = await register(runtime().ports, entries);
  for (const { id, error } of failures)
    logger.error("A lobby message failed and comes again", { correlation_id: id, error });
  return { batchItemFailures: failures.map(({ id }) => ({ itemIdentifier: id })) };
}

function lobbyEntry(record: SQSRecord): LobbyEntry[] {
  const id = record.messageId;
  const body = Body.safeParse(readJson(record.body));
  if (!body.success) {
    // Only the gateway and our own API write here: this is a mistake of ours, and no retry would mend it.
    logger.error("A lobby message is not one", { correlation_id: id, error: body.error });
    return [];
  }
  const { action, connectionId: connection, sentAtMs, frame } = body.data;
  if (action === "disconnect")
    return connection === undefined ? [] : [{ id, kind: "disconnect", connection, sentAtMs }];
  const refuse = (code: "bad_message" | "too_large", message: string): LobbyEntry[] =>
    connection === undefined ? [] : [{ id, kind: "bad", connection, code, message }];
  if (Buffer.byteLength(JSON.stringify(frame) ?? "") > limits.frameBytesMax) {
    return refuse("too_large", `A frame has at most ${limits.frameBytesMax} bytes.`);
  }
  const message = ClientMessage.safeParse(frame);
  if (!message.success) {
    const [issue] = message.error.issues;
    return refuse("bad_message", issue === undefined ? "unreadable" : describeIssue(issue, frame));
  }
  switch (message.data.action) {
    case "join": {
      const arrival =
        connection === undefined ? ({ kind: "poll" } as const) : ({ kind: "socket", connection } as const);
      return [{ id, kind: "join", room: message.data.room, key: message.data.key, arrival, sentAtMs }];
    }
    case "leave":
      if (connection === undefined) return [];
      return [{ id, kind: "leave", room: message.data.room, key: message.data.key, connection, sentAtMs }];
    case "ping":
      return [];
    default:
      return message.data satisfies never;
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
