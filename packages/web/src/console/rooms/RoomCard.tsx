import { duration, isTickLate, type RoomSummary } from "@fairline/core";
import { ageSeconds } from "../fresh.ts";
import { StateMark } from "../StateMark.tsx";
import { lastWaitSaid, unbroken, whole } from "../say.ts";
import { linkTo } from "../where.ts";
import { Sparkline } from "./Sparkline.tsx";

interface RoomCardProps {
  readonly room: RoomSummary;
  readonly heard: { readonly at: string; readonly receivedAtMs: number };
  readonly nowMs: number;
}

/** One room at a glance. All of it is the link that opens it. */
export function RoomCard({ room, heard, nowMs }: RoomCardProps) {
  const wait = lastWaitSaid(room.lastWait, room.waiting);
  return (
    <li className="card room-card" data-room={room.room}>
      <h2>
        <a href={linkTo({ view: "room", room: room.room, part: "now" })}>{room.title}</a>
        <StateMark state={room.state} draining={room.draining} />
      </h2>
      <p className="faint">{room.room}</p>
      <dl className="room-figures">
        <div>
          <dt>Waiting</dt>
          <dd data-testid="waiting">{whole.format(room.waiting)}</dd>
        </div>
        <div>
          <dt>Active</dt>
          <dd>
            {whole.format(room.active)} <span className="faint">of {whole.format(room.slots)}</span>
          </dd>
        </div>
        <div>
          <dt>Wait of the last</dt>
          <dd>{unbroken(wait.likely)}</dd>
        </div>
      </dl>
      <Sparkline name="Waiting" samples={room.samples} of={(sample) => sample.waiting} />
      <LastTick room={room} heard={heard} nowMs={nowMs} />
    </li>
  );
}

function LastTick({ room, heard, nowMs }: RoomCardProps) {
  if (room.lastTickAt === undefined) return <p className="faint">No tick yet.</p>;
  const seconds = ageSeconds(room.lastTickAt, heard, nowMs);
  const isLate = isTickLate(seconds, room);
  return (
    <p className={isLate ? "late" : "faint"}>
      {isLate && "Ticks fail to come. "}Last tick {duration(seconds)} ago, every {duration(room.tickSeconds)}.
    </p>
  );
}
