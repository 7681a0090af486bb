// Runs in a page before anything of the page's own: notes what it does to be heard, felt and seen by somebody who is
// looking at something else, which this visitor is.
(() => {
  const noted = { tones: 0, vibrations: 0, notifications: [], shown: 0 };
  window.fairlineAlerts = noted;

  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) {
    noted.tones += 1;
    return start.apply(this, when);
  };

  navigator.vibrate = () => {
    noted.vibrations += 1;
    return true;
  };

  window.Notification = class {
    static permission = "granted";
    static requestPermission = async () => "granted";

    constructor(title, { body }) {
      noted.notifications.push(`${title}: ${body}`);
      noted.shown += 1;
    }

    close() {
      noted.shown -= 1;
    }
  };

  document.hasFocus = () => false;
})();
