/** RFC 6455, 5.2: what a client needs of it. */
const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export type Frame =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "binary" }
  | { readonly kind: "ping"; readonly payload: Buffer }
  | { readonly kind: "close" };

/** The server did what the protocol does not allow. */
export class BadFrame extends Error {}

const nothing = Buffer.alloc(0);

/** Reads frames out of what arrives in pieces. */
export class FrameReader {
  #rest: Buffer = nothing;
  /** A message that has begun and goes on in other frames. */
  #parts: Buffer[] = [];
  #partsBytes = 0;
  #startedAs: number = opcodes.text;
  readonly #bytesMax: number;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /**
   * Hands over each whole frame in what has arrived. The chunk may be used for other bytes afterwards: what is kept is
   * copied. Throws BadFrame.
   */
  read(chunk: Buffer, onFrame: (frame: Frame) => void): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (let head = headOf(bytes, at); head !== undefined; head = headOf(bytes, at)) {
      if (head.bytes > this.#bytesMax) throw new BadFrame(`a frame of ${head.bytes} bytes`);
      const end = head.payloadAt + head.bytes;
      if (end > bytes.length) break;
      this.#take(head, bytes, end, onFrame);
      at = end;
    }
    this.#rest = at === bytes.length ? nothing : Buffer.from(bytes.subarray(at));
  }

  #take(head: Head, bytes: Buffer, end: number, onFrame: (frame: Frame) => void): void {
    const { opcode, isLast, payloadAt } = head;
    switch (opcode) {
      case opcodes.text:
      case opcodes.binary:
      case opcodes.continuation: {
        const goesOn = this.#parts.length > 0;
        if (goesOn !== (opcode === opcodes.continuation)) {
          throw new BadFrame(goesOn ? "a message within another one" : "a continuation of nothing");
        }
        if (!goesOn) this.#startedAs = opcode;
        if (isLast && opcode === opcodes.text) {
          onFrame({ kind: "text", text: bytes.toString("utf8", payloadAt, end) });
          return;
        }
        // One that is empty is kept, too, and so it counts.
        this.#partsBytes += Math.max(1, end - payloadAt);
        if (this.#partsBytes > this.#bytesMax) throw new BadFrame(`a message of ${this.#partsBytes} bytes`);
        this.#parts.push(Buffer.from(bytes.subarray(payloadAt, end)));
        if (isLast) onFrame(this.#joined());
        return;
      }
      case opcodes.ping:
        onFrame({ kind: "ping", payload: Buffer.from(bytes.subarray(payloadAt, end)) });
        return;
      case opcodes.close:
        onFrame({ kind: "close" });
        return;
      case opcodes.pong:
        return;
      default:
        throw new BadFrame(`a frame with the opcode ${opcode}`);
    }
  }

  #joined(): Frame {
    const whole = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#partsBytes = 0;
    return this.#startedAs === opcodes.text ? { kind: "text", text: whole.toString() } : { kind: "binary" };
  }
}

interface Head {
  readonly opcode: number;
  readonly isLast: boolean;
  readonly payloadAt: number;
  readonly bytes: number;
}

/** Undefined if it has not arrived as a whole. */
function headOf(bytes: Buffer, at: number): Head | undefined {
  if (bytes.length < at + 2) return undefined;
  const [first, second] = [bytes[at] as number, bytes[at + 1] as number];
  if ((first & 0x70) !== 0) throw new BadFrame("a frame of an extension that was not asked for");
  if ((second & 0x80) !== 0) throw new BadFrame("a masked frame");
  const head = { opcode: first & 0x0f, isLast: (first & 0x80) !== 0 };
  if (second < 126) return { ...head, payloadAt: at + 2, bytes: second };
  if (second === 126) {
    return bytes.length < at + 4
      ? undefined
      : { ...head, payloadAt: at + 4, bytes: bytes.readUInt16BE(at + 2) };
  }
  if (bytes.length < at + 10) return undefined;
  return { ...head, payloadAt: at + 10, bytes: Number(bytes.readBigUInt64BE(at + 2)) };
}

export function textFrame(text: string): Buffer {
  return frameOf(opcodes.text, Buffer.from(text));
}

export function pongFrame(payload: Buffer): Buffer {
  return frameOf(opcodes.pong, payload);
}

/** RFC 6455, 7.4.1: going away. */
export function closeFrame(code = 1001): Buffer {
  return frameOf(opcodes.close, Buffer.from([code >> 8, code & 0xff]));
}

/**
 * Every frame of a client has a mask. It guards proxies against scripts in browsers (RFC 6455, 10.3), of which there are
 * none here: the mask of zeros leaves the bytes as they are, and costs nothing.
 */
function frameOf(opcode: number, payload: Buffer): Buffer {
  const isShort = payload.length < 126;
  const head = Buffer.alloc(isShort ? 6 : 8);
  head[0] = 0x80 | opcode;
  head[1] = 0x80 | (isShort ? payload.length : 126);
  if (!isShort) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}
