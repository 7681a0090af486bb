import type { ReactNode } from "react";
import { useStore } from "zustand";
import type { ConsoleStore } from "./session/store.ts";

interface TopBarProps {
  readonly session: ConsoleStore;
  readonly children: ReactNode;
}

/** What stands above every view: what it is (`children`), and who is signed in. */
export function TopBar({ session, children }: TopBarProps) {
  const access = useStore(session, (state) => state.access);
  if (access.access !== "in") return null;
  return (
    <header className="bar">
      {children}
      <p className="bar-operator">
        <span className="unseen">Signed in as </span>
        {access.operator}
      </p>
      <button type="button" className="button small" onClick={() => void session.signOut()}>
        Sign out
      </button>
      {access.trouble !== undefined && (
        <p className="bar-trouble refusal" role="alert">
          Not signed out: {access.trouble}
        </p>
      )}
    </header>
  );
}
