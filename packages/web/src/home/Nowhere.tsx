import { useEffect } from "react";
import { Shell } from "../Shell.tsx";
import { useSpeech } from "../speech.tsx";

export function Nowhere() {
  const { words } = useSpeech();
  useEffect(() => {
    document.title = `${words.nowhereTitle} · Fairline`;
  }, [words]);
  return (
    <Shell title="Fairline" tone="plain">
      <main id="main" className="ended" data-stage="nowhere">
        <section className="inner">
          <h1 className="headline">{words.nowhereTitle}</h1>
          <p className="lede">{words.nowhereText}</p>
          <p className="actions">
            <a className="button main" href="/">
              {words.home}
            </a>
          </p>
        </section>
      </main>
    </Shell>
  );
}
