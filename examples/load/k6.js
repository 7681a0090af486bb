// What one of k6's visitors says and hears: docs/protocol.md, in a few lines. docs/load-testing.md says how to run it.
import crypto from "k6/crypto";
import http from "k6/http";
import { Counter, Trend } from "k6/metrics";
import { clearTimeout, setTimeout } from "k6/timers";
import { WebSocket } from "k6/websockets";

const site = __ENV.FAIRLINE_URL || "http://127.0.0.1:3000";
const room = __ENV.FAIRLINE_ROOM || "demo";
/** For so long a visitor uses the site, at most. */
const dwellMsMax = 2000;
/** Whoever waits for longer gives up. */
const patienceMsMax = 600_000;

const ticketMs = new Trend("fairline_ticket", true);
const waitMs = new Trend("fairline_wait", true);
const ticks = new Counter("fairline_ticks");
const outcomes = new Counter("fairline_outcomes");

export const options = {
  scenarios: {
    crowd: { executor: "per-vu-iterations", vus: 50, iterations: 1, maxDuration: "15m" },
  },
  thresholds: { fairline_ticket: ["p(95)<2000"] },
};

export default function visit() {
  const joinedAt = Date.now();
  const socket = new WebSocket(`${site.replace(/^http/, "ws")}/ws`);
  const patience = setTimeout(() => socket.close(), patienceMsMax);
  let resume = "";

  socket.onopen = () => socket.send(JSON.stringify({ action: "join", room, key: uuid() }));
  socket.onclose = () => clearTimeout(patience);
  socket.onerror = (event) => outcomes.add(1, { outcome: `no socket: ${event?.error}` });
  socket.onmessage = (event) => {
    const message = JSON.parse(String(event?.data));
    switch (message.type) {
      case "ticket":
        resume = message.resume;
        ticketMs.add(Date.now() - joinedAt);
        break;
      case "tick":
        ticks.add(1);
        break;
      case "call":
        post("tickets/me/confirm", resume);
        break;
      case "turn":
        waitMs.add(Date.now() - joinedAt);
        setTimeout(
          () => post("reservations", message.pass, { email: "ada@example.org" }),
          Math.random() * dwellMsMax,
        );
        break;
      case "end":
        outcomes.add(1, { outcome: message.outcome });
        socket.close();
        break;
      case "error":
        outcomes.add(1, { outcome: message.code });
        socket.close();
        break;
    }
  };
}

/** @type {(path: string, token: string, body?: object) => void} */
function post(path, token, body) {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const { status } = http.post(`${site}/rooms/${room}/${path}`, body && JSON.stringify(body), { headers });
  outcomes.add(1, { outcome: `${path}: ${status}` });
}

/** k6 has no `crypto.randomUUID` in all of its versions. */
function uuid() {
  const bytes = new Uint8Array(crypto.randomBytes(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
