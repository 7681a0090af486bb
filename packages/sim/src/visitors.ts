import {
  type Commit,
  complete,
  extend,
  type Line,
  limits,
  type Ports,
  reserve,
  type ServerMessage,
} from "@fairline/core";
import { answering } from "./answering.ts";
import { asker, type Browser, openTabs, overHttp, retryMs } from "./browser.ts";
import type { Gateway } from "./gateway.ts";
import { goingToSite } from "./goingToSite.ts";
import { handingOver } from "./handingOver.ts";
import { invoke } from "./invocation.ts";
import type { Lobby } from "./lobby.ts";
import { deferPlace, readPlace, takeOver } from "./places.ts";
import type { Episode, SitePlan, VisitorPlan } from "./plan.ts";
import { roomName, type Stage } from "./stage.ts";

const closedLookMs = 3000;
/** So many keys one visitor takes at most: whoever lost a place by being away begins anew. */
const keysMax = 4;

export interface Visitor {
  readonly name: string;
  /** There is nothing more that this visitor wants of the room. */
  readonly isDone: boolean;
  /** Every key that the visitor has had, the present one last. */
  readonly keys: readonly string[];
  /** Closes every tab. */
  goAway(): void;
}

/** What all visitors share. */
export interface Surroundings {
  readonly stage: Stage;
  readonly gateway: Gateway;
  readonly lobby: Lobby;
  /** No episode begins later. */
  readonly calmAtMs: number;
  /** Somebody with another device takes a place over. */
  arrive(plan: VisitorPlan, code: string): void;
}

/**
 * A visitor who arrives as planned and does as planned; what was heard decides the rest, as on the visitor's page. With a
 * code it is another device, which takes a place over.
 */
export function visitor(plan: VisitorPlan, surroundings: Surroundings, code?: string): Visitor {
  const { stage, calmAtMs } = surroundings;
  const { kernel, dice, history, tally } = stage;
  const { name } = plan;
  const keys: string[] = [];
  let isDone = false;
  let isAway = false;
  /** The visitor is at the site, and has no page of the room any more. */
  let hasClosedPage = false;
  let visits = 0;
  /** The pass of the visit that is going on. */
  let visiting: string | undefined;
  /** When that visit ends, as was told last. */
  let endsAtMs = 0;
  let lateTicks = 0;
  let looksAgain = false;
  /** The key whose place another device has. */
  let movedKey: string | undefined;
  const formerNumbers = new Set<number>();
  let number: number | undefined;

  const key = () => keys.at(-1) ?? "";
  const isSocket = plan.over === "socket";

  const isOnline = () => !isDone && !isAway;
  const browser: Browser = {
    ...{ name, key, isAnswer, heard, movedAway },
    isOnline: () => isOnline() && !hasClosedPage,
    isDone: () => isDone,
  };
  const tabs = openTabs(surroundings, browser);
  const http = overHttp(surroundings, browser);
  const ask = asker(surroundings, browser);
  const handing = handingOver({ surroundings, plan, ask, key });
  const toSite = goingToSite({
    ...{ surroundings, name, over },
    visitNow: () => (visiting === undefined || !isOnline() ? undefined : visitOf(visiting)),
    arrived: () => plan.site !== undefined && atSite(plan.site),
  });
  const calls = answering({
    stage,
    plan,
    ask,
    handing,
    key,
    isWaiting: () => isOnline() && visiting === undefined,
  });

  // ── What is heard ──

  function heard(message: ServerMessage) {
    if (!isOnline()) return;
    switch (message.type) {
      case "ticket": {
        // An answer that comes late is about a key that the visitor has given up.
        if (keyOfResume(message.resume) !== key()) {
          formerNumbers.add(message.number);
          return;
        }
        number = message.number;
        lateTicks = 0;
        if (message.pass !== undefined && message.expiresAt !== undefined)
          return turn(message.pass, message.expiresAt);
        if (message.status !== undefined && message.status !== "waiting") return over();
        calls.hear(message);
        handing.see(message, message.number);
        return;
      }
      case "call":
      case "missed":
        if (!isMine(message.number)) return;
        number = message.number;
        return calls.hear(message);
      case "turn":
        if (!isMine(message.number)) return;
        number = message.number;
        return turn(message.pass, message.expiresAt);
      case "end":
        if (!isMine(message.number)) return;
        number = message.number;
        return over();
      case "tick":
        if (visiting === undefined && number !== undefined) handing.see(message, number);
        // A turn that did not arrive: the line has gone past, and nobody called.
        if (visiting !== undefined || number === undefined || message.serving <= number) return;
        lateTicks += 1;
        if (lateTicks % 2 === 0) tabs.join();
        return;
      case "error":
        if (message.code === "room_closed") lookAgainLater();
        return;
      case "moved":
        if (isMine(message.number)) return movedAway();
        // About an earlier key with the same number in an earlier run, or about this one: the ticket says which.
        if (number === undefined) ask(readPlace);
        return;
      case "pong":
        return;
      default:
        message satisfies never;
    }
  }

  /** Whether a join was heard of; what is about an earlier key says nothing of it. */
  function isAnswer(message: ServerMessage): boolean {
    if (message.type === "ticket") return keyOfResume(message.resume) === key();
    return message.type === "error" || message.type === "moved";
  }

  /** Who has not heard the number yet takes any for it that was not an earlier key's. */
  function isMine(told: number): boolean {
    return number === undefined ? !formerNumbers.has(told) : told === number;
  }

  /** Each tab hears that the room is closed; the visitor looks once for all of them. */
  function lookAgainLater(): void {
    if (looksAgain) return;
    looksAgain = true;
    kernel.after(closedLookMs + dice.below(2000), () => {
      looksAgain = false;
      if (isOnline() && number === undefined) tabs.join();
    });
  }

  function turn(pass: string, expiresAt: string) {
    if (visiting === pass) return;
    const isAgain = visiting !== undefined && visitOf(visiting).number === visitOf(pass).number;
    visiting = pass;
    endsAtMs = isAgain ? Math.max(endsAtMs, Date.parse(expiresAt)) : Date.parse(expiresAt);
    if (isAgain) return;
    visits += 1;
    tally.count("turn heard");
    const { onTurn, site } = plan;
    const asked = key();
    const endsInMs = Math.max(0, endsAtMs - kernel.nowMs());
    const whileVisiting = (work: () => void) => () => {
      if (visiting !== undefined && asked === key() && isOnline()) work();
    };
    if (site !== undefined)
      kernel.after(
        site.afterMs,
        whileVisiting(() => toSite.go(site)),
      );
    // Nobody waits for word of an end that the page's own clock shows.
    const waitForEnd = () => {
      const leftMs = endsAtMs + 1500 - kernel.nowMs();
      if (leftMs <= 0) over();
      else kernel.after(leftMs, whileVisiting(waitForEnd));
    };
    waitForEnd();
    for (const { afterMs, seconds } of plan.moreTime ?? [])
      kernel.after(
        afterMs,
        whileVisiting(() => giveMoreTime(seconds)),
      );
    switch (onTurn.kind) {
      case "complete":
        return kernel.after(
          onTurn.afterMs,
          whileVisiting(() => submit(complete)),
        );
      case "reserve": {
        const email = `${name}@example.org`;
        const work = () => submit((ports, line, of) => reserve(ports, line, of, email));
        return kernel.after(endsInMs - onTurn.beforeEndMs, whileVisiting(work));
      }
      case "leave":
        return kernel.after(onTurn.afterMs, whileVisiting(leave));
      case "stay":
        return;
      default:
        onTurn satisfies never;
    }
  }

  function atSite({ page }: SitePlan): void {
    if (page === "stays") return;
    hasClosedPage = true;
    tabs.close(page === "closes" ? "close" : "cut");
  }

  /** Whatever is done with the room from now on is done on a page of its own. */
  function comeFromSite(): void {
    if (hasClosedPage) tabs.close("close");
    hasClosedPage = false;
  }

  /** The site does, with the visitor's pass and a key of its own; nobody asks again where the answer is lost. */
  function giveMoreTime(seconds: number): void {
    if (visiting === undefined) return;
    const { run, number: of } = visitOf(visiting);
    invoke(
      stage,
      "api",
      (ports) => extend(ports, { room: roomName, run }, { number: of }, seconds),
      (ended) => {
        if (ended.kind === "done") tally.count(`more time: ${ended.value.kind}`);
      },
    );
  }

  /** Shows the pass to the HTTP API, which reads the visit from it. */
  function submit(how: (ports: Ports, line: Line, of: number) => Promise<Commit>): void {
    if (visiting === undefined) return;
    const { run, number: of } = visitOf(visiting);
    const asked = key();
    const commit = async (ports: Ports): Promise<Commit> => {
      const room = await ports.ledger.readRoom(roomName);
      return room?.run === run ? how(ports, { room: roomName, run }, of) : { kind: "expired" };
    };
    history.add({ kind: "submit", visitor: name, run, number: of });
    invoke(stage, "api", commit, (ended) => {
      if (asked !== key() || !isOnline()) return;
      if (ended.kind !== "done") {
        kernel.after(retryMs, () => asked === key() && isOnline() && submit(how));
        return;
      }
      tally.count(`commit ${ended.value.kind}`);
      if (ended.value.kind === "committed")
        history.add({ kind: "committed", visitor: name, run, number: of });
      over();
    });
  }

  function leave(): void {
    tally.count("leave");
    sayLeave();
    const from = key();
    kernel.after(5000, () => from === key() && !isDone && over());
  }

  function sayLeave(): void {
    history.add({ kind: "leave", visitor: name, key: key(), isSent: !isSocket || tabs.leave() });
    if (!isSocket) http.leave();
  }

  /** Another device has the place; what is done here with the key that had it changes nothing of that. */
  function movedAway() {
    if (movedKey === key()) return;
    movedKey = key();
    tally.count("moved heard");
    const isStill = () => movedKey === key() && isOnline();
    const goSoon = () => kernel.after(8000, () => movedKey === key() && !isDone && finish());
    switch (handing.afterwards) {
      case "goes":
        return finish();
      case "joins again":
        kernel.after(dice.below(4000), () => {
          if (!isStill()) return;
          tally.count("former key joins");
          if (isSocket) tabs.join();
          else http.post();
        });
        return goSoon();
      case "leaves":
        kernel.after(dice.below(4000), () => {
          if (!isStill()) return;
          tally.count("former key leaves");
          sayLeave();
        });
        return goSoon();
      case "begins anew":
        return keys.length < keysMax ? beginAnew() : finish();
      default:
        handing.afterwards satisfies never;
    }
  }

  /** The place or the visit is over: come again with a new key, or be gone. */
  function over() {
    if (number !== undefined) formerNumbers.add(number);
    const knewNumber = number !== undefined;
    const hadVisit = visiting !== undefined;
    visiting = undefined;
    number = undefined;
    comeFromSite();
    const wantsMore = hadVisit ? plan.comesAgain && visits < 2 : !hasLeft() && !calls.hasGivenUp;
    if (!wantsMore || keys.length >= keysMax) return finish();
    tally.count("comes again");
    beginAnew(knewNumber);
  }

  function beginAnew(knewNumber = true) {
    if (number !== undefined) formerNumbers.add(number);
    number = undefined;
    begin();
    if (!isSocket) return http.post();
    if (tabs.count === 0) return tabs.open();
    // The page connects anew. A client that does not must know its number, to tell what is about the earlier key.
    if (knewNumber && dice.percent(30)) tabs.join();
    else tabs.reconnect();
  }

  /** Those who left on purpose do not come back. */
  function hasLeft(): boolean {
    return history.entries.some((entry) => entry.kind === "leave" && entry.key === key());
  }

  function begin(): void {
    keys.push(`${name}.${keys.length + 1}`);
    lateTicks = 0;
  }

  function finish(): void {
    isDone = true;
    tabs.close("close");
  }

  // ── Episodes ──

  function live(episode: Episode) {
    if (isDone || (isAway && episode.kind !== "go away")) return;
    tally.count(episode.kind);
    switch (episode.kind) {
      case "refresh":
        tabs.close("close");
        if (isSocket) tabs.open();
        return;
      case "second tab":
        if (isSocket && tabs.count < 3) tabs.open();
        return;
      case "lose the network":
        isAway = true;
        tabs.close(dice.percent(50) ? "cut" : "close");
        kernel.after(episode.forMs, () => {
          if (isDone) return;
          isAway = false;
          comeFromSite();
          if (isSocket) tabs.open();
        });
        return;
      case "leave":
        return leave();
      case "let others ahead":
        return ask(
          (ports, of) => deferPlace(ports, of, episode.places),
          (reply) => typeof reply === "string" && tally.count(`let others ahead: ${reply}`),
        );
      case "hand over":
        return handing.offer(episode);
      case "go away":
        isDone = true;
        tabs.close(dice.percent(50) ? "cut" : "close");
        return;
      default:
        episode satisfies never;
    }
  }

  kernel.after(plan.arrivesAtMs, () => {
    tally.count("arrival");
    begin();
    if (code !== undefined) return take(code);
    show();
    if (!isSocket) http.post();
    for (const episode of plan.episodes)
      if (plan.arrivesAtMs + episode.atMs < calmAtMs) kernel.after(episode.atMs, () => live(episode));
  });

  function take(offered: string): void {
    const from = key();
    ask(
      (ports, of) => takeOver(ports, offered, of),
      (reply) => {
        if (typeof reply === "string") {
          tally.count(`takeover: ${reply}`);
          if (plan.arrivesAtMs > limits.handoverSeconds * 1000) tally.count("code too old");
          return finish();
        }
        tally.count("takeover");
        // The answer may have told of the place's end, and the visitor have begun anew: who does so over a socket has opened one.
        if (!isDone && (from === key() || !isSocket)) show();
      },
    );
  }

  function show(): void {
    if (isSocket) tabs.open();
    else http.poll();
  }

  return {
    name,
    keys,
    get isDone() {
      return isDone;
    },
    goAway: finish,
  };
}

/** What the plain passes of a simulation say; real ones say the same, signed. */
function visitOf(pass: string): { run: number; number: number } {
  const [run, number] = (pass.split(" ")[1] ?? "").split(".").slice(1).map(Number);
  if (run === undefined || number === undefined) throw new Error(`not a pass: ${pass}`);
  return { run, number };
}

function keyOfResume(resume: string): string {
  return resume.split(".").slice(2).join(".");
}
