import { useEffect } from "react";
import { Shell } from "../Shell.tsx";
import { useSpeech } from "../speech.tsx";
import { useBrandName } from "../theme/Branded.tsx";

export function Nowhere() {
  const { words } = useSpeech();
  const brandName = useBrandName();
  useEffect(() => {
    document.title = `${words.nowhereTitle} · ${brandName}`;
  }, [words, brandName]);
  return (
    <Shell title={brandName} tone="plain">
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
