import { type HeaderChanges, headerChanges, valuesOf } from "./changes.ts";
import { instructionHeader } from "./ending.ts";

type Finish = (answer: { status: number; headers: Headers }) => Promise<Headers>;

/** What stood in an answer's headers before they were changed; nothing where there was none. */
type Before = readonly (readonly [name: string, values: readonly string[]])[];

/** A site may give one Response to many visitors, also to some who need none of what the gate writes. */
const changed = new WeakMap<Response, Before>();

/**
 * An answer of the site with the headers that `finish` makes of its own. They are changed where they stand, if that can be
 * done, and once: a new Response would cost more than all the rest of the gate, for servers send one that they know without
 * reading it. What is one visitor's alone is never written there: the site may have clones of the answer, or make some yet.
 */
export async function finished(answer: Response, finish: Finish): Promise<Response> {
  const before = changed.get(answer);
  const own = before === undefined ? answer.headers : restored(answer.headers, before);
  const headers = await finish({ status: answer.status, headers: own });
  // Another request may have changed it meanwhile.
  if (!changed.has(answer) && changeInPlace(answer, headers)) return answer;
  return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers });
}

/** False where that must not be done, or cannot: of an answer that was fetched, or where a runtime wants none of its headers touched. */
function changeInPlace(answer: Response, headers: Headers): boolean {
  const own = answer.headers;
  const changes = headerChanges(own, headers);
  if (isForOneAlone(changes)) return false;
  const { removed, set } = changes;
  const before = [...removed, ...set.map(([name]) => name)].map(
    (name) => [name, valuesOf(own, name)] as const,
  );
  changed.set(answer, before);
  try {
    for (const name of removed) own.delete(name);
    for (const [name, values] of set) write(own, name, values);
    return true;
  } catch {
    return false;
  }
}

/** Cookies; and the word that the visit is done or goes on, which a clone has to say once more. */
function isForOneAlone({ removed, set }: HeaderChanges): boolean {
  return removed.includes(instructionHeader) || set.some(([name]) => name === "set-cookie");
}

function restored(headers: Headers, before: Before): Headers {
  const own = new Headers(headers);
  for (const [name, values] of before) write(own, name, values);
  return own;
}

function write(headers: Headers, name: string, values: readonly string[]): void {
  headers.delete(name);
  for (const value of values) headers.append(name, value);
}
