/** What the shop answers, for whatever framework sends it. */
export interface Answer {
  readonly status: 200 | 201 | 303 | 404 | 409 | 422;
  readonly headers: Readonly<Record<string, string>>;
  /** What the gate sets, of whom something was asked outside of it. */
  readonly cookies?: readonly string[];
  readonly body: string;
}

/** What the shop asks of the gate, in the header `fairline`, which the gate takes off the answer. */
type ToGate = "complete";

const pageHeaders = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
};

export function page(status: Answer["status"], body: string): Answer {
  return { status, headers: pageHeaders, body };
}

export function json(status: Answer["status"], body: unknown, toGate?: ToGate): Answer {
  return {
    status,
    headers: { "content-type": "application/json", ...asHeader(toGate) },
    body: JSON.stringify(body),
  };
}

export function elsewhere(location: string, toGate?: ToGate): Answer {
  return { status: 303, headers: { location, ...asHeader(toGate) }, body: "" };
}

function asHeader(toGate: ToGate | undefined): Readonly<Record<string, string>> {
  return toGate === undefined ? {} : { fairline: toGate };
}
