import { html } from "hono/html";
import type { Basket } from "../box-office.ts";
import type { Markup } from "./layout.ts";

/** What was chosen, and what it costs. */
export function receipt({ evening, seats }: Basket): Markup {
  const euros = seats.reduce((sum, seat) => sum + seat.euros, 0);
  return html`
    <table>
      <caption>${evening.title}, ${evening.when}</caption>
      <tbody>${seats.map((seat) => html`<tr><th scope="row">Seat ${seat.name}</th><td>${seat.euros} €</td></tr>`)}</tbody>
      <tfoot><tr><th scope="row">Together</th><td>${euros} €</td></tr></tfoot>
    </table>`;
}
