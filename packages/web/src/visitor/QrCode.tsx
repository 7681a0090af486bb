import { correction, generate } from "lean-qr/nano";

/** Modules of white around the code: the standard's four, which a scanner needs on a dark page. */
const quietZone = 4;

/** A text as a QR code: black on white whatever the page's colours are. */
export default function QrCode({ text, label }: { text: string; label: string }) {
  const code = generate(text, { minCorrectionLevel: correction.M });
  const width = code.size + 2 * quietZone;
  return (
    <svg
      className="qr"
      role="img"
      aria-label={label}
      viewBox={`${-quietZone} ${-quietZone} ${width} ${width}`}
      shapeRendering="crispEdges"
    >
      <rect x={-quietZone} y={-quietZone} width={width} height={width} fill="#ffffff" />
      <path d={modules(code)} fill="#000000" />
    </svg>
  );
}

/** A square for each dark module. */
function modules(code: { readonly size: number; get(x: number, y: number): boolean }): string {
  const squares: string[] = [];
  for (let y = 0; y < code.size; y += 1)
    for (let x = 0; x < code.size; x += 1) if (code.get(x, y)) squares.push(`M${x} ${y}h1v1h-1z`);
  return squares.join("");
}
