import type { CSSProperties } from "react";

interface WayProps {
  /** How much of the way is behind the visitor, 0…1. */
  readonly progress: number;
  /** Whether the visitor stands in the line, has gone through the door, or is not there. */
  readonly you?: "inLine" | "through" | "absent";
  /** People between the visitor and the front. */
  readonly ahead: number;
  /** What the picture says, for those who do not see it; without it, the picture is an ornament. */
  readonly label?: string;
}

const dotsMax = 40;

/** The line itself: the way behind the visitor is drawn solid, everybody ahead is a dot, the bar is the door. */
export function Way({ progress, ahead, label, you = "inLine" }: WayProps) {
  const dots = Math.min(ahead, dotsMax);
  const style = { "--progress": progress } as CSSProperties;
  const picture = label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label };
  return (
    <div className="way" data-you={you} style={style} {...picture}>
      <div className="way-run">
        <span className="way-done" />
        <span className="way-ahead">
          {Array.from({ length: dots }, (_, index) => (
            // Dots have no identity of their own: the nth from the front is the nth from the front.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <i key={index} />
          ))}
        </span>
        <span className="way-you" />
        <span className="way-door" />
      </div>
    </div>
  );
}

/** The time that is left of a turn, as the same line, 1…0. */
export function TimeLeft({ share }: { share: number }) {
  return (
    <div className="way way-time" style={{ "--progress": share } as CSSProperties} aria-hidden="true">
      <div className="way-run">
        <span className="way-done" />
        <span className="way-you" />
      </div>
    </div>
  );
}
