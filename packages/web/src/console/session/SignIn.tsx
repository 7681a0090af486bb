import { duration } from "@fairline/core";
import type { FormEvent } from "react";
import { useStore } from "zustand";
import type { Access, Why } from "./access.ts";
import type { ConsoleStore } from "./store.ts";

/** The way in: a token, and a name for the log. */
export function SignIn({ store }: { store: ConsoleStore }) {
  const access = useStore(store, (state) => state.access);
  const nowMs = useStore(store, (state) => state.nowMs);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const token = String(form.get("token") ?? "").trim();
    if (token !== "") void store.signIn(token, String(form.get("name") ?? "").trim());
  };
  const waitSeconds = secondsToWait(access, nowMs);
  const why = access.access === "out" ? access.why : undefined;
  return (
    <div className="console signin">
      <main id="main" data-stage="signin">
        <form className="card" aria-label="Sign in" onSubmit={submit}>
          <h1>
            <img src="/logo.svg" alt="" width="32" height="32" /> Fairline console
          </h1>
          <p className="signin-why" role="alert" data-testid="signin-why" data-why={why?.kind}>
            {why !== undefined && said(why)}
          </p>
          {waitSeconds > 0 && (
            <p className="note" data-testid="signin-wait">
              You can try again in {duration(waitSeconds)}.
            </p>
          )}
          <div className="field">
            <label htmlFor="token">Operators’ token</label>
            <input
              id="token"
              name="token"
              type="password"
              autoComplete="current-password"
              required
              maxLength={500}
              aria-invalid={why?.kind === "refused"}
              aria-describedby="token-note"
            />
            <p id="token-note" className="note">
              The one that npm start printed, or that was set for the deploy. It is exchanged for a session,
              and not kept.
            </p>
          </div>
          <div className="field">
            <label htmlFor="name">Your name</label>
            <input
              id="name"
              name="name"
              autoComplete="username"
              maxLength={40}
              aria-describedby="name-note"
            />
            <p id="name-note" className="note">
              The log says who did what. A token that has a name of its own goes by that.
            </p>
          </div>
          <button
            type="submit"
            className="button main"
            disabled={access.access === "entering" || waitSeconds > 0}
          >
            {access.access === "entering" ? "Signing in…" : "Sign in"}
          </button>
        </form>
      </main>
    </div>
  );
}

/** How long no attempt is heard. It counts down beside the alert, which would be read out anew with every second. */
function secondsToWait(access: Access, nowMs: number): number {
  if (access.access !== "out" || access.why.kind !== "tooMany") return 0;
  return Math.max(0, Math.ceil((access.why.untilMs - nowMs) / 1000));
}

function said(why: Why): string {
  switch (why.kind) {
    case "new":
      return "";
    case "refused":
      return "This token was not accepted. Please check it and try again.";
    case "ended":
      return "Your session has ended. Sign in again to go on; what you typed is still there.";
    case "left":
      return "You are signed out.";
    case "tooMany":
      return "There were too many attempts, so none is heard for a while.";
    case "failed":
      return `Not signed in: ${why.message}`;
    default:
      return why satisfies never;
  }
}
