import { describe } from "./answers.ts";
import type { Wanted } from "./wanted.ts";

/** Something could not be read, made or taken down; the cause is what the SDK says. */
export class Failed extends Error {
  readonly wanted: Wanted | undefined;

  constructor(name: string, cause: unknown, wanted?: Wanted) {
    super(`${name}: ${describe(cause)}`, { cause });
    this.wanted = wanted;
  }
}
