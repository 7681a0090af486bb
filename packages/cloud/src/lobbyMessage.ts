/** What API Gateway knows of a frame. */
export interface Frame {
  readonly connectionId: string;
  readonly requestTimeEpoch: number;
  readonly body: string;
}

/**
 * Writes what a request template of a route writes, as far as ours uses Velocity, and reads it as SQS does: the body of
 * the message that comes out of the queue. Throws where the template uses anything else.
 */
export function messageWrittenBy(template: string, frame: Frame): unknown {
  const values: Readonly<Record<string, () => string>> = {
    "$context.requestTimeEpoch": () => String(frame.requestTimeEpoch),
    "$util.urlEncode($context.connectionId)": () => encodeURIComponent(frame.connectionId),
    "$util.urlEncode($input.json('$'))": () => encodeURIComponent(JSON.stringify(JSON.parse(frame.body))),
  };
  const written = Object.entries(values).reduce(
    (text, [velocity, value]) => (text.includes(velocity) ? text.replaceAll(velocity, value) : text),
    template,
  );
  if (/[$#]/.test(written)) throw new Error(`The template says more than is known here: ${written}`);
  const form = new URLSearchParams(written);
  if (form.get("Action") !== "SendMessage") throw new Error(`The template is no SendMessage: ${written}`);
  return JSON.parse(form.get("MessageBody") ?? "");
}
