import type { Memory } from "@fairline/client/ports";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { useBrand } from "./theme/Branded.tsx";
import { chooseLanguage, keepLanguage, type Language, languages } from "./visitor/language.ts";
import { type Speech, speechIn } from "./visitor/say.ts";

interface Chosen {
  readonly speech: Speech;
  choose(language: Language): void;
}

const Chosen = createContext<Chosen | undefined>(undefined);

/** Gives the language to everything inside, and tells it to the browser. */
export function Speaking({ memory, children }: { memory: Memory; children: ReactNode }) {
  const [language, setLanguage] = useState(() => chooseLanguage(memory, navigator.languages));
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = languages[language].direction;
  }, [language]);
  const wordsOver = useBrand()?.words?.[language];
  const chosen = useMemo(
    () => ({
      speech: speechIn(language, wordsOver),
      choose(next: Language) {
        keepLanguage(memory, next);
        setLanguage(next);
      },
    }),
    [language, wordsOver, memory],
  );
  return <Chosen value={chosen}>{children}</Chosen>;
}

export function useChosen(): Chosen {
  const chosen = useContext(Chosen);
  if (chosen === undefined) throw new Error("useChosen() outside of <Speaking>");
  return chosen;
}

export function useSpeech(): Speech {
  return useChosen().speech;
}
