import type { Memory } from "@fairline/client/ports";
import { createStore, type StoreApi } from "zustand/vanilla";
import { Theme, themeAddress } from "./theme.ts";

export interface ThemeState {
  /** The operator's brand. Undefined for as long as nobody knows whether there is one. */
  readonly theme: Theme | undefined;
}

export type ThemeStore = Pick<StoreApi<ThemeState>, "getState" | "getInitialState" | "subscribe"> & {
  /** Asks for the theme. Never throws: a page without it is a page all the same. */
  start(): Promise<void>;
};

interface World {
  readonly memory: Memory;
  /** The text of theme.json. Rejects when no answer came. */
  readonly fetchTheme: () => Promise<string>;
  readonly warn: (line: string) => void;
}

const keptName = "fairline:theme";
const plain: Theme = {};

/** Begins with the last good theme of this browser, so that whoever returns sees no other colours first. */
export function createThemeStore({ memory, fetchTheme, warn }: World): ThemeStore {
  const kept = memory.read(keptName);
  const store = createStore<ThemeState>(() => ({ theme: kept === undefined ? undefined : goodTheme(kept) }));
  const keepWhatThereIs = () => store.setState(({ theme }) => ({ theme: theme ?? plain }));
  return {
    ...store,
    async start() {
      const text = await fetchTheme().catch(() => undefined);
      if (text === undefined || text === kept) return keepWhatThereIs();
      const theme = goodTheme(text, (why) => warn(`${themeAddress}theme.json is ignored: ${why}`));
      if (theme === undefined) return keepWhatThereIs();
      memory.write(keptName, text);
      store.setState({ theme });
    },
  };
}

/** The theme that a text is, if it is one; `refused` is told the first mistake. */
function goodTheme(text: string, refused: (why: string) => void = () => {}): Theme | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    refused("it is not JSON");
    return undefined;
  }
  const parsed = Theme.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  refused(`${issue?.path.join(".") || "theme"}: ${issue?.message}`);
  return undefined;
}
