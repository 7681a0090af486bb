import { html } from "hono/html";
import { type SeatState, seatsMax } from "../box-office.ts";
import { type Evening, type Seat, seats } from "../evenings.ts";
import { clock, type Time } from "./clock.ts";
import { layout, type Markup } from "./layout.ts";

interface Shown extends Time {
  readonly evening: Evening;
  readonly plan: ReadonlyMap<string, SeatState>;
  readonly trouble?: string;
}

/** The hall, seat by seat. It needs no script; with one, it shows what others take meanwhile. */
export function seatsPage({ evening, plan, trouble, ...time }: Shown): Promise<string> {
  const rows = [...new Set(seats.map(({ row }) => row))];
  return layout(
    evening.title,
    html`
      ${clock(time)}
      <h1>${evening.title}</h1>
      <p class="lead">${evening.when}. Choose up to ${seatsMax} seats.</p>
      ${trouble === undefined ? "" : html`<p class="trouble" role="alert">${trouble}</p>`}
      <form method="post" action="/seats/${evening.id}" data-evening="${evening.id}">
        <div class="hall">
          <p class="stage">Stage</p>
          ${rows.map((row) => rowOf(row, plan))}
        </div>
        <p class="legend"><span class="free">free</span> <span class="yours">yours</span> <span class="held">taken</span></p>
        <button class="button">Hold these seats</button>
      </form>`,
  );
}

function rowOf(row: string, plan: ReadonlyMap<string, SeatState>): Markup {
  const inRow = seats.filter((seat) => seat.row === row);
  return html`
    <fieldset>
      <legend>Row ${row}, ${inRow[0]?.euros} €</legend>
      <span class="row">${inRow.map((seat) => box(seat, plan.get(seat.name)))}</span>
    </fieldset>`;
}

function box({ name }: Seat, state: SeatState | undefined): Markup {
  const attributes = state === "yours" ? "checked" : state === "free" ? "" : "disabled";
  return html`<label><input type="checkbox" name="seats" value="${name}" ${attributes}><span>${name}</span></label>`;
}
