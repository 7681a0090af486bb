import { useState } from "react";
import { dayAndTimeOf } from "../../say.ts";
import type { Stretch } from "./ranges.ts";
import type { ChartSpec } from "./specs.ts";

interface TableProps {
  readonly specs: readonly ChartSpec[];
  readonly stretch: Stretch;
}

/** So many moments of the range are told. */
const rowsMax = 12;

/** What the charts show, in words: for whoever does not see them, or wants to know exactly. */
export function ValuesTable(shown: TableProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="values" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Values as a table</summary>
      {isOpen && <Table {...shown} />}
    </details>
  );
}

function Table({ specs, stretch: { samples } }: TableProps) {
  const step = Math.max(1, Math.ceil(samples.length / rowsMax));
  const rows = samples.map((_, index) => index).filter((index) => (samples.length - 1 - index) % step === 0);
  const columns = specs.flatMap((spec) =>
    spec.lines.map(({ name, valuesOf }) => ({
      name: spec.lines.length > 1 ? name : spec.title,
      values: valuesOf(samples).map((value) => (value === null ? "–" : spec.said(value))),
    })),
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="values-frame" tabIndex={0} aria-label="Values over time">
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {columns.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.reverse().map((index) => (
            <tr key={samples[index]?.at}>
              <th scope="row">
                <time dateTime={samples[index]?.at}>{dayAndTimeOf(samples[index]?.at ?? "")}</time>
              </th>
              {columns.map(({ name, values }) => (
                <td key={name}>{values[index]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
