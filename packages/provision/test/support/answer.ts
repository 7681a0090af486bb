/** An error as a service sends it; the SDK makes an exception of that name of it. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, name: string, message = "Refused by the stand-in") {
    super(message);
    this.status = status;
    this.name = name;
  }
}

export interface Request {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Of `x-amz-target`, or a form's `Action`; nothing for a REST service. */
  readonly operation: string;
  /** JSON, or a form's fields. */
  readonly body: Record<string, unknown>;
}

export type Json = Record<string, unknown>;

/** What is stored under a key, or the error for what is not there. */
export function there<T>(found: T | undefined, name: string, status = 404): T {
  if (found === undefined) throw new Refusal(status, name, "There is no such thing");
  return found;
}

export function text(value: unknown): string {
  if (typeof value !== "string") throw new Refusal(400, "ValidationException", `${value} is no text`);
  return value;
}
