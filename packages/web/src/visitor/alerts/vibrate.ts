/** Long enough to be felt in a pocket, in milliseconds: on, off, on, … */
const pattern = [300, 150, 300, 150, 600];

/** A browser that does not know it does without; one that wants a tap first would write an error to its console. */
export function vibrate() {
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(pattern);
}
