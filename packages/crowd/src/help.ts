import { type Flag, flags, switches } from "./flags.ts";
import { helpRow } from "./helpRow.ts";
import { limits } from "./limits.ts";

/** What `--help` prints. */
export function help(): string {
  const rows = [
    ...Object.entries(flags).map(([name, flag]: [string, Flag<unknown>]): [string, string] => {
      const forever = flag.byDefaultForever === undefined ? "" : `; ${flag.byDefaultForever} with --forever`;
      const byDefault = flag.byDefault === undefined ? "" : ` (default ${flag.byDefault}${forever})`;
      return [`--${name} ${flag.value}`, `${flag.about}${byDefault}`];
    }),
    ...Object.entries(switches).map(([name, about]): [string, string] => [`--${name}`, about]),
  ];
  return `Sends a crowd of simulated visitors to a running waiting room and reports how it was treated.

Usage
  npm run crowd -- --url http://127.0.0.1:3000 --room demo --visitors 200 --over 3s \\
    --abandon 0.3 --finish-early 0.6 --dwell 0.5s..2s --seed 42 --json report.json

Flags
${rows.map(([name, about]) => helpRow(name, about, width)).join("\n")}

The crowd
  Every visitor is a real WebSocket, keeps its place through lost connections, and reserves over HTTP with the
  pass that its turn brings. All it is going to do is drawn from the seed before the first one joins, so the
  same seed is the same crowd, in however many processes. Only the keys differ: they also depend on a nonce that
  is new in each run and is printed, because with the keys of an earlier run the crowd would come back to
  tickets that have ended.

The report
  ticket        from sending the join to the arrival of the ticket
  waited        from sending the join to the arrival of the turn
  hand-over     from the end of a visit to the next turn in the same lane, while somebody waited
  utilisation   slot-time in use, of all slot-time while somebody waited
  inversions    pairs in which the higher number was admitted first, by more than ${limits.orderToleranceMs} ms, though the lower
                one was present and waiting, and its slot was not free yet
  estimate      the first wait that a visitor's page would have told, earliest to latest, against the real one
                from that moment to the call or turn; eight of ten should fall within
  place         what the pages showed, looked at once a second (of up to ${limits.pagesWatchedMax} visitors), against the true
                place: by what anybody of the crowd knew of the line at that moment. Beyond: the share of looks in
                which it was off by more than ${limits.placeShareOffMax * 100} % of the place and more than ${limits.placesOffMax} places
  called        calls to say "I'm here", and how many of them were missed
  joins         tickets a second until the last one was there; sustained: while joins were sent
  tick lag      from a tick's own time to its arrival; measure it on the server's machine, or the difference
                of the clocks is part of it
  Of several processes capacity and order are judged a quarter of a second more mildly: what one hears of
  the other's visits comes that much later. Judge them with --processes 1.
  Percentiles are by nearest rank. "-" stands for nothing to measure (null in the JSON).

The invariants it watches
  capacity      never more visits at once than slots, one in a lane
  order         no inversions
  no loss       whoever stays gets a turn and an end
  once          one visit and one outcome for each number
  bounded       no visit outlasts its time, and nothing is accepted after it
  identity      one key, one number
  contract      no frame and no refusal that the contract does not know
  left over     everybody was done before the timeout

Exit codes
  0    no invariant was seen broken
  1    at least one was; each is named with number, lane and time
  2    a flag or a file is wrong, there is no such room, or this machine has too few ports or open files
  3    a process of the crowd was lost, and its visitors with it; the report says so
  130  interrupted; the report is about what was seen until then`;
}

const width = { name: 25, text: 84 };
