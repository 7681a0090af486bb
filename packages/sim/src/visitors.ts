import {
  type Commit,
  comeBack,
  complete,
  type Line,
  type Ports,
  reserve,
  type ServerMessage,
  type TicketMessage,
  ticketMessage,
} from "@fairline/core";
import type { Gateway, Listener } from "./gateway.ts";
import { invoke } from "./invocation.ts";
import type { Lobby } from "./lobby.ts";
import type { Episode, VisitorPlan } from "./plan.ts";
import { roomName, type Stage } from "./stage.ts";

/** As the visitor's page does: a join that nobody answered is sent again, a silent connection is given up. */
const joinAnswerMs = 15_000;
const silentMs = 30_000;
const reconnectMs = 500;
const pollMs = 4000;
const retryMs = 1500;
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
}

interface Tab {
  connection: string | undefined;
  heardAtMs: number;
  answered: boolean;
}

/** A visitor who arrives as planned and does as planned; what was heard decides the rest, as on the visitor's page. */
export function visitor(plan: VisitorPlan, { stage, gateway, lobby, calmAtMs }: Surroundings): Visitor {
  const { kernel, dice, history, tally } = stage;
  const { name } = plan;
  const keys: string[] = [];
  const tabs: Tab[] = [];
  let isDone = false;
  let isAway = false;
  let visits = 0;
  /** The pass of the visit that is going on. */
  let visiting: string | undefined;
  let lateTicks = 0;
  const formerNumbers = new Set<number>();
  let number: number | undefined;

  const key = () => keys.at(-1) ?? "";
  const isSocket = plan.over === "socket";

  // ── Tabs and connections ──

  function openTab(): void {
    const tab: Tab = { connection: undefined, heardAtMs: kernel.nowMs(), answered: false };
    tabs.push(tab);
    connect(tab);
  }

  function connect(tab: Tab): void {
    if (isAway || isDone || tab.connection !== undefined || !tabs.includes(tab)) return;
    if (kernel.nowMs() < stage.upAtMs) {
      kernel.after(reconnectMs, () => connect(tab));
      return;
    }
    const lost = () => {
      if (tab.connection !== connection) return;
      tab.connection = undefined;
      kernel.after(reconnectMs + dice.below(2000), () => connect(tab));
    };
    const listener: Listener = {
      heard: (message) => {
        if (tab.connection !== connection) return;
        tab.heardAtMs = kernel.nowMs();
        if (isAnswer(message)) tab.answered = true;
        heard(message);
      },
      lost,
    };
    const connection = gateway.connect(name, listener);
    tab.connection = connection;
    tab.heardAtMs = kernel.nowMs();
    join(tab);
    watch(tab, connection);
    if (stage.happens("deadSocket", `a connection of ${name}`))
      kernel.after(dice.below(20_000), () => gateway.cut(connection));
  }

  function join(tab: Tab): void {
    const { connection } = tab;
    if (connection === undefined) return;
    tab.answered = false;
    history.add({ kind: "asked", visitor: name, connection, key: key() });
    gateway.frame(connection, { action: "join", key: key() });
    kernel.after(joinAnswerMs, () => {
      if (tab.connection === connection && !tab.answered && !isDone && !isAway) join(tab);
    });
  }

  /** Who hears nothing for long asks whether anybody is there, and connects anew if not. */
  function watch(tab: Tab, connection: string): void {
    kernel.after(silentMs / 3, () => {
      if (tab.connection !== connection || isDone) return;
      if (kernel.nowMs() - tab.heardAtMs < silentMs) return watch(tab, connection);
      gateway.close(connection);
      tab.connection = undefined;
      connect(tab);
    });
  }

  function closeTabs(how: "close" | "cut"): void {
    for (const tab of tabs.splice(0)) {
      const { connection } = tab;
      tab.connection = undefined;
      if (connection !== undefined) gateway[how](connection);
    }
  }

  // ── Over HTTP ──

  function post(): void {
    const asked = key();
    invoke(
      stage,
      "api",
      async (ports) => {
        await ports.ledger.readRoom(roomName);
        lobby.put({
          kind: "join",
          room: roomName,
          key: asked,
          arrival: { kind: "poll" },
          sentAtMs: kernel.nowMs(),
        });
      },
      (ended) => {
        if (ended.kind !== "done") kernel.after(retryMs, () => asked === key() && post());
      },
    );
  }

  function poll() {
    if (isDone) return;
    kernel.after(pollMs, poll);
    if (isAway) return;
    const asked = key();
    invoke(
      stage,
      "api",
      (ports) => readTicket(ports, asked),
      (ended) => {
        if (ended.kind !== "done" || asked !== key() || isDone || isAway) return;
        if (ended.value === "unknown") return post();
        if (ended.value === "registering") return;
        history.add({ kind: "heard", visitor: name, connection: `http ${name}`, message: ended.value });
        heard(ended.value);
      },
    );
  }

  // ── What is heard ──

  function heard(message: ServerMessage) {
    if (isDone || isAway) return;
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
        if (message.status !== undefined && message.status !== "waiting") over();
        return;
      }
      case "turn":
        if (!isMine(message.number)) return;
        number = message.number;
        return turn(message.pass, message.expiresAt);
      case "end":
        if (!isMine(message.number)) return;
        number = message.number;
        return over();
      case "tick":
        // A turn that did not arrive: the line has gone past, and nobody called.
        if (visiting !== undefined || number === undefined || message.serving <= number) return;
        lateTicks += 1;
        if (lateTicks % 2 === 0) for (const tab of tabs) join(tab);
        return;
      case "error":
        if (message.code === "room_closed")
          kernel.after(closedLookMs + dice.below(2000), joinAgainIfUnanswered);
        return;
      case "pong":
        return;
      default:
        message satisfies never;
    }
  }

  /** Whether a join was heard of; what is about an earlier key says nothing of it. */
  function isAnswer(message: ServerMessage): boolean {
    return message.type === "ticket" ? keyOfResume(message.resume) === key() : message.type === "error";
  }

  /** Who has not heard the number yet takes any for it that was not an earlier key's. */
  function isMine(told: number): boolean {
    return number === undefined ? !formerNumbers.has(told) : told === number;
  }

  function joinAgainIfUnanswered(): void {
    if (!isDone && !isAway && number === undefined) for (const tab of tabs) join(tab);
  }

  function turn(pass: string, expiresAt: string) {
    if (visiting === pass) return;
    const isAgain = visiting !== undefined && visitOf(visiting).number === visitOf(pass).number;
    visiting = pass;
    if (isAgain) return;
    visits += 1;
    tally.count("turn heard");
    const { onTurn } = plan;
    const asked = key();
    const endsInMs = Math.max(0, Date.parse(expiresAt) - kernel.nowMs());
    const whileVisiting = (work: () => void) => () => {
      if (visiting !== undefined && asked === key() && !isDone && !isAway) work();
    };
    // Nobody waits for word of an end that the page's own clock shows.
    kernel.after(endsInMs + 1500, whileVisiting(over));
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
      if (asked !== key() || isDone || isAway) return;
      if (ended.kind !== "done") {
        kernel.after(retryMs, () => asked === key() && !isDone && !isAway && submit(how));
        return;
      }
      tally.count(`commit ${ended.value.kind}`);
      if (ended.value.kind === "committed")
        history.add({ kind: "committed", visitor: name, run, number: of });
      over();
    });
  }

  function leave(): void {
    history.add({ kind: "leave", visitor: name, key: key() });
    tally.count("leave");
    for (const tab of tabs)
      if (tab.connection !== undefined) gateway.frame(tab.connection, { action: "leave", key: key() });
    // Over HTTP one just goes.
    const from = key();
    kernel.after(5000, () => from === key() && !isDone && over());
  }

  /** The place or the visit is over: come again with a new key, or be gone. */
  function over() {
    if (number !== undefined) formerNumbers.add(number);
    const knewNumber = number !== undefined;
    const hadVisit = visiting !== undefined;
    visiting = undefined;
    number = undefined;
    const wantsMore = hadVisit ? plan.comesAgain && visits < 2 : !hasLeft();
    if (!wantsMore || keys.length >= keysMax) return finish();
    tally.count("comes again");
    begin();
    if (!isSocket) return post();
    if (tabs.length === 0) return openTab();
    // The page connects anew. A client that does not must know its number, to tell what is about the earlier key.
    const staysConnected = knewNumber && dice.percent(30);
    for (const tab of tabs) {
      if (staysConnected) join(tab);
      else reconnect(tab);
    }
  }

  function reconnect(tab: Tab): void {
    const { connection } = tab;
    tab.connection = undefined;
    if (connection !== undefined) gateway.close(connection);
    connect(tab);
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
    closeTabs("close");
  }

  // ── Episodes ──

  function live(episode: Episode) {
    if (isDone || (isAway && episode.kind !== "go away")) return;
    tally.count(episode.kind);
    switch (episode.kind) {
      case "refresh":
        closeTabs("close");
        if (isSocket) openTab();
        return;
      case "second tab":
        if (isSocket && tabs.length < 3) openTab();
        return;
      case "lose the network":
        isAway = true;
        closeTabs(dice.percent(50) ? "cut" : "close");
        kernel.after(episode.forMs, () => {
          if (isDone) return;
          isAway = false;
          if (isSocket) openTab();
        });
        return;
      case "leave":
        return leave();
      case "go away":
        isDone = true;
        closeTabs(dice.percent(50) ? "cut" : "close");
        return;
      default:
        episode satisfies never;
    }
  }

  kernel.after(plan.arrivesAtMs, () => {
    tally.count("arrival");
    begin();
    if (isSocket) openTab();
    else {
      post();
      poll();
    }
    for (const episode of plan.episodes)
      if (plan.arrivesAtMs + episode.atMs < calmAtMs) kernel.after(episode.atMs, () => live(episode));
  });

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

/** What `GET /rooms/{room}/tickets/me` does. */
async function readTicket(ports: Ports, key: string): Promise<TicketMessage | "registering" | "unknown"> {
  const room = await ports.ledger.readRoom(roomName);
  if (room === undefined) return "unknown";
  const line = { room: roomName, run: room.run };
  const number = (await ports.ledger.findNumbers(line, [key])).get(key);
  const stored = number === undefined ? undefined : await ports.ledger.readTicket(line, number);
  // A page that waits for so long posts its join again: here it does so at once.
  if (number === undefined) return "unknown";
  if (stored === undefined || stored.status === "void") return "registering";
  const ticket = await comeBack(ports, line, room, stored, { kind: "poll" });
  const [gate, issued] = await Promise.all([ports.ledger.readGate(line), ports.ledger.readIssued(line)]);
  return ticketMessage(ports, line, room, ticket, { serving: gate.serving, issued });
}
