/**
 * A whole number with gaps between its thousands. The gaps are drawn, not written: the text is the plain number, which
 * can be copied and read as one.
 */
export function Digits({ value }: { value: number }) {
  const digits = String(value);
  const first = digits.length % 3 || 3;
  const groups = [digits.slice(0, first)];
  for (let at = first; at < digits.length; at += 3) groups.push(digits.slice(at, at + 3));
  return groups.map((group, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a group is its place in the number.
    <span className="digits" key={index}>
      {group}
    </span>
  ));
}
