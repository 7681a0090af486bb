import { limits } from "../limits.ts";
import type { Distribution } from "./distribution.ts";
import { parseDuration, parseDurationRange } from "./durations.ts";

/** How a distribution is written: `0.5s..2s`, `exp:20s`, `lognormal:20s,60s`, `weibull:60s,1.5`. */
export function parseDistribution(text: string, longestMs: number): Distribution | undefined {
  const [name = "", parameters] = text.split(":");
  if (parameters === undefined) return within(parseDurationRange(text), longestMs);
  const [first = "", second, ...more] = parameters.split(",");
  if (more.length > 0) return undefined;
  const ms = positive(parseDuration(first), longestMs);
  if (ms === undefined) return undefined;
  switch (name) {
    case "exp":
      return second === undefined ? { kind: "exponential", meanMs: ms } : undefined;
    case "lognormal": {
      const p90Ms = positive(parseDuration(second ?? ""), longestMs);
      return p90Ms === undefined || p90Ms < ms ? undefined : { kind: "lognormal", medianMs: ms, p90Ms };
    }
    case "weibull": {
      const shape = parseShape(second ?? "");
      return shape === undefined ? undefined : { kind: "weibull", scaleMs: ms, shape };
    }
    default:
      return undefined;
  }
}

function within(range: { min: number; max: number } | undefined, longestMs: number) {
  return range !== undefined && range.max <= longestMs ? range : undefined;
}

function positive(ms: number | undefined, longestMs: number): number | undefined {
  return ms !== undefined && ms > 0 && ms <= longestMs ? ms : undefined;
}

function parseShape(text: string): number | undefined {
  if (!/^(\d+(\.\d*)?|\.\d+)$/.test(text)) return undefined;
  const shape = Number(text);
  return shape >= limits.weibullShapeMin && shape <= limits.weibullShapeMax ? shape : undefined;
}
