import { type ReactNode, useEffect, useId, useRef } from "react";

interface DialogProps {
  readonly isOpen: boolean;
  /** The visitor closed it, by a button or by the Escape key. */
  readonly close: () => void;
  readonly title: string;
  readonly testId: string;
  readonly children: ReactNode;
}

/** A question in front of the page. Its content is there only while it is open; focus goes back by itself. */
export function Dialog({ isOpen, close, title, testId, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog ref={dialog} className="ask" aria-labelledby={titleId} data-testid={testId} onClose={close}>
      {isOpen && (
        <>
          <h2 id={titleId}>{title}</h2>
          {children}
        </>
      )}
    </dialog>
  );
}
