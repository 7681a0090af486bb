import { Console } from "node:console";
import { PassThrough, type Writable } from "node:stream";
import pino, { type Logger } from "pino";
import pretty from "pino-pretty";

export type { Logger } from "pino";
export type LogFormat = "pretty" | "json";

/** One log for everything: this machine's parts, the handlers, and whatever a library prints. */
export function createLog(format: LogFormat, to: Writable = process.stdout): Logger {
  const destination =
    format === "json"
      ? to
      : pretty({
          destination: to,
          colorize: "isTTY" in to && to.isTTY === true && !process.env.NO_COLOR,
          translateTime: "SYS:HH:MM:ss",
          hideObject: true,
          messageFormat: (entry, key) => lineOf(entry, String(entry[key])),
          sync: true,
        });
  return pino(
    {
      level: process.env.FAIRLINE_LOG_LEVEL ?? "info",
      base: {},
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    destination,
  );
}

/** Not part of what a line says besides its message. */
const ownFields = new Set(["level", "time", "msg", "part"]);

/** `admit: A visit begins  room=demo number=7`, and what has lines of its own (a stack) below it. */
function lineOf(entry: Readonly<Record<string, unknown>>, message: string): string {
  const part = typeof entry.part === "string" ? `${entry.part}: ` : "";
  const fields = Object.entries(entry)
    .filter(([key]) => !ownFields.has(key))
    .map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)] as const);
  const short = fields.filter(([, text]) => !text?.includes("\n")).map(([key, text]) => `${key}=${text}`);
  const long = fields.filter(([, text]) => text?.includes("\n")).map(([, text]) => `\n${text}`);
  return [`${part}${message}`, short.join(" ")].filter(Boolean).join("  ") + long.join("");
}

/** Fields of Powertools that say nothing on one machine. */
const noise = new Set([
  "level",
  "message",
  "timestamp",
  "service",
  "cold_start",
  "function_arn",
  "function_memory_size",
  "function_name",
  "function_request_id",
  "sampling_rate",
  "xray_trace_id",
]);

/** Metrics are switched off here, and still complain when there are none. */
const noMetrics = "No application metrics to publish";

type Level = "debug" | "info" | "warn" | "error";

/**
 * Handlers log JSON through Powertools' Logger, which in its development mode calls the global console.
 * So this console takes such lines apart and gives them to the log; other text goes there as it is.
 */
export function captureConsole(log: Logger): void {
  const discarded = new PassThrough().resume();
  const captured = new Console(discarded, discarded);
  const write = (level: Level, values: readonly unknown[]) => {
    if (typeof values[0] === "string" && values[0].startsWith(noMetrics)) return;
    const entry = values.length === 1 ? asEntry(values[0]) : undefined;
    if (!entry) return void log[level](values.map(asText).join(" "));
    const kept = Object.entries(entry).filter(([key]) => !noise.has(key));
    const part = typeof entry.function_name === "string" ? { part: entry.function_name } : {};
    log[level]({ ...part, ...Object.fromEntries(kept) }, String(entry.message));
  };
  captured.debug = (...values) => write("debug", values);
  captured.log = (...values) => write("info", values);
  captured.info = (...values) => write("info", values);
  captured.warn = (...values) => write("warn", values);
  captured.error = (...values) => write("error", values);
  globalThis.console = captured;
}

function asEntry(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== "string" || !value.startsWith("{")) return undefined;
  try {
    const entry = JSON.parse(value);
    return typeof entry.message === "string" ? entry : undefined;
  } catch {
    return undefined;
  }
}

function asText(value: unknown): string {
  if (value instanceof Error) return value.stack ?? value.message;
  return typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
}
