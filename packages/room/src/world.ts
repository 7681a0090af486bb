/** All that the command line touches besides the server; a test brings its own. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Who started it, as the system knows them. */
  readonly userName: string;
  readonly out: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly rows?: number };
  readonly err: NodeJS.WritableStream;
  /** Asks whoever sits at the terminal. Absent: nobody does. */
  readonly ask?: (question: string) => Promise<string>;
  /** Aborted by Ctrl-C. */
  readonly stop: AbortSignal;
}
