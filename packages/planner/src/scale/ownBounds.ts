/**
 * What the stacks themselves allow, so that a crowd or an attack stops there and not at the account. A test holds these against
 * the files in which they stand: raise them there.
 */
export interface OwnBound {
  readonly name: string;
  readonly limit: number;
  readonly unit: string;
  /** Below `stacks/`. */
  readonly file: string;
}

export const ownBounds = {
  joinFrames: { name: "joins over WebSocket", limit: 2000, unit: "frames/s", file: "socket.ts" },
  httpRequests: { name: "requests over HTTP", limit: 1000, unit: "requests/s", file: "api.ts" },
  httpBurst: { name: "requests over HTTP at once", limit: 2000, unit: "requests", file: "api.ts" },
  registers: { name: "`register` at once", limit: 100, unit: "invocations", file: "mappings.ts" },
  admits: { name: "`admit` at once", limit: 500, unit: "invocations", file: "mappings.ts" },
  ticks: { name: "`tick` at once", limit: 50, unit: "invocations", file: "mappings.ts" },
} as const satisfies Record<string, OwnBound>;

export type OwnBoundName = keyof typeof ownBounds;
