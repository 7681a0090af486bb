import { account as mockAccount, region as mockRegion, mockState } from "@fairline/cloud/synth/answers.ts";
import type { Known } from "./kind.ts";
import type { Wanted } from "./wanted.ts";

type Values = ReadonlyMap<string, string>;
type Mocks = Readonly<Record<string, string | undefined>>;

/** What the mocks made up for a resource: where others refer to it, this stands in their inputs. */
export function mocksOf({ type, name, inputs }: Pick<Wanted, "type" | "name" | "inputs">): Mocks {
  const { id, state } = mockState(type, name, inputs);
  const texts = Object.entries({ ...state, id }).filter(areTexts);
  return Object.fromEntries(texts);
}

/**
 * The graph was made offline: where a resource refers to another, its inputs hold what the mocks made up. This knows what the
 * endpoint says instead, and puts it there.
 */
export class References {
  readonly #region: string;
  readonly #byUrn = new Map<string, Values>();
  #account = mockAccount;

  constructor(region: string) {
    this.#region = region;
  }

  /** What a resource is called at the endpoint, now that it is there. */
  learn(wanted: Wanted, known: Known): void {
    const [, account] = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(known.arn ?? "") ?? [];
    this.#account = account ?? this.#account;
    const mocks = mocksOf(wanted);
    const real: Readonly<Record<string, string>> = { ...known, ...this.#executionArn(mocks, known) };
    const pairs = Object.entries(real).map(([field, value]) => [mocks[field], value]);
    // Where functions push: the host that browsers connect to, by HTTP.
    const addresses = [mocks.apiEndpoint, known.apiEndpoint].map((url) => url?.replace(/^ws/, "http"));
    this.#byUrn.set(wanted.urn, new Map([...pairs, addresses].filter(areTexts)));
  }

  /** No answer holds an API's execution ARN: it is made of what is known. */
  #executionArn(mocks: Mocks, { id }: Known): Known {
    if (mocks.executionArn === undefined) return {};
    return { executionArn: `arn:aws:execute-api:${this.#region}:${this.#account}:${id}` };
  }

  /** The resource's inputs, as the endpoint understands them. */
  resolve({ inputs, sources }: Wanted): Record<string, unknown> {
    const everywhere = [
      [mockAccount, this.#account],
      [mockRegion, this.#region],
    ] as const;
    const resolved = Object.entries(inputs).map(([input, value]) => {
      // Only of what this input is made of: a mock's id may be the name of something else.
      const values = (sources[input] ?? []).flatMap((urn) => [...(this.#byUrn.get(urn) ?? [])]);
      return [input, replaced(value, new Map([...everywhere, ...values]))];
    });
    return Object.fromEntries(resolved);
  }
}

function areTexts(pair: readonly unknown[]): pair is [string, string] {
  return pair.every((value) => typeof value === "string");
}

/** In one pass, the longest first: what has been put in is not looked at again. */
function replaced(value: unknown, values: Values): unknown {
  const mocks = [...values.keys()].sort((a, b) => b.length - a.length).map((mock) => RegExp.escape(mock));
  const pattern = new RegExp(mocks.join("|"), "g");
  const inside = (part: unknown): unknown => {
    if (typeof part === "string") return part.replace(pattern, (mock) => values.get(mock) ?? mock);
    if (Array.isArray(part)) return part.map(inside);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, inside(inner)]));
  };
  return inside(value);
}
