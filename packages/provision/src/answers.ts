/** What an endpoint's error means. This is the one place that decides it. */

/** Names by which services say that one thing is not there. */
const absent = new Set([
  "NoSuchEntity",
  "NoSuchEntityException",
  "NotFoundException",
  "QueueDoesNotExist",
  "ResourceNotFoundException",
  "StateMachineDoesNotExist",
]);

const refusal =
  /unknown ?(operation|action)|invalid ?action|not ?(yet )?implemented|not ?supported|unsupported/i;
/** Of a service that knows an operation, an answer has a name (`absent`) with each of these. */
const refusingStatus = new Set([404, 405, 501]);
/** The SDK says `Unknown` of an error that has no name. */
const serviceName = /^(?!Unknown$)[A-Z][A-Za-z]+$/;
const silence = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "ETIMEDOUT",
]);

/** The thing that was asked for is not there. */
export function isAbsent(error: unknown): boolean {
  return error instanceof Error && absent.has(error.name);
}

/** The endpoint does not do such a thing at all. */
export function isMissing(error: unknown): boolean {
  if (!(error instanceof Error) || isAbsent(error)) return false;
  const { name, message } = error;
  const status = statusOf(error);
  if (status === undefined) return false;
  const isForeign = status < 500 && isUnreadable(error);
  return refusingStatus.has(status) || isForeign || refusal.test(`${name} ${message}`);
}

/** An answer of the endpoint, rather than a mistake of ours. */
export function isAnswer(error: unknown): boolean {
  return error instanceof Error && statusOf(error) !== undefined;
}

/** An error by a name as services give it: `ThrottlingException`. */
export function isNamed(error: unknown): boolean {
  return error instanceof Error && isAnswer(error) && !isUnreadable(error) && serviceName.test(error.name);
}

/** Nobody is there. */
export function isSilence(error: unknown): boolean {
  if (!(error instanceof Error) || isAnswer(error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return (
    error.message.includes("did not establish a connection") || (code !== undefined && silence.has(code))
  );
}

/** In a few words. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const status = statusOf(error);
  const code = (error as NodeJS.ErrnoException).code;
  const [line = ""] = error.message.split("\n", 1);
  return status === undefined ? (code ?? line) : `${status} ${error.name}: ${line}`;
}

/** The SDK cannot read the answer: whoever gave it does not speak this service's language. */
function isUnreadable({ message }: Error): boolean {
  return message.includes("Deserialization error");
}

function statusOf(error: Error): number | undefined {
  return (error as Error & { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}

/** What was asked for, or nothing where it is not there. */
export async function ifThere<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}
