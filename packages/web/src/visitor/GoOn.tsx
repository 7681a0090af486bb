import { useStore } from "zustand";
import { useSpeech } from "../speech.tsx";
import { type Going, siteHost } from "./going.ts";
import { goLabel } from "./goingText.ts";
import type { Words } from "./language.ts";
import { refusalText } from "./refusal.ts";
import { fill } from "./say.ts";
import type { VisitorStore } from "./state.ts";

/** The way on to the site, as large as a thumb that comes running needs it. */
export function GoOn({ store }: { store: VisitorStore }) {
  const going = useStore(store, (state) => state.going);
  const isOnTheWay = useStore(store, ({ going, nowMs }) => going.kind === "sent" && nowMs < going.untilMs);
  const site = useStore(store, siteHost);
  const { words } = useSpeech();
  const label = useStore(store, (state) => goLabel(state, words));
  const cameFrom = useStore(store, (state) => state.cameFrom);
  const notice = noticeText(going, { site, cameFrom }, words);
  return (
    <>
      <button
        type="button"
        className="button main here go"
        data-testid="go"
        // Not disabled while it is sent: a button that is disabled loses the focus.
        aria-disabled={isOnTheWay}
        onClick={() => {
          // Whoever goes on from here is called here.
          store.actHere();
          void store.go();
        }}
      >
        {isOnTheWay ? words.moment : label}
      </button>
      {notice !== undefined && (
        <p className="refusal" role="alert" data-testid="refusal">
          {notice}
        </p>
      )}
    </>
  );
}

function noticeText(
  going: Going,
  { site = "", cameFrom = "" }: { readonly site: string | undefined; readonly cameFrom: string | undefined },
  words: Words,
): string | undefined {
  switch (going.kind) {
    case "none":
    case "sent":
      return undefined;
    case "otherSite":
      return fill(words.goOtherSite, { site });
    case "noWayBack":
      return fill(words.goNoWayBack, { site: cameFrom });
    case "cameBack":
      return words.goCameBack;
    case "refused":
      return refusalText(going, words);
    default:
      return going satisfies never;
  }
}
