import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { http } from "../browser.ts";
import { Shell } from "../Shell.tsx";
import { useSpeech } from "../speech.tsx";
import { useBrandName } from "../theme/Branded.tsx";
import { Way } from "../visitor/Way.tsx";
import { createHomeStore, demoRoom } from "./store.ts";

export function Home() {
  const [store] = useState(() => createHomeStore(http));
  const numbers = useStore(store, (state) => state.numbers);
  const { words, number, duration } = useSpeech();
  const brandName = useBrandName();
  useEffect(() => {
    void store.start();
  }, [store]);
  useEffect(() => {
    document.title = `${brandName} · ${words.homeTitle}`;
  }, [words, brandName]);
  const shown = (text: string | undefined) => text ?? "–";
  return (
    <Shell title={brandName} tone="plain">
      <main id="main" className="home" data-stage="home">
        <section className="inner">
          <h1 className="headline">{words.homeTitle}</h1>
          <p className="lede">{words.homeText}</p>
        </section>
        <Way progress={0.42} ahead={9} />
        <section className="inner">
          <dl className="facts promises">
            <div>
              <dt>{words.homeSlots}</dt>
              <dd>{shown(numbers && number(numbers.slots))}</dd>
            </div>
            <div>
              <dt>{words.homeSlotSeconds}</dt>
              <dd>{shown(numbers && duration(numbers.slotSeconds))}</dd>
            </div>
            <div>
              <dt>{words.homeTickSeconds}</dt>
              <dd>{shown(numbers && duration(numbers.tickSeconds))}</dd>
            </div>
          </dl>
          <p className="actions">
            <a className="button main" href={`/r/${demoRoom}`}>
              {words.homeRoom}
            </a>
            <a className="button" href="/admin">
              {words.homeConsole}
            </a>
          </p>
          <p className="aside">{words.homeConsoleText}</p>
        </section>
      </main>
    </Shell>
  );
}
