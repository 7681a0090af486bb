import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createVisitor } from "../src/index.ts";

/** A socket that is open at once, and says that the room is closed to whoever joins. */
class ClosedRoom extends EventTarget {
  readonly url: string;
  readyState: number = WebSocket.CONNECTING;

  constructor(url: string | URL) {
    super();
    this.url = String(url);
    queueMicrotask(() => {
      this.readyState = WebSocket.OPEN;
      this.dispatchEvent(new Event("open"));
    });
  }

  send() {
    const said = { type: "error", code: "room_closed", message: "The room is closed" };
    queueMicrotask(() => this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(said) })));
  }

  close() {
    this.readyState = WebSocket.CLOSED;
  }
}

/** What would have been told as uncaught. */
let uncaught: unknown[] = [];
beforeEach(() => {
  uncaught = [];
  const soon = globalThis.queueMicrotask;
  vi.spyOn(globalThis, "queueMicrotask").mockImplementation((work) =>
    soon(() => {
      try {
        work();
      } catch (error) {
        uncaught.push(error);
      }
    }),
  );
});
afterEach(() => vi.restoreAllMocks());

test("a listener that throws is told as uncaught, and neither the other listeners nor the place suffer from it", async () => {
  const visitor = createVisitor({
    url: "http://wait.example",
    room: "demo",
    webSocket: ClosedRoom as unknown as typeof WebSocket,
    fetch: () => new Promise(() => {}),
  });
  const bug = new Error("the app's own");
  const heard: string[] = [];
  visitor.subscribe(({ visit }) => {
    if (visit.stage === "closed") throw bug;
  });
  visitor.on("refused", () => {
    throw bug;
  });
  visitor.on("refused", ({ code }) => heard.push(code));
  visitor.join();
  await vi.waitFor(() => expect(heard).toEqual(["room_closed"]));
  expect(visitor.getState()).toMatchObject({ visit: { stage: "closed" }, link: { link: "up" } });
  await vi.waitFor(() => expect(uncaught.length).toBeGreaterThanOrEqual(2));
  expect(new Set(uncaught)).toEqual(new Set([bug]));
  visitor.close();
});
