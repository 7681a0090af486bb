import type { ReactNode } from "react";
import { useStore } from "zustand";
import { timeOf } from "./say.ts";
import type { ConsoleStore } from "./session/store.ts";

/** Somebody is told of the end of the session so long before. */
const endsSoonMs = 10 * 60_000;

interface TopBarProps {
  readonly session: ConsoleStore;
  readonly children: ReactNode;
}

/** What stands above every view: what it is (`children`), and who is signed in. */
export function TopBar({ session, children }: TopBarProps) {
  const access = useStore(session, (state) => state.access);
  const nowMs = useStore(session, (state) => state.nowMs);
  if (access.access !== "in") return null;
  return (
    <header className="bar">
      {children}
      <p className="bar-operator">
        <span className="unseen">Signed in as </span>
        {access.operator}
      </p>
      {Date.parse(access.expiresAt) - nowMs < endsSoonMs && (
        <p className="bar-end">Session ends at {timeOf(access.expiresAt)}</p>
      )}
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
