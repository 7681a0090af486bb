/** What is known of visits that last until their visitors are done, or until Y cuts them off. */
export interface Visits {
  /** Those that ended, and of them the ones that ended before their time was up. */
  readonly ended: number;
  readonly endedEarly: number;
  /** How long a visit takes, on average. */
  readonly meanSeconds: number;
}

/**
 * How many times longer a visit takes under another Y. A visit is supposed to end at any moment with the same chance, unless Y
 * cuts it off: an exponential time, censored at Y. Of those who ended early over the time that slots were in use the most likely
 * rate is their quotient (Meeker and Escobar, Statistical Methods for Reliability Data, 1998: total time on test over failures).
 */
export function timesLonger(visits: Visits, fromSeconds: number, toSeconds: number): number {
  const slotSeconds = visits.ended * visits.meanSeconds;
  const rate = slotSeconds === 0 ? 0 : visits.endedEarly / slotSeconds;
  return meanCutOff(rate, toSeconds) / meanCutOff(rate, fromSeconds);
}

/** The mean of an exponential time that is cut off; where nobody ends early, all of it. */
function meanCutOff(rate: number, atSeconds: number): number {
  return rate === 0 ? atSeconds : -Math.expm1(-rate * atSeconds) / rate;
}
