import { useBrand } from "./Branded.tsx";
import { themeAddress } from "./theme.ts";

/** The operator's mark. On the page of a turn it stands on the accent, as it does on dark paper. */
export function Logo({ tone }: { tone: "plain" | "turn" }) {
  const brand = useBrand();
  // Better no mark for a moment than another's.
  if (brand === undefined) return <span className="mark" />;
  const { logo, logoDark, name = "" } = brand;
  if (logo === undefined) return <img className="mark" src="/logo.svg" alt={name} />;
  const onDark = themeAddress + (logoDark ?? logo);
  return (
    <picture className="mark">
      <source srcSet={onDark} media="(prefers-color-scheme: dark)" />
      <img className="mark" src={tone === "turn" ? onDark : themeAddress + logo} alt={name} />
    </picture>
  );
}
