const usual = new Intl.NumberFormat("en", { style: "currency", currency: "USD" });
/** What is less than a cent is not nothing. */
const small = new Intl.NumberFormat("en", {
  style: "currency",
  currency: "USD",
  maximumSignificantDigits: 2,
});

export function dollarsSaid(dollars: number): string {
  return (dollars > 0 && dollars < 0.01 ? small : usual).format(dollars);
}
