import type { ReactNode } from "react";
import { useChosen } from "./speech.tsx";
import { Logo } from "./theme/Logo.tsx";
import { isLanguage, type Language, languages } from "./visitor/language.ts";

interface ShellProps {
  readonly title: string;
  /** The whole page takes this colour; `turn` is meant to be seen from across a room. */
  readonly tone: "plain" | "turn";
  readonly children: ReactNode;
}

/** What stands around every page that a visitor sees. */
export function Shell({ title, tone, children }: ShellProps) {
  const { speech } = useChosen();
  return (
    <div className="shell" data-tone={tone}>
      <a className="skip" href="#main">
        {speech.words.skip}
      </a>
      <header className="top">
        <p className="top-title">
          <Logo tone={tone} title={title} />
          <span>{title}</span>
        </p>
        <LanguageSwitch />
      </header>
      {children}
    </div>
  );
}

function LanguageSwitch() {
  const { speech, choose } = useChosen();
  return (
    <label className="language">
      <span className="unseen">{speech.words.languageLabel}</span>
      <select
        value={speech.language}
        onChange={(event) => {
          if (isLanguage(event.target.value)) choose(event.target.value);
        }}
      >
        {(Object.keys(languages) as Language[]).map((language) => (
          <option key={language} value={language} lang={language}>
            {languages[language].languageName}
          </option>
        ))}
      </select>
    </label>
  );
}
