/** The crowd cannot begin: the address, the room, a file or this machine is wrong. The message is one line, for a person. */
export class CannotStart extends Error {
  override readonly name = "CannotStart";
}
