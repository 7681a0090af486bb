/** What has to be looked after, in whole sentences, by name. */
export type Warnings = Readonly<Record<string, string>>;

/**
 * Warnings stand in front of the page's lower end, so that nothing moves under a finger when one comes. The place is
 * always there, or a screen reader would not tell.
 */
export function Warnings({ warnings }: { warnings: Warnings }) {
  return (
    <div className="warnings" role="status" aria-label="Warnings">
      {Object.entries(warnings).map(([name, said]) => (
        <p key={name} data-warning={name}>
          {said}
        </p>
      ))}
    </div>
  );
}

/** Where nothing newer comes: why, as far as is known. */
export function staleSaid(trouble: string | undefined): string {
  return `What you see is what was. ${trouble ?? "The server has not answered yet."}`;
}
