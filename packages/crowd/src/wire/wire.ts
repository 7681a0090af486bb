/** One WebSocket, from the moment it is asked for until it is closed. */
export interface Wire {
  send(text: string): void;
  /** Says goodbye. What was sent before still goes out. */
  close(): void;
  /** Cuts it as a failing network does. */
  terminate(): void;
}

/** Each is called until `onClosed` was, and not after it. */
export interface WireEvents {
  onOpen(): void;
  onText(text: string): void;
  onClosed(why: string): void;
}

export interface WireAddress {
  readonly url: URL;
  /** The address of this machine to call from, if that matters. */
  readonly from?: string | undefined;
}
