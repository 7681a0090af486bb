import type { LiveView, TicketStage, TicketView } from "@fairline/core";
import { dayAndTimeOf, timeOf, whole } from "../../say.ts";
import type { RoomStore } from "../store.ts";
import { AskAgain } from "./AskAgain.tsx";
import { EndVisit } from "./EndVisit.tsx";
import { Outcome } from "./Outcome.tsx";

interface TicketCardProps {
  readonly store: RoomStore;
  readonly ticket: TicketView;
  /** When this was so (local time). */
  readonly atMs: number;
  readonly view: LiveView;
}

const statuses: Record<TicketStage, string> = {
  waiting: "Waits in line",
  called: "Is called, has not answered yet",
  admitted: "Is inside",
  completed: "Was inside, and is done",
  expired: "Was inside or called, until the time was up or an operator ended it",
  left: "Has left",
  noshow: "Was called, and did not come",
};

/** All that is known of one number, and what can be done for it. */
export function TicketCard({ store, ticket, atMs, view }: TicketCardProps) {
  const { number, status, present, position, joinedAt, calledIn, admittedAt, expiresAt } = ticket;
  const hasSlot = status === "admitted" || status === "called";
  const isOver = status !== "waiting" && !hasSlot;
  return (
    <div className="ticket" data-testid="ticket">
      <h3>
        Number {number}: {statuses[status].toLowerCase()}
      </h3>
      <dl className="details">
        {position !== undefined && <Detail name="Place in line">{whole.format(position)}</Detail>}
        {calledIn && <Detail name="Called in">by an operator: the next free slot is theirs</Detail>}
        {!isOver && <Detail name="Page">{present ? "open" : "away: no connection just now"}</Detail>}
        <Detail name="Joined">{dayAndTimeOf(joinedAt)}</Detail>
        {admittedAt !== undefined && (
          <Detail name={status === "called" ? "Called" : "Admitted"}>{dayAndTimeOf(admittedAt)}</Detail>
        )}
        {status === "admitted" && expiresAt !== undefined && (
          <Detail name="Until">{timeOf(expiresAt)}</Detail>
        )}
      </dl>
      <p className="faint">As of {timeOf(atMs)}.</p>
      {status === "waiting" && !calledIn && <CallIn store={store} ticket={ticket} view={view} />}
      {hasSlot && <EndVisit store={store} number={number} isCall={status === "called"} />}
      <Outcome store={store} of={["call", "end"]} number={number} />
    </div>
  );
}

function Detail({ name, children }: { name: string; children: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Lets somebody go before all others, after saying before how many. */
function CallIn({ store, ticket, view }: Pick<TicketCardProps, "store" | "ticket" | "view">) {
  const { number, position = 1 } = ticket;
  const { state } = view.snapshot;
  const before = position - 1;
  return (
    <AskAgain
      store={store}
      deed={`Call number ${number} in`}
      no="Leave the order as it is"
      act={() => void store.callIn(number)}
    >
      Number {number} gets the next free slot
      {before > 0 &&
        `, before ${before === 1 ? "one other" : `${whole.format(before)} others`} who came first`}
      .{state !== "open" && ` The room is ${state}: that is once it is open.`}
    </AskAgain>
  );
}
