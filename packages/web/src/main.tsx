import "./withoutEval.ts";
import { lazy, StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { fetchTheme, lastingMemory } from "./browser.ts";
import { Home } from "./home/Home.tsx";
import { Nowhere } from "./home/Nowhere.tsx";
import { type Route, routeOf } from "./route.ts";
import { Speaking } from "./speech.tsx";
import { Branded } from "./theme/Branded.tsx";
import { createThemeStore } from "./theme/store.ts";
import { Room } from "./visitor/Room.tsx";

// The console is fetched only where it is opened, so that the visitor's page stays small.
const Console = lazy(() => import("./console/Console.tsx"));

function Page({ route }: { route: Route }) {
  switch (route.page) {
    case "home":
      return <Home />;
    case "room":
      return <Room room={route.room} />;
    case "console":
      return <Console />;
    case "nowhere":
      return <Nowhere />;
    default:
      return route satisfies never;
  }
}

const page = document.getElementById("page");
if (page === null) throw new Error("index.html has no element #page");
const theme = createThemeStore({
  memory: lastingMemory,
  fetchTheme,
  warn: (line) => console.warn(line),
});
void theme.start();
createRoot(page).render(
  <StrictMode>
    <Branded store={theme}>
      <Speaking memory={lastingMemory}>
        <Suspense fallback={null}>
          <Page route={routeOf(location.pathname)} />
        </Suspense>
      </Speaking>
    </Branded>
  </StrictMode>,
);
