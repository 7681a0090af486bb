/**
 * What Node refuses of an answer, in the moment in which the handler says it. The headers are held back, so that Node itself hears of
 * it later, when no error reaches the handler any more.
 */
export function refuseStatus(status: unknown): void {
  const number = Number(status) | 0;
  if (number >= 100 && number <= 999) return;
  throw refusal(RangeError, "ERR_HTTP_INVALID_STATUS_CODE", `Invalid status code: ${status}`);
}

export function refusePart(part: unknown): void {
  if (part === null)
    throw refusal(TypeError, "ERR_STREAM_NULL_VALUES", "May not write null values to stream");
  if (typeof part === "string" || part instanceof Uint8Array) return;
  const message = `The "chunk" argument must be of type string or an instance of Buffer or Uint8Array. Received ${typeof part}`;
  throw refusal(TypeError, "ERR_INVALID_ARG_TYPE", message);
}

export function refuseLateHeaders(verb: string): never {
  throw refusal(Error, "ERR_HTTP_HEADERS_SENT", `Cannot ${verb} headers after they are sent to the client`);
}

function refusal(Kind: ErrorConstructor, code: string, message: string): Error {
  return Object.assign(new Kind(message), { code });
}
