// Runs in a thread of its own: see dynamodb.ts.
import { parentPort, workerData } from "node:worker_threads";
import { answerTo } from "./database.ts";
import type { Asked, Told } from "./database-port.ts";
import { serveDynamoDb } from "./dynalite.ts";

if (!parentPort) throw new Error("dynamodb-thread.ts is started by dynamodb.ts, as a thread.");
const port = parentPort;
const { server, store } = await serveDynamoDb(workerData.path);
port.on("message", (asked: Asked | "stop") => {
  if (asked === "stop") return stop();
  void answer(asked);
});
port.postMessage(server.url);

async function answer({ id, operation, body }: Asked): Promise<void> {
  const answered = await answerTo(store, operation, JSON.parse(Buffer.from(body).toString()));
  const told: Told = { id, status: answered.status, body: Buffer.from(JSON.stringify(answered.body)) };
  port.postMessage(told);
}

function stop(): void {
  // Whoever is still asking for something has not waited for the answer: that must not end the stop in an error.
  process.on("uncaughtException", () => {});
  void server.close().then(() => process.exit(0));
}
