/** What the machine under load is started with. */
export interface MachineOptions {
  /** Fairline is as `npm start` runs it; by HTTP its handlers reach everything as the talk's do, and as in the cloud. */
  readonly design: "Fairline" | "Fairline by HTTP" | "talk" | "bare ws";
  readonly slots: number;
  readonly slotSeconds: number;
  readonly tickSeconds: number;
  /** Fairline: so many joins go into one invocation at most. */
  readonly lobbyBatchMax?: number;
}

/** What is asked of it. */
export type Order = "figures" | "tell all" | "stop";

/** What it answers: first of all where it is. */
export type Said =
  | { readonly kind: "ready"; readonly url: string }
  | ({ readonly kind: "figures" } & MachineFigures);

export interface MachineFigures {
  /** Of all its threads, since it was started. */
  readonly cpuSeconds: number;
  /** Bytes, after the garbage was collected. */
  readonly heapBytes: number;
  readonly residentBytes: number;
}
