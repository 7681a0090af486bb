/**
 * Seeds that once broke an invariant, by what was wrong. Seeds that are played again are no proof, for a change of the
 * simulator changes what they stand for; each finding has a test of its own in core, too (docs/simulation.md).
 */
export const regressions: readonly { readonly seed: number; readonly found: string }[] = [
  { seed: 5, found: "I1 a pass was given out before the visit had begun" },
  { seed: 28, found: "I3 a visit that never began ended as expired" },
  { seed: 187, found: "I5 a visit was completed that had not begun" },
  { seed: 240, found: "I2 a late copy of an old join took the tab from the key after it" },
  { seed: 395, found: "E a handler that was overtaken threw, since its lane's claim was gone" },
  { seed: 419, found: "I2 who came back to the line was told to the gate too late" },
  { seed: 447, found: "I8 a visit of an older run whose start was lost left its slot filled" },
  { seed: 719, found: "I3 an execution that failed ended the visit of one who was let in" },
  { seed: 1680, found: "I3 an ending was repeated into the slot of the next admission" },
  { seed: 1985, found: "I6 a lost Retire shut a lane for as long as a visit may last" },
  { seed: 3528, found: "I8 a reset whose answer was lost planned no ticks, and told nobody" },
  {
    seed: 4049,
    found: "I6 a number that was given up brought no turn, and its lane was thought to have one",
  },
  { seed: 411, found: "I4 a slow recall forgot that its visitor had been passed over once more" },
  {
    seed: 7162,
    found:
      "I3 faults that met left a ticket admitted, with neither claim nor slot: its visitor waited for ever",
  },
  { seed: 104808, found: "I3 a slow handler moved the time back at which its visitor was last seen" },
  { seed: 152587, found: "I3 a copy registered in the run before took the tab from a ticket of this run" },
  { seed: 558120, found: "I2 a claim that was asked for twice replaced itself, and lost its number" },
];
