import { unbroken } from "../../say.ts";

interface FigureProps {
  readonly name: string;
  readonly id: string;
  readonly value: string;
  /** What stands beside the value: `of 60`. */
  readonly of?: string;
  readonly more?: string | undefined;
  readonly isWrong?: boolean;
}

/** One number, what it is, and what belongs to it. */
export function Figure({ name, id, value, of, more, isWrong = false }: FigureProps) {
  return (
    <div className="figure" data-wrong={isWrong}>
      <h2>{name}</h2>
      <p>
        <strong data-testid={id}>{unbroken(value)}</strong> {of}
      </p>
      {more && <p className="figure-more">{unbroken(more)}</p>}
    </div>
  );
}
