// Runs in a thread of its own: see dynamodb.ts.
import { parentPort, workerData } from "node:worker_threads";
import { serveDynamoDb } from "./dynalite.ts";

if (!parentPort) throw new Error("dynamodb-thread.ts is started by dynamodb.ts, as a thread.");
const port = parentPort;
const served = await serveDynamoDb(workerData.path);
port.once("message", () => {
  // Whoever is still asking for something has not waited for the answer: that must not end the stop in an error.
  process.on("uncaughtException", () => {});
  void served.close().then(() => process.exit(0));
});
port.postMessage(served.url);
