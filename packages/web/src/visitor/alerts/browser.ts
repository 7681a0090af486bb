import { callByIcon } from "../../tabIcon.ts";
import type { AlertWorld, Notifications, Permission, Tab } from "./ports.ts";
import { createRing } from "./ring.ts";
import { vibrate } from "./vibrate.ts";

const tab: Tab = {
  setTitle(title) {
    if (document.title !== title) document.title = title;
  },
  setCalling: callByIcon,
  isInFront: () => document.visibilityState === "visible" && document.hasFocus(),
  bringToFront: () => window.focus(),
};

/** Android's browsers have the name, but refuse to make one for a page. It shows only in trying, before permission. */
function canNotify(): boolean {
  // Over plain HTTP there is the name, and nothing that a visitor could allow.
  if (!isSecureContext || !("Notification" in window)) return false;
  if (Notification.permission === "granted") return true;
  try {
    new Notification("");
    return true;
  } catch {
    return false;
  }
}

function createNotifications(): Notifications {
  let supported = canNotify();
  const permission = (): Permission => {
    if (!supported) return "unsupported";
    return Notification.permission === "default" ? "unasked" : Notification.permission;
  };
  return {
    permission,
    async ask() {
      await Notification.requestPermission();
      return permission();
    },
    show(title, text, clicked) {
      try {
        const shown = new Notification(title, { body: text, tag: "fairline", requireInteraction: true });
        shown.onclick = clicked;
        return () => shown.close();
      } catch {
        supported = false;
        return () => {};
      }
    },
  };
}

export function browserAlerts(): AlertWorld {
  const stillness = matchMedia("(prefers-reduced-motion: reduce)");
  return {
    sound: createRing(),
    notifications: createNotifications(),
    tab,
    vibrate,
    wantsStillness: () => stillness.matches,
    onClick(clicked) {
      // These two count as the visitor's own doing; a finger that only scrolls does not.
      addEventListener("click", clicked);
      addEventListener("keydown", clicked);
      return () => {
        removeEventListener("click", clicked);
        removeEventListener("keydown", clicked);
      };
    },
  };
}
