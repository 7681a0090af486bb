import type { Line } from "@fairline/client/line";
import { useStore } from "zustand";
import { useSpeech } from "../speech.tsx";
import type { Alerts } from "./alerts/alerts.ts";
import { Defer } from "./Defer.tsx";
import { HandOver } from "./HandOver.tsx";
import { Leave } from "./Leave.tsx";
import { Switch } from "./Switch.tsx";
import type { VisitorStore } from "./state.ts";

interface OptionsProps {
  readonly store: VisitorStore;
  readonly alerts: Alerts;
  readonly line: Line;
}

/** Everything that a visitor may do while waiting, and need not: one quiet place. */
export function Options({ store, alerts, line }: OptionsProps) {
  const { words } = useSpeech();
  return (
    <div className="options">
      <h2>{words.optionsTitle}</h2>
      <SoundSwitch alerts={alerts} />
      <NotificationSwitch alerts={alerts} />
      <div className="deeds">
        <Defer store={store} line={line} />
        <HandOver store={store} />
        <Leave store={store} />
      </div>
    </div>
  );
}

function SoundSwitch({ alerts }: { alerts: Alerts }) {
  const sound = useStore(alerts, (state) => state.sound);
  const { words } = useSpeech();
  if (sound === "unsupported") return null;
  return (
    <Switch
      label={words.sound}
      isOn={sound !== "off"}
      change={alerts.switchSound}
      hint={sound === "waiting" ? words.soundWaiting : undefined}
      testId="sound"
    >
      {sound !== "off" && (
        <button type="button" className="button quiet tiny" data-testid="listen" onClick={alerts.listen}>
          {words.soundTry}
        </button>
      )}
    </Switch>
  );
}

function NotificationSwitch({ alerts }: { alerts: Alerts }) {
  const notification = useStore(alerts, (state) => state.notification);
  const { words } = useSpeech();
  if (notification === "unsupported") return null;
  return (
    <Switch
      label={words.notification}
      isOn={notification === "on"}
      isDisabled={notification === "denied"}
      change={(on) => void alerts.switchNotification(on)}
      hint={notification === "denied" ? words.notificationDenied : undefined}
      testId="notification"
    />
  );
}
