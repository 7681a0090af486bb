/**
 * Tells the Visit state machine for how long to hold the slot yet (SPEC X3). Step Functions knows an error by its name, and
 * reads the message as JSON.
 */
export class VisitNotOver extends Error {
  override readonly name = "VisitNotOver";

  constructor(secondsLeft: number) {
    super(JSON.stringify({ slotSeconds: secondsLeft }));
  }
}
