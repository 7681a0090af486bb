import { type MouseEvent, useEffect, useRef, useState } from "react";
import { drawSlots } from "./drawSlots.ts";
import { laneAt, layoutOf } from "./layout.ts";
import type { Slot } from "./slot.ts";

interface SlotPictureProps {
  readonly slots: readonly Slot[];
  readonly open: (lane: number) => void;
}

/** Very many slots, as one picture: elements of their own would make the page hang. Beside it, a field finds any slot. */
export function SlotPicture({ slots, open }: SlotPictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const widthPx = useWidth(frame);
  const layout = layoutOf(slots.length, widthPx);
  useEffect(() => {
    if (canvas.current !== null) drawSlots(canvas.current, slots, layout, widthPx);
  });
  const find = ({ nativeEvent }: MouseEvent) => {
    const lane = laneAt(nativeEvent.offsetX, nativeEvent.offsetY, slots.length, layout);
    if (lane !== undefined && slots[lane]?.visit !== undefined) open(lane);
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="slot-frame" tabIndex={0} aria-label="Picture of the slots">
      <div ref={frame}>
        <canvas
          ref={canvas}
          className="slot-picture"
          style={{ height: `${layout.heightPx}px` }}
          data-testid="slot-picture"
          onClick={find}
        />
      </div>
    </section>
  );
}

function useWidth(element: { readonly current: HTMLElement | null }): number {
  const [widthPx, setWidthPx] = useState(320);
  useEffect(() => {
    const shown = element.current;
    if (shown === null) return;
    const observer = new ResizeObserver(() => setWidthPx(shown.clientWidth));
    observer.observe(shown);
    return () => observer.disconnect();
  }, [element]);
  return widthPx;
}
