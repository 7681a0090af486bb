import { limits } from "../limits.ts";

/** What is typed of a crowd, in a command line or in a form: each gives undefined for a text that is not allowed. */

export const arrivalNames = ["even", "burst", "ramp", "poisson"] as const;

/** How times are written that are drawn for each visitor: by `parseDistribution`. */
export const timesAllowed = `MIN..MAX, the shorter first; exp:MEAN; lognormal:MEDIAN,P90, P90 not below MEDIAN; weibull:SCALE,SHAPE with a shape from ${limits.weibullShapeMin} to ${limits.weibullShapeMax}`;

export function readArrivalName(text: string): { kind: (typeof arrivalNames)[number] } | undefined {
  const kind = arrivalNames.find((name) => name === text);
  return kind === undefined ? undefined : { kind };
}

/** With a slash or an ending, so that a mistyped word is no file. */
export function isFileName(text: string): boolean {
  return /\/|\.[a-z]\w*$/i.test(text);
}

export function readWhole(text: string, min: number, max: number): number | undefined {
  return /^\d+$/.test(text) ? within(Number(text), min, max) : undefined;
}

export function readShare(text: string): number | undefined {
  return /^(\d+(\.\d*)?|\.\d+)$/.test(text) ? within(Number(text), 0, 1) : undefined;
}

export function within(value: number | undefined, min: number, max: number): number | undefined {
  return value !== undefined && value >= min && value <= max ? value : undefined;
}
