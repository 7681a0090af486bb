import { ServerMessage } from "@fairline/core";

type Of<Type extends ServerMessage["type"]> = Extract<ServerMessage, { type: Type }>;

/** A WebSocket that sends whatever it is given and keeps what it hears. */
export class RawSocket {
  readonly messages: ServerMessage[] = [];
  /** The same, as they came over the wire. */
  readonly texts: string[] = [];
  /** The code with which the connection was closed, once it is. */
  closedWith: number | undefined;
  readonly #socket: WebSocket;
  readonly #watches = new Set<() => void>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", (event) => {
      this.texts.push(String(event.data));
      this.messages.push(ServerMessage.parse(JSON.parse(String(event.data))));
      this.#notify();
    });
    socket.addEventListener("close", (event) => {
      this.closedWith = event.code;
      this.#notify();
    });
  }

  static open(url: string): Promise<RawSocket> {
    const { promise, resolve, reject } = Promise.withResolvers<RawSocket>();
    const socket = new WebSocket(`${url.replace(/^http/, "ws")}/ws`);
    const raw = new RawSocket(socket);
    socket.addEventListener("open", () => resolve(raw));
    socket.addEventListener("error", () => reject(new Error(`No WebSocket at ${url}`)));
    return promise;
  }

  send(frame: string | Uint8Array<ArrayBuffer>): void {
    this.#socket.send(frame);
  }

  say(message: unknown): void {
    this.send(JSON.stringify(message));
  }

  /** The first message of that type, from now or before. */
  async hears<Type extends ServerMessage["type"]>(
    type: Type,
    {
      withinMs = 5000,
      which = () => true,
    }: { withinMs?: number; which?: (message: Of<Type>) => boolean } = {},
  ): Promise<Of<Type>> {
    const find = () =>
      this.messages.find(
        (message): message is Of<Type> => message.type === type && which(message as Of<Type>),
      );
    await this.#until(() => find() !== undefined || this.closedWith !== undefined, withinMs);
    const found = find();
    if (found !== undefined) return found;
    const heard = JSON.stringify(this.messages.slice(-5));
    throw new Error(
      `No such ${type} within ${withinMs} ms (closed: ${this.closedWith}; heard last: ${heard})`,
    );
  }

  /** The code with which the other side closes the connection. */
  async isClosed(withinMs: number): Promise<number | undefined> {
    await this.#until(() => this.closedWith !== undefined, withinMs);
    return this.closedWith;
  }

  close(): void {
    this.#socket.close();
  }

  #until(reached: () => boolean, withinMs: number): Promise<void> {
    if (reached()) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#watches.delete(watch);
        resolve();
      };
      const watch = () => reached() && done();
      const timer = setTimeout(done, withinMs);
      this.#watches.add(watch);
    });
  }

  #notify(): void {
    for (const watch of this.#watches) watch();
  }
}
