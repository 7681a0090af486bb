import type { ReactNode } from "react";
import { useStore } from "zustand";
import type { RoomStore } from "../store.ts";

interface DeedButtonProps {
  readonly store: RoomStore;
  /** How weighty it is. */
  readonly look?: "main" | "danger" | "small" | undefined;
  readonly press: () => void;
  readonly children: ReactNode;
}

/** A button that waits while something else is being done. It keeps the focus meanwhile, as a disabled one would not. */
export function DeedButton({ store, look, press, children }: DeedButtonProps) {
  const isBusy = useStore(store, ({ deed }) => deed.kind === "sent");
  return (
    <button
      type="button"
      className={look === undefined ? "button" : `button ${look}`}
      aria-disabled={isBusy}
      onClick={() => {
        if (!isBusy) press();
      }}
    >
      {children}
    </button>
  );
}
