import type { Event } from "../event.ts";
import type { Allowance } from "./allowance.ts";
import { createCalendar, sum } from "./calendar.ts";
import { createEntrance } from "./entrance.ts";
import { createGateway, type Requests } from "./gateway.ts";
import { writesOfTicketRead } from "./load.ts";
import { createLobby } from "./lobby.ts";
import { copiesByDefault, createNews } from "./news.ts";
import { holdSeconds } from "./stages.ts";
import { createTable } from "./table.ts";
import { createVisits } from "./visits.ts";

/** What there is to see after one second. */
export interface Second {
  readonly second: number;
  /** So far: who came, who has a number, who was admitted. */
  readonly arrived: number;
  readonly placed: number;
  readonly admitted: number;
  readonly active: number;
  /** Of those who have not been admitted. */
  readonly withoutSocket: number;
  /** Everybody who has not been admitted, counted where they are. */
  readonly counted: number;
  readonly socketTries: number;
  readonly socketsOpened: number;
  readonly requests: Requests;
  /** The share of requests that API Gateway let through. */
  readonly granted: number;
  /** Joins that are queued. */
  readonly lobby: number;
}

const secondsMax = 8 * 3600;

export interface Play {
  /** How often a broadcast is made of which a push failed, in all. */
  readonly copiesMax?: number;
  /** Ends when everybody has a number, and not only when everybody has been admitted. */
  readonly endsWhenPlaced?: boolean;
}

/** The event, second by second, as amounts that flow: nobody is told apart. Ends after eight hours at the latest. */
export function simulate(event: Event, allowed: Allowance, play: Play = {}): Second[] {
  const { copiesMax = copiesByDefault, endsWhenPlaced = false } = play;
  const gateway = createGateway(allowed);
  const table = createTable(allowed);
  const entrance = createEntrance(event, allowed, holdSeconds);
  const lobby = createLobby(allowed);
  const visits = createVisits(event, allowed);
  const news = createNews(event, copiesMax);
  const tickets = createCalendar(0);
  const seconds: Second[] = [];
  let placed = 0;

  for (let second = 0; second < secondsMax; second++) {
    const sockets = entrance.openSockets(second);
    const requests: Requests = {
      ...entrance.ask(second, placed - visits.admitted()),
      tickets: sum(tickets.take(second)),
      ticks: news.pushes(second, entrance.listening()),
      visits: visits.requests(),
    };
    const granted = gateway.share(requests);
    lobby.take(entrance.reached(second, granted));
    lobby.comeAgain(second, requests.tickets * (1 - granted));
    news.sent(second, granted);

    table.begin(second);
    table.write(requests.reads * granted * writesOfTicketRead);
    entrance.leave(visits.begin(second, placed - visits.admitted(), table));
    const { newcomers, repeats } = lobby.register(second, table);
    placed += newcomers;
    tickets.add(second + 1, 0, entrance.place(newcomers) + repeats);

    seconds.push({
      second,
      arrived: entrance.arrived(),
      placed,
      admitted: visits.admitted(),
      active: visits.active(),
      withoutSocket: entrance.withoutSocket(),
      counted: entrance.counted(),
      socketTries: sockets.tries,
      socketsOpened: sockets.opened,
      requests,
      granted,
      lobby: lobby.queued(),
    });
    if ((endsWhenPlaced ? placed : visits.admitted()) > event.visitors - 0.5) break;
  }
  return seconds;
}
