import type { Line } from "@fairline/client/line";
import type { Visit } from "@fairline/client/visit";
import { describe, expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import { createAlerts } from "../src/visitor/alerts/alerts.ts";
import type { Permission } from "../src/visitor/alerts/ports.ts";
import { speechIn } from "../src/visitor/say.ts";
import { firstState, type VisitorState } from "../src/visitor/state.ts";
import { fakeBrowser, settled } from "./world.ts";

const line = { number: 20, serving: 20, firstPlace: 9, sinceMs: 0, heardAtMs: 0 } as Line;
const none = { kind: "none" } as const;
const waiting: Visit = { stage: "waiting", line };
const called = (confirmByMs = 15_000): Visit => ({
  stage: "called",
  line,
  confirmByMs,
  lastChance: false,
  request: none,
});
const missed: Visit = { stage: "missed", line, untilMs: 90_000, request: none };
const turn = (expiresAtMs = 60_000, number = 20): Visit => ({
  stage: "turn",
  number,
  pass: "p",
  expiresAtMs,
  ticketAtMs: 0,
  request: none,
});

/** A tab, and what comes out of it: rings, notifications, its title and icon. */
function tab({
  browser = fakeBrowser(),
  permission = "granted" as Permission,
  isClickedIn = true,
  hasSound = true,
} = {}) {
  const store = createStore<VisitorState>(() => ({ ...firstState("demo", 0, 0), acting: true }));
  const out = { rings: 0, vibrations: 0, notifications: 0, shown: 0, title: "", calling: false, fronts: 0 };
  let isAllowed = isClickedIn;
  let isInFront = false;
  let click = () => {};
  let clickNotification = () => {};
  const memory = browser.tab();
  const alerts = createAlerts(
    store,
    memory,
    {
      sound: {
        isSupported: () => hasSound,
        isAllowed: () => isAllowed,
        async allow() {
          isAllowed = true;
        },
        ring: () => {
          out.rings += 1;
        },
      },
      notifications: {
        permission: () => permission,
        async ask() {
          permission = "granted";
          return permission;
        },
        show(_title, _text, clicked) {
          out.notifications += 1;
          out.shown += 1;
          clickNotification = clicked;
          return () => {
            out.shown -= 1;
          };
        },
      },
      tab: {
        setTitle: (title) => {
          out.title = title;
        },
        setCalling: (calling) => {
          out.calling = calling;
        },
        isInFront: () => isInFront,
        bringToFront: () => {
          out.fronts += 1;
        },
      },
      vibrate: () => {
        out.vibrations += 1;
      },
      wantsStillness: () => false,
      onClick(clicked) {
        click = clicked;
        return () => {};
      },
    },
    speechIn("en"),
  );
  alerts.start();
  return {
    alerts,
    browser,
    out,
    is: (visit: Visit, more: Partial<VisitorState> = {}) => store.setState({ visit, ...more }),
    clicks: async () => {
      click();
      await settled();
    },
    clicksNotification: () => clickNotification(),
    comesToFront: () => {
      isInFront = true;
    },
  };
}

describe("a call", () => {
  test("rings, vibrates, and changes title and icon", () => {
    const { is, out } = tab();
    is(waiting);
    expect(out).toMatchObject({ rings: 0, vibrations: 0, calling: false, title: "1 · demo" });
    is(called());
    expect(out).toMatchObject({ rings: 1, vibrations: 1, calling: true, title: "Your turn! · demo" });
  });

  test("rings once: not with each second, nor when the clock is learnt better, nor for the turn that the answer brings", () => {
    const { is, out } = tab();
    is(called(15_000));
    is(called(15_000), { nowMs: 1000 });
    is(called(13_500), { nowMs: 2000 });
    is(turn(), { nowMs: 3000 });
    is(turn(), { nowMs: 40_000 });
    expect(out.rings).toBe(1);
  });

  test("rings again when a missed call is followed by another, and for the turn of another number", () => {
    const { is, out } = tab();
    is(called());
    is(missed, { nowMs: 16_000 });
    is(called(40_000), { nowMs: 25_000 });
    expect(out.rings).toBe(2);
    is({ stage: "expired" });
    is(turn(400_000, 60), { nowMs: 300_000 });
    expect(out.rings).toBe(3);
  });

  test("a reload, and another tab of the browser, do not ring for it again", () => {
    const first = tab();
    first.is(turn());
    for (const again of [tab({ browser: first.browser }), tab({ browser: first.browser })]) {
      again.is(turn(), { nowMs: 5000 });
      expect(again.out).toMatchObject({ rings: 0, vibrations: 0, calling: true });
    }
  });

  test("in a tab that does not act, nothing rings, and the tab that acts still does", () => {
    const quiet = tab();
    quiet.is(called(), { acting: false });
    expect(quiet.out).toMatchObject({ rings: 0, vibrations: 0, notifications: 0, calling: true });
    const acting = tab({ browser: quiet.browser });
    acting.is(called());
    expect(acting.out.rings).toBe(1);
  });

  test("the icon is calm again when it is over", () => {
    const { is, out } = tab();
    is(turn());
    is({ stage: "completed" });
    expect(out.calling).toBe(false);
  });
});

describe("the sound", () => {
  test.each([true, false])(
    "of a browser that has none is told as such, wanted or not (wanted: %s)",
    (isWanted) => {
      const { alerts, is, out } = tab({ hasSound: false });
      alerts.switchSound(isWanted);
      expect(alerts.getState().sound).toBe("unsupported");
      is(called());
      expect(out).toMatchObject({ rings: 0, vibrations: 1, calling: true });
    },
  );

  test("that is switched off stays off, in this tab and in the next", () => {
    const first = tab();
    first.alerts.switchSound(false);
    first.is(called());
    expect(first.out).toMatchObject({ rings: 0, vibrations: 1 });
    expect(tab({ browser: first.browser }).alerts.getState().sound).toBe("off");
  });

  test("waits for the visitor's first click, and is on from then", async () => {
    const { alerts, clicks, is, out } = tab({ isClickedIn: false });
    expect(alerts.getState().sound).toBe("waiting");
    await clicks();
    expect(alerts.getState().sound).toBe("on");
    expect(out.rings).toBe(0);
    is(called());
    expect(out.rings).toBe(1);
  });

  test("is heard when it is switched on, and when one asks to listen", async () => {
    const { alerts, out } = tab();
    alerts.switchSound(false);
    alerts.switchSound(true);
    await settled();
    expect(out.rings).toBe(1);
    alerts.listen();
    await settled();
    expect(out.rings).toBe(2);
  });
});

describe("the notification", () => {
  test("is shown only to who switched it on and looks elsewhere, and goes with the call", async () => {
    const { alerts, is, out } = tab();
    is(called());
    expect(out.notifications).toBe(0);
    is(missed, { nowMs: 16_000 });
    await alerts.switchNotification(true);
    is(called(40_000), { nowMs: 25_000 });
    expect(out).toMatchObject({ notifications: 1, shown: 1 });
    is(missed, { nowMs: 41_000 });
    expect(out.shown).toBe(0);
  });

  test("is not shown over the page that one is looking at", async () => {
    const { alerts, is, out, comesToFront } = tab();
    await alerts.switchNotification(true);
    comesToFront();
    is(called());
    expect(out.notifications).toBe(0);
  });

  test("brings the tab to the front when it is clicked on", async () => {
    const { alerts, is, out, clicksNotification } = tab();
    await alerts.switchNotification(true);
    is(called());
    clicksNotification();
    expect(out).toMatchObject({ fronts: 1, shown: 0 });
  });

  test.each([
    ["unasked", "on"],
    ["denied", "denied"],
    ["unsupported", "unsupported"],
  ] as const)("switched on while the permission is %s, it is %s", async (permission, notification) => {
    const { alerts } = tab({ permission });
    await alerts.switchNotification(true);
    expect(alerts.getState().notification).toBe(notification);
  });
});
