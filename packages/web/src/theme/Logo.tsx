import { useBrand } from "./Branded.tsx";
import { themeAddress } from "./theme.ts";

interface LogoProps {
  readonly tone: "plain" | "turn";
  /** What is written beside it: a name that stands there is not said twice. */
  readonly title: string;
}

/** The operator's mark. On the page of a turn it stands on the accent, as it does on dark paper. */
export function Logo({ tone, title }: LogoProps) {
  const brand = useBrand();
  // Better no mark for a moment than another's.
  if (brand === undefined) return <span className="mark" />;
  const { logo, logoDark, name = "" } = brand;
  const alt = name === title ? "" : name;
  if (logo === undefined) return <img className="mark" src="/logo.svg" alt={alt} />;
  const onDark = themeAddress + (logoDark ?? logo);
  return (
    <picture className="mark">
      <source srcSet={onDark} media="(prefers-color-scheme: dark)" />
      <img className="mark" src={tone === "turn" ? onDark : themeAddress + logo} alt={alt} />
    </picture>
  );
}
