/** What the command ends with; the help tells it too. */
export const exitCodes = { done: 0, refused: 1, usage: 2, unreachable: 3 } as const;

/** Nothing came of the command, and one line tells a person why. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly kind: Exclude<keyof typeof exitCodes, "done">;
  /** What the server calls it, where it has refused something. */
  readonly code: string | undefined;

  constructor(kind: Failure["kind"], message: string, code?: string) {
    super(message);
    this.kind = kind;
    this.code = code;
  }
}
