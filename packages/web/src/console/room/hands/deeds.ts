import { type RequestDetails, troubleText } from "../../requests.ts";
import { changedSince } from "../conflict.ts";
import { etagOf, type Read, settingsIn } from "../settings/form.ts";
import type { Deed, DeedName, RoomTools } from "../state.ts";

/** What a deed asks for. */
export interface DeedRequest {
  readonly name: DeedName;
  readonly body?: unknown;
  /** Whom it is about. */
  readonly number?: number;
  /** The version that it is meant for: where there is another one, nothing is done. */
  readonly version?: number;
  /** Called as soon as it is done, before the screen is refreshed. */
  readonly done?: (body: unknown) => void;
}

/** What came of it. `overtaken`: somebody else changed the room first, so nothing was done. */
export type DeedResult = "done" | "overtaken" | "failed";
export type Act = (request: DeedRequest) => Promise<DeedResult>;

/** How long a deed that went well is told. */
const toldMs = 10_000;

/** Does one thing after the other, and tells what became of it. */
export function doer(
  { asks, path, clock, getState, setState }: RoomTools,
  after: { readonly take: (now: Read) => void; readonly refresh: () => Promise<void> },
) {
  const end = (deed: Deed) => setState({ deed });

  const act: Act = async ({ name, body, number, version, done }) => {
    if (getState().deed.kind === "sent") return "failed";
    const about = { name, ...(number === undefined ? {} : { number }) };
    end({ kind: "sent", ...about });
    const details: RequestDetails = {
      ...(body === undefined ? {} : { body }),
      ...(version === undefined ? {} : { etag: etagOf(version) }),
    };
    const answer = await asks("POST", `${path}/${name}`, details);
    if (!answer.ok && answer.status === 412 && version !== undefined) {
      const { read, what } = await changedSince(asks, path, version);
      if (read !== undefined) after.take(read);
      end({
        kind: "failed",
        ...about,
        message: `${what} meanwhile. Please look again before you repeat it.`,
      });
      return "overtaken";
    }
    if (!answer.ok) {
      end({ kind: "failed", ...about, message: troubleText(answer) });
      return "failed";
    }
    end({ kind: "done", ...about, atMs: clock.nowMs() });
    const now = settingsIn(answer);
    if (now !== undefined) after.take(now);
    done?.(answer.body);
    await after.refresh();
    return "done";
  };

  return {
    act,
    /** Lets go of what is told after a while. A failure stays until something else is done. */
    keepFresh() {
      const { deed } = getState();
      if (deed.kind === "done" && clock.nowMs() - deed.atMs > toldMs) end({ kind: "none" });
    },
  };
}
