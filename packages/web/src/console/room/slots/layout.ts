/** Where each slot of a picture stands, in CSS pixels. */
export interface Layout {
  readonly columns: number;
  readonly rows: number;
  /** From one slot to the next. */
  readonly pitchPx: number;
  readonly heightPx: number;
}

const gapPx = 2;
/** Slots are drawn smaller where there are very many. */
const pitches = [
  { upTo: 400, pitchPx: 22 },
  { upTo: 1500, pitchPx: 15 },
  { upTo: Number.POSITIVE_INFINITY, pitchPx: 11 },
] as const;

export function layoutOf(count: number, widthPx: number): Layout {
  const pitchPx = pitches.find(({ upTo }) => count <= upTo)?.pitchPx ?? 11;
  const columns = Math.max(1, Math.floor((widthPx + gapPx) / pitchPx));
  const rows = Math.ceil(count / columns);
  return { columns, rows, pitchPx, heightPx: rows * pitchPx };
}

export function placeOf(
  lane: number,
  { columns, pitchPx }: Layout,
): { x: number; y: number; sizePx: number } {
  const x = (lane % columns) * pitchPx;
  const y = Math.floor(lane / columns) * pitchPx;
  return { x, y, sizePx: pitchPx - gapPx };
}

/** The slot at a point; nothing beside the slots. */
export function laneAt(
  x: number,
  y: number,
  count: number,
  { columns, pitchPx }: Layout,
): number | undefined {
  const column = Math.floor(x / pitchPx);
  const lane = Math.floor(y / pitchPx) * columns + column;
  return column >= 0 && column < columns && lane >= 0 && lane < count ? lane : undefined;
}
