/** A duration as people say it, to the second: `40 s`, `1 min 30 s`, `1 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  const parts = [
    [hours, "h"],
    [minutes, "min"],
    [whole % 60, "s"],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`);
  return told.length === 0 ? "0 s" : told.join(" ");
}

/** An estimated duration: to the second below a minute and a half, to ten seconds below ten minutes, then to the minute. */
export function roughly(seconds: number): string {
  if (seconds < 90) return duration(seconds);
  const step = seconds < 600 ? 10 : 60;
  return duration(Math.round(seconds / step) * step);
}

/** Less than a second is no wait. */
export function isAtOnce(seconds: number): boolean {
  return seconds < 1;
}
