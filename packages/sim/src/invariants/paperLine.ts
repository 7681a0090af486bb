/**
 * A line as one would keep it on paper: who is in it, who is here, who has been called. It knows nothing of lanes,
 * gates, queues or crashes; whatever the rules do must look to it like a line.
 */
export interface PaperLine {
  /** Somebody takes a place in the line. */
  joins(number: number): void;
  /** From now on this one is here, and can be called; or is not. */
  isHere(number: number, here: boolean): void;
  /**
   * An operator puts somebody before all others, until they let others ahead: whenever this one waits and is here, nobody
   * else comes first. From now on nobody is passed over by this one.
   */
  callsIn(number: number): void;
  /** Somebody is called. Whoever is here, waits in front and was not called has been passed over. */
  calls(number: number): readonly number[];
  /** The call was taken back: the place is as it was. */
  takesBack(number: number): void;
  /** Somebody lets others ahead; or does so no longer. */
  standsAside(number: number, aside: boolean): void;
  /** Somebody is out of the line for good. */
  leaves(number: number): void;
}

export function paperLine(): PaperLine {
  const inLine = new Set<number>();
  const here = new Set<number>();
  const called = new Set<number>();
  const aside = new Set<number>();
  /** Who may come before all others, and, where they are here to be called, does. */
  const favoured = new Set<number>();
  const first = new Set<number>();
  const waits = (number: number) =>
    inLine.has(number) && here.has(number) && !called.has(number) && !aside.has(number);
  return {
    joins: (number) => void inLine.add(number),
    isHere: (number, isHere) => void (isHere ? here.add(number) : here.delete(number)),
    callsIn(number) {
      favoured.add(number);
      if (!aside.has(number)) first.add(number);
    },
    calls(number) {
      called.add(number);
      const isInFront = (other: number) =>
        first.has(other) ? !first.has(number) || other < number : !favoured.has(number) && other < number;
      return [...inLine].filter((other) => isInFront(other) && waits(other));
    },
    takesBack: (number) => void called.delete(number),
    standsAside(number, isAside) {
      if (!isAside) return void aside.delete(number);
      aside.add(number);
      first.delete(number);
    },
    leaves: (number) => void inLine.delete(number),
  };
}
