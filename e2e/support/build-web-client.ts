import { startServer } from "./server.ts";

/** A start builds the web client if its sources are newer. Once and beforehand: two workers must not build at once. */
export default async function buildWebClient(): Promise<void> {
  const server = await startServer({ rooms: { first: {} }, readyWithinMs: 60_000 });
  await server.stop();
}
