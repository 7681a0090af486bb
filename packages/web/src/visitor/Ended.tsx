import { placeAt, progressAt } from "@fairline/client/line";
import { isOver, type Visit } from "@fairline/client/visit";
import { useStore } from "zustand";
import { useSpeech } from "../speech.tsx";
import { siteStart } from "./going.ts";
import type { Words } from "./language.ts";
import { fill } from "./say.ts";
import type { VisitorStore } from "./state.ts";
import { Way } from "./Way.tsx";

type Over = "completed" | "expired" | "noshow" | "left" | "moved" | "unknown" | "trouble";

export function Connecting({ store }: { store: VisitorStore }) {
  const lost = useStore(store, (state) => state.link.link === "lost");
  const early = useStore(store, (state) => state.early);
  const { words, counted, joined } = useSpeech();
  return (
    <>
      <section className="inner ended">
        <h1 className="headline" tabIndex={-1} data-focus="">
          {words.connectingTitle}
        </h1>
        <p className="lede" data-testid={lost ? "unreachable" : undefined}>
          {joined(
            lost ? words.unreachableText : words.connectingText,
            early === undefined ? "" : counted("early", early.waiting),
          )}
        </p>
        {lost && (
          <p className="actions">
            <button type="button" className="button" onClick={() => store.retry()}>
              {words.retry}
            </button>
          </p>
        )}
      </section>
      <Way progress={0} ahead={early?.waiting ?? 0} you="absent" />
    </>
  );
}

export function Closed({
  store,
  visit,
}: {
  store: VisitorStore;
  visit: Extract<Visit, { stage: "closed" }>;
}) {
  const nowMs = useStore(store, (state) => state.nowMs);
  const isDraining = useStore(store, ({ facts }) => facts.draining === true);
  const { words, number } = useSpeech();
  const { line } = visit;
  const [title, text] = isDraining
    ? [words.drainingTitle, words.drainingText]
    : [words.closedTitle, words.closedText];
  return (
    <>
      <section className="inner ended">
        <h1 className="headline" tabIndex={-1} data-focus="">
          {line === undefined ? title : words.closedTitle}
        </h1>
        <p className="lede">
          {line === undefined ? text : fill(words.closedLineText, { place: number(placeAt(line, nowMs)) })}
        </p>
      </section>
      {line === undefined ? (
        <Way progress={0} ahead={0} you="absent" />
      ) : (
        <Way progress={progressAt(line, nowMs)} ahead={placeAt(line, nowMs) - 1} />
      )}
    </>
  );
}

/** What is left to say when there is no place any more, or none yet. */
export function Ended({ store, visit }: { store: VisitorStore; visit: Extract<Visit, { stage: Over }> }) {
  const room = useStore(store, (state) => state.room);
  const start = useStore(store, siteStart);
  const { words } = useSpeech();
  const { title, text } = endedText(visit, words);
  return (
    <>
      <section className="inner ended">
        <h1 className="headline" tabIndex={-1} data-focus="">
          {title}
        </h1>
        <p className="lede">
          {fill(text, { room, email: visit.stage === "completed" ? (visit.reservedFor ?? "") : "" })}
        </p>
        <p className="actions">
          {visit.stage === "trouble" && (
            <button type="button" className="button main" onClick={() => store.retry()}>
              {words.retry}
            </button>
          )}
          {isOver(visit) && visit.stage !== "unknown" && (
            <button
              type="button"
              className={isGood(visit) ? "button" : "button main"}
              data-testid="join-again"
              onClick={() => store.joinAgain()}
            >
              {words.joinAgain}
            </button>
          )}
          {start !== undefined && isOver(visit) && visit.stage !== "unknown" && visit.stage !== "moved" && (
            <a className={isGood(visit) ? "button main" : "button"} data-testid="to-site" href={start}>
              {fill(words.goTo, { site: new URL(start).host })}
            </a>
          )}
          {visit.stage === "unknown" && (
            <a className="button main" href="/">
              {words.home}
            </a>
          )}
        </p>
      </section>
      <Way progress={0} ahead={0} you={visit.stage === "completed" ? "through" : "absent"} />
    </>
  );
}

/** Ends that leave nothing to wish for: joining again is possible, but not what one wants now. */
function isGood({ stage }: Visit): boolean {
  return stage === "completed" || stage === "moved";
}

function endedText(visit: Extract<Visit, { stage: Over }>, words: Words): { title: string; text: string } {
  switch (visit.stage) {
    case "completed":
      return visit.reservedFor === undefined
        ? { title: words.completedTitle, text: words.completedText }
        : { title: words.reservedTitle, text: words.reservedText };
    case "expired":
      return { title: words.expiredTitle, text: words.expiredText };
    case "noshow":
      return { title: words.noshowTitle, text: words.noshowText };
    case "left":
      return leftText(visit.why, words);
    case "moved":
      return { title: words.movedTitle, text: words.movedText };
    case "unknown":
      return { title: words.unknownTitle, text: words.unknownText };
    case "trouble":
      return visit.code === "rate_limited" || visit.code === "unavailable"
        ? { title: words.busyTitle, text: words.busyText }
        : { title: words.troubleTitle, text: words.troubleText };
    default:
      return visit satisfies never;
  }
}

function leftText(why: Extract<Visit, { stage: "left" }>["why"], words: Words) {
  switch (why) {
    case "asked":
      return { title: words.leftTitle, text: words.leftText };
    case "elsewhere":
      return { title: words.leftElsewhereTitle, text: words.leftElsewhereText };
    case "reset":
      return { title: words.resetTitle, text: words.resetText };
    default:
      return why satisfies never;
  }
}
