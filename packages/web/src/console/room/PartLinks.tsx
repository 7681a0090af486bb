import { linkTo, type Part, parts } from "../where.ts";

const names: Record<Part, string> = { now: "Now", slots: "Slots", change: "Change", log: "Log" };

/** Under the thumb of whoever holds a phone: the parts of the screen. A large screen shows them all, and not these links. */
export function PartLinks({ room, part }: { room: string; part: Part }) {
  return (
    <nav className="part-links" aria-label="Parts of the room">
      {parts.map((each) => (
        <a
          key={each}
          href={linkTo({ view: "room", room, part: each })}
          aria-current={each === part ? "page" : undefined}
        >
          {names[each]}
        </a>
      ))}
    </nav>
  );
}
