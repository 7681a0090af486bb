import { headerChanges } from "./changes.ts";

/**
 * An answer of the site with these headers in place of its own. They are changed where they stand, if that can be done: a new
 * Response would cost more than all the rest of the gate, for servers send one that they know without reading it.
 */
export function withHeaders(answer: Response, headers: Headers): Response {
  try {
    replace(answer.headers, headers);
    return answer;
  } catch {
    // An answer that was fetched, or one for which a runtime wants none of its headers touched.
    return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers });
  }
}

function replace(own: Headers, headers: Headers): void {
  const { removed, set } = headerChanges(own, headers);
  for (const name of removed) own.delete(name);
  for (const [name, values] of set) {
    own.delete(name);
    for (const value of values) own.append(name, value);
  }
}
