/** What a message of the queue carries: whose turn it is. */
export interface TalkTurn {
  readonly number: number;
  readonly connectionId: string;
  readonly lane: number;
}

/** What an execution is started with. */
export interface TalkVisit extends TalkTurn {
  readonly receiptHandle: string;
  readonly slotSeconds: number;
}
