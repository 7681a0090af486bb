import { createContext, type ReactNode, useContext, useLayoutEffect } from "react";
import { useStore } from "zustand";
import type { ThemeStore } from "./store.ts";
import type { Theme } from "./theme.ts";
import { wear } from "./wear.ts";

const Brand = createContext<Theme | undefined>(undefined);

/** Gives the operator's brand to everything inside, and its colours to the page. */
export function Branded({ store, children }: { store: ThemeStore; children: ReactNode }) {
  const theme = useStore(store, (state) => state.theme);
  // Before the browser paints what was just rendered.
  useLayoutEffect(() => {
    if (theme !== undefined) wear(theme);
  }, [theme]);
  return <Brand.Provider value={theme}>{children}</Brand.Provider>;
}

/** Undefined for as long as nobody knows whether there is one. */
export function useBrand(): Theme | undefined {
  return useContext(Brand);
}

/** Who invites people to this page. */
export function useBrandName(): string {
  return useBrand()?.name ?? "Fairline";
}
