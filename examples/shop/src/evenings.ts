/** What the hall gives, and its seats: the catalogue, which everybody may read. */
export interface Evening {
  readonly id: string;
  readonly title: string;
  readonly players: string;
  readonly when: string;
}

export const evenings: readonly Evening[] = [
  {
    id: "winter-journey",
    title: "Winter Journey",
    players: "Songs for baritone and piano",
    when: "Friday, 20:00",
  },
  {
    id: "four-cellos",
    title: "Four Cellos",
    players: "Dances and one very slow waltz",
    when: "Saturday, 20:00",
  },
  {
    id: "morning-music",
    title: "Morning Music",
    players: "A wind quintet, coffee at ten",
    when: "Sunday, 11:00",
  },
];

export function eveningOf(id: string): Evening | undefined {
  return evenings.find((evening) => evening.id === id);
}

/** Rows from the stage to the door, and what a seat costs there, in euros. */
const rows = { A: 48, B: 48, C: 36, D: 36, E: 24, F: 24 } as const;
const seatsInRow = 10;

/** `C7`: row C, seat 7. */
export interface Seat {
  readonly name: string;
  readonly row: string;
  readonly euros: number;
}

export const seats: readonly Seat[] = Object.entries(rows).flatMap(([row, euros]) =>
  Array.from({ length: seatsInRow }, (_, i) => ({ name: `${row}${i + 1}`, row, euros })),
);

const byName = new Map(seats.map((seat) => [seat.name, seat]));

export function seatOf(name: string): Seat | undefined {
  return byName.get(name);
}
