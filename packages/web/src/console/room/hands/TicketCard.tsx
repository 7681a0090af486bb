import type { LiveView, TicketStatus, TicketView } from "@fairline/core";
import { useState } from "react";
import { useStore } from "zustand";
import { dayAndTimeOf, timeOf, whole } from "../../say.ts";
import type { RoomStore } from "../store.ts";
import { EndVisit } from "./EndVisit.tsx";

interface TicketCardProps {
  readonly store: RoomStore;
  readonly ticket: TicketView;
  /** When this was so (local time). */
  readonly atMs: number;
  readonly view: LiveView;
}

const statuses: Record<TicketStatus, string> = {
  waiting: "Waits in line",
  admitted: "Is inside",
  completed: "Was inside, and is done",
  expired: "Was inside, until the time was up",
  left: "Has left",
  noshow: "Was called, and did not come",
};

/** All that is known of one number, and what can be done for it. */
export function TicketCard({ store, ticket, atMs, view }: TicketCardProps) {
  const { number, status, present, position, joinedAt, calledIn, admittedAt, expiresAt } = ticket;
  const isOver = status !== "waiting" && status !== "admitted";
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
        {admittedAt !== undefined && <Detail name="Admitted">{dayAndTimeOf(admittedAt)}</Detail>}
        {status === "admitted" && expiresAt !== undefined && (
          <Detail name="Until">{timeOf(expiresAt)}</Detail>
        )}
      </dl>
      <p className="faint">As of {timeOf(atMs)}.</p>
      {status === "waiting" && !calledIn && <CallIn store={store} ticket={ticket} view={view} />}
      {status === "admitted" && <EndVisit store={store} number={number} />}
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
  const [isAsked, setAsked] = useState(false);
  const isBusy = useStore(store, ({ deed }) => deed.kind === "sent");
  const { number, position = 1 } = ticket;
  if (!isAsked)
    return (
      <button type="button" className="button" disabled={isBusy} onClick={() => setAsked(true)}>
        Call number {number} in…
      </button>
    );
  const call = () => {
    setAsked(false);
    void store.callIn(number);
  };
  return (
    <fieldset className="ask-again">
      <legend className="unseen">Call number {number} in?</legend>
      <p>
        Number {number} gets the next free slot, before {whole.format(Math.max(0, position - 1))} others who
        were here first.{" "}
        {view.snapshot.state !== "open" && `The room is ${view.snapshot.state}: that is once it is open.`}
      </p>
      <p className="actions">
        <button type="button" className="button main" onClick={call}>
          Call number {number} in
        </button>
        <button type="button" className="button" onClick={() => setAsked(false)}>
          Leave the order as it is
        </button>
      </p>
    </fieldset>
  );
}
