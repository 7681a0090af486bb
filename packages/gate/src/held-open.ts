import type { ServerResponse } from "node:http";

interface Destroyable {
  destroy(error?: Error): unknown;
}

/**
 * Express destroys the connection when a handler fails after it has answered, others the answer. Node would have sent that answer by
 * then, so the end of both waits until what was kept is sent. Call what this gives to let them go.
 */
export function heldOpen(response: ServerResponse): () => void {
  const letGo = [response, response.socket].map((held) => (held === null ? () => {} : heldBack(held)));
  return () => {
    for (const one of letGo) one();
  };
}

function heldBack(held: Destroyable): () => void {
  const destroy = held.destroy;
  let wanted: Parameters<typeof destroy> | undefined;
  held.destroy = (...error) => {
    wanted ??= error;
    return held;
  };
  return () => {
    held.destroy = destroy;
    if (wanted !== undefined) held.destroy(...wanted);
  };
}
