// What one of Artillery's visitors says and hears: docs/protocol.md, in a few lines.
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";

const site = process.env.FAIRLINE_URL ?? "http://127.0.0.1:3000";
const room = process.env.FAIRLINE_ROOM ?? "demo";
/** For so long a visitor uses the site, at most. */
const dwellMsMax = 2000;
/** Whoever waits for longer gives up, and so does the test. */
const patienceMsMax = 600_000;

/** Joins on the socket that Artillery has opened, and is done when the room has said the end. */
export async function visit(context, events) {
  const { ws } = context;
  const joinedAt = Date.now();
  let resume;
  const over = Promise.withResolvers?.() ?? withResolvers();
  const patience = setTimeout(() => over.reject(new Error("no turn in time")), patienceMsMax);
  ws.on("close", () => over.reject(new Error("the socket was closed")));
  ws.on("message", (data) => {
    hear(JSON.parse(data)).catch(over.reject);
  });

  async function hear(message) {
    switch (message.type) {
      case "ticket":
        resume = message.resume;
        events.emit("histogram", "fairline.ticket_ms", Date.now() - joinedAt);
        return;
      case "tick":
        events.emit("counter", "fairline.ticks", 1);
        return;
      case "call":
        return post("tickets/me/confirm", resume);
      case "turn":
        events.emit("histogram", "fairline.wait_ms", Date.now() - joinedAt);
        await pause(Math.random() * dwellMsMax);
        return post("reservations", message.pass, { email: "ada@example.org" });
      case "end":
        events.emit("counter", `fairline.${message.outcome}`, 1);
        return over.resolve();
      case "error":
        throw new Error(message.code);
    }
  }

  async function post(path, token, body) {
    const { status } = await fetch(`${site}/rooms/${room}/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    events.emit("counter", `fairline.${path}.${status}`, 1);
  }

  ws.send(JSON.stringify({ action: "join", room, key: randomUUID() }));
  try {
    await over.promise;
  } finally {
    clearTimeout(patience);
  }
}

/** Artillery may run on a Node that has no such thing. */
function withResolvers() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}
