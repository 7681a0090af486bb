import type { AskForOneTab } from "./ports.ts";

/**
 * One tab of those that share a name, by the Web Locks of the browser: a lock goes by itself to the next tab when its
 * holder is closed or crashes. A page over plain HTTP has no such locks, and a browser that blocks cookies denies them; there
 * every tab has the name.
 */
export function askForOneTab(locks: LockManager | undefined, isTurnedTo: () => boolean): AskForOneTab {
  return (name, turned) => {
    if (locks === undefined) return { take() {}, release() {} };
    let ended = false;
    let has = false;
    let letGo = () => {};
    let waiting = new AbortController();

    function turn(nowHas: boolean) {
      has = nowHas;
      turned(nowHas);
    }

    function hold(): Promise<void> {
      turn(true);
      return new Promise((resolve) => {
        letGo = resolve;
      });
    }

    function wait() {
      waiting = new AbortController();
      // Rejected when this tab takes the lock instead, when it is released, when another tab took the lock, or when the
      // browser denies all locks.
      locks?.request(name, { signal: waiting.signal }, hold).catch(lost);
    }

    function lost(reason: unknown) {
      if (ended || reason === superseded) return;
      // Denied, as where cookies are blocked: asking again would be denied again, without an end.
      if (!isStolen(reason)) return turn(true);
      turn(false);
      wait();
    }

    function take() {
      if (has || ended) return;
      waiting.abort(superseded);
      locks?.request(name, { steal: true }, hold).catch(lost);
    }

    if (isTurnedTo()) take();
    else {
      turn(false);
      wait();
    }
    return {
      take,
      release() {
        ended = true;
        waiting.abort(superseded);
        letGo();
      },
    };
  };
}

/** Why a tab no longer waits: it took the lock, or does not want it any more. */
const superseded = new Error("no longer waiting");

function isStolen(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === "AbortError";
}
