import { useState } from "react";
import { useSpeech } from "../speech.tsx";

/** Puts a text on the clipboard. Where the browser lends none (plain HTTP), there is no button: the text can be marked. */
export function CopyButton({ text }: { text: string }) {
  const [copied, setCopied] = useState<string>();
  const { words } = useSpeech();
  if (!navigator.clipboard) return null;
  const copy = async () => {
    await navigator.clipboard.writeText(text).then(
      () => setCopied(text),
      () => setCopied(undefined),
    );
  };
  return (
    <button type="button" className="button small" onClick={() => void copy()}>
      <span role="status">{copied === text ? words.handoverCopied : words.handoverCopy}</span>
    </button>
  );
}
