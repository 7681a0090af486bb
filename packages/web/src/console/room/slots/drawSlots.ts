import { colourOf } from "../charts/colours.ts";
import { type Layout, placeOf } from "./layout.ts";
import type { Slot } from "./slot.ts";

/** Draws every slot as a square that is as full as there is time left in it. */
export function drawSlots(
  canvas: HTMLCanvasElement,
  slots: readonly Slot[],
  layout: Layout,
  widthPx: number,
) {
  const pixels = devicePixelRatio;
  canvas.width = Math.round(widthPx * pixels);
  canvas.height = Math.round(layout.heightPx * pixels);
  const pen = canvas.getContext("2d");
  if (pen === null) return;
  pen.scale(pixels, pixels);
  const colours = {
    taken: colourOf(canvas, 1),
    called: colourOf(canvas, 2),
    away: colourOf(canvas, 3),
    rule: colourOf(canvas, "rule"),
  };
  for (const { lane, state, share } of slots) {
    const { x, y, sizePx } = placeOf(lane, layout);
    if (state === "gone") continue;
    pen.fillStyle = state === "free" ? colours.rule : colours[state];
    if (state === "free") {
      pen.strokeStyle = colours.rule;
      pen.strokeRect(x + 0.5, y + 0.5, sizePx - 1, sizePx - 1);
      continue;
    }
    pen.globalAlpha = 0.3;
    pen.fillRect(x, y, sizePx, sizePx);
    pen.globalAlpha = 1;
    const fullPx = Math.max(1, Math.round(share * sizePx));
    pen.fillRect(x, y + sizePx - fullPx, sizePx, fullPx);
  }
}
