import type { Planned, Planning } from "./planning.ts";

/** A thread for each plan: the only way to give one up. */
export function planInWorker(): Planning {
  let worker: Worker | undefined;
  const stop = () => {
    worker?.terminate();
    worker = undefined;
  };
  return {
    plan(texts) {
      stop();
      const mine = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
      worker = mine;
      return new Promise<Planned>((resolve) => {
        const end = (planned: Planned) => {
          mine.terminate();
          resolve(planned);
        };
        mine.addEventListener("message", ({ data }: MessageEvent<Planned>) => end(data));
        mine.addEventListener("error", ({ message }) =>
          end({ kind: "failed", message: message || "This browser cannot plan in the background." }),
        );
        mine.postMessage(texts);
      });
    },
    stop,
  };
}
