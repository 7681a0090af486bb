import type { HandoverOffer } from "@fairline/client/state";
import { lazy, Suspense } from "react";
import { useStore } from "zustand";
import { useSpeech } from "../speech.tsx";
import { CopyButton } from "./CopyButton.tsx";
import { Dialog } from "./Dialog.tsx";
import { refusalText } from "./refusal.ts";
import { countdown, fill } from "./say.ts";
import type { VisitorStore } from "./state.ts";

// Most visitors never move their place: what draws the code is fetched when somebody does.
const QrCode = lazy(() => import("./QrCode.tsx"));

/** Moves the place to another device: a code to scan, or its address to open there. */
export function HandOver({ store }: { store: VisitorStore }) {
  const handover = useStore(store, (state) => state.handover);
  const { words } = useSpeech();
  return (
    <>
      <button
        type="button"
        className="button quiet"
        data-testid="handover"
        onClick={() => void store.handOver()}
      >
        {words.handover}
      </button>
      <Dialog
        isOpen={handover.kind !== "none"}
        close={store.endHandOver}
        title={words.handoverTitle}
        testId="handover-dialog"
      >
        <p className="ask-text">{words.handoverText}</p>
        <Offer store={store} handover={handover} />
        <p className="actions">
          <button type="button" className="button" onClick={store.endHandOver}>
            {words.close}
          </button>
        </p>
      </Dialog>
    </>
  );
}

function Offer({ store, handover }: { store: VisitorStore; handover: HandoverOffer }) {
  const { words } = useSpeech();
  switch (handover.kind) {
    case "none":
      return null;
    case "asking":
      return <p role="status">{words.moment}</p>;
    case "refused":
      return (
        <p className="refusal" role="alert">
          {refusalText(handover, words)}
        </p>
      );
    case "offered":
      return <Code store={store} offer={handover} />;
    default:
      return handover satisfies never;
  }
}

function Code({ store, offer }: { store: VisitorStore; offer: Extract<HandoverOffer, { kind: "offered" }> }) {
  const nowMs = useStore(store, (state) => state.nowMs);
  const { words } = useSpeech();
  const { url, expiresAtMs } = offer;
  return (
    <>
      <div className="code">
        <Suspense fallback={null}>
          <QrCode text={url} label={words.handoverCode} />
        </Suspense>
      </div>
      <p className="label">{words.handoverAddress}</p>
      <div className="address">
        <code data-testid="handover-address">{url}</code>
        <CopyButton text={url} />
      </div>
      <p className="aside">{fill(words.handoverValid, { time: countdown((expiresAtMs - nowMs) / 1000) })}</p>
    </>
  );
}
