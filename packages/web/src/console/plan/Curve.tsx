import { roughly } from "@fairline/core";
import { useEffect, useRef, useState } from "react";
import type { CurveSpec } from "./curves.ts";
import { drawCurve } from "./drawCurve.ts";

/** A picture of a plan, with the values under the cursor in words. The tables beside it say the same. */
export function Curve({ curve }: { curve: CurveSpec }) {
  const [hovered, setHovered] = useState<number>();
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    setHovered(undefined);
    return frame.current === null ? undefined : drawCurve(frame.current, curve, setHovered);
  }, [curve]);
  return (
    <figure className="chart" data-chart={curve.id}>
      <figcaption>
        <h3>{curve.title}</h3>
        <p className="chart-values">
          {curve.lines.map(({ name, tone, values }) => (
            <span key={name} data-tone={tone}>
              {name} {hovered !== undefined && <strong>{said(curve, values[hovered])}</strong>}
            </span>
          ))}
          <span className="faint">
            {hovered === undefined ? curve.about : `at ${roughly(curve.seconds[hovered] ?? 0)}`}
          </span>
        </p>
      </figcaption>
      <div className="chart-frame" ref={frame} aria-hidden="true" />
    </figure>
  );
}

function said(curve: CurveSpec, value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : curve.said(value);
}
