import { CannotStart } from "../cannotStart.ts";
import { setClock } from "../clock.ts";
import { observeCrowd } from "../crowd.ts";
import { limits } from "../limits.ts";
import type { FromShare, ToShare } from "./messages.ts";

// One of several processes that send a crowd (many.ts). It says nothing to the terminal, and goes when its parent is gone.

const stop = new AbortController();
const beginning = Promise.withResolvers<number>();

process.once("SIGTERM", () => stop.abort());
process.once("disconnect", () => {
  stop.abort();
  beginning.resolve(0);
  setTimeout(() => process.exit(1), 2 * limits.goodbyeMsMax).unref();
});

process.on("message", (message: ToShare) => {
  switch (message.kind) {
    case "prepare":
      void send(message);
      return;
    case "begin":
      beginning.resolve(message.atMs);
      return;
    case "stop":
      stop.abort();
      beginning.resolve(0);
      return;
    default:
      message satisfies never;
  }
});

async function send({ options, index, of, clock }: Extract<ToShare, { kind: "prepare" }>): Promise<void> {
  setClock(clock);
  const begin = () => {
    tell({ kind: "ready" });
    return beginning.promise;
  };
  try {
    const history = await observeCrowd(
      options,
      {
        signal: stop.signal,
        onStart: ({ timeoutMs }) => tell({ kind: "started", timeoutMs }),
        onProgress: (progress) => tell({ kind: "progress", progress }),
      },
      { index, of, begin },
    );
    tell({ kind: "history", history }, () => process.connected && process.disconnect());
  } catch (error) {
    if (!(error instanceof CannotStart)) throw error;
    tell({ kind: "refused", message: error.message }, () => process.connected && process.disconnect());
  }
}

function tell(message: FromShare, sent: () => void = () => {}): void {
  if (process.connected) process.send?.(message, undefined, undefined, sent);
}
