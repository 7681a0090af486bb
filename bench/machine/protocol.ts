/** What the machine under load is started with. */
export interface MachineOptions {
  readonly design: "Fairline" | "talk" | "bare ws";
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
