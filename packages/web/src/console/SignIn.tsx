import type { FormEvent } from "react";
import { useStore } from "zustand";
import type { ConsoleStore } from "./store.ts";

export function SignIn({ store }: { store: ConsoleStore }) {
  const session = useStore(store, (state) => state.session);
  const room = useStore(store, (state) => state.room);
  const refused = session.session === "signedOut" && session.refused;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const token = String(form.get("token") ?? "").trim();
    if (token !== "") store.signIn(token, String(form.get("room") ?? "").trim() || room);
  };
  return (
    <div className="console signin">
      <main id="main" data-stage="signin">
        <form className="card" aria-label="Sign in" onSubmit={submit}>
          <h1>
            <img src="/logo.svg" alt="" width="32" height="32" /> Fairline console
          </h1>
          <div className="field">
            <label htmlFor="token">Admin token</label>
            <input
              id="token"
              name="token"
              type="password"
              autoComplete="current-password"
              required
              aria-invalid={refused}
              aria-describedby="token-note"
            />
            <p
              id="token-note"
              className={refused ? "note refusal" : "note"}
              role={refused ? "alert" : undefined}
            >
              {refused
                ? "This token was not accepted. Please check it and try again."
                : "The one that npm start printed, or that was set for the deploy. It is kept in this tab only."}
            </p>
          </div>
          <div className="field">
            <label htmlFor="room">Room</label>
            <input id="room" name="room" defaultValue={room} autoCapitalize="none" spellCheck={false} />
          </div>
          <button type="submit" className="button main">
            Sign in
          </button>
        </form>
      </main>
    </div>
  );
}
