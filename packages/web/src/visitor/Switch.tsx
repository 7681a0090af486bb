import { type ReactNode, useId } from "react";

interface SwitchProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly isDisabled?: boolean;
  readonly change: (on: boolean) => void;
  /** What stands in the way of it, if anything does. */
  readonly hint?: string | undefined;
  readonly testId: string;
  /** What belongs beside it. */
  readonly children?: ReactNode;
}

export function Switch({ label, isOn, isDisabled = false, change, hint, testId, children }: SwitchProps) {
  const id = useId();
  return (
    <div className="switch-row">
      <div className="switch-line">
        <label htmlFor={id}>{label}</label>
        {children}
        <button
          id={id}
          type="button"
          className="switch"
          role="switch"
          aria-checked={isOn}
          disabled={isDisabled}
          aria-describedby={hint === undefined ? undefined : `${id}-hint`}
          data-testid={testId}
          onClick={() => change(!isOn)}
        />
      </div>
      {hint !== undefined && (
        <p className="aside" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
