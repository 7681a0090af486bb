import type { ReactNode } from "react";

/** What a reset goes back to, where something else is in force. */
export function Configured({ name, children }: { name: string; children: ReactNode }) {
  return (
    <span className="configured" data-testid={`configured-${name}`}>
      A reset goes back to: {children}
    </span>
  );
}
