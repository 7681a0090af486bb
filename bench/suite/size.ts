import * as z from "zod";

/** What of a benchmark's size may be chosen. Each has its own, and what is full for it. */
export interface Size {
  /** Everything takes its turn so often. */
  readonly rounds: number;
  /** Crowds of so many. */
  readonly sizes: readonly number[];
  /** Lines of so many. */
  readonly waiting: readonly number[];
  readonly minutes: number;
}

export type SizeName = keyof Size;

/** The figures of a list are bounded by the sockets that one machine opens. */
const visitorsMax = 20_000;

const whole = (max: number) =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.number().int().min(1).max(max));
const list = z
  .string()
  .transform((text) => text.split(","))
  .pipe(z.array(whole(visitorsMax)).min(1).max(10));

interface SizeFlag<Name extends SizeName> {
  readonly schema: z.ZodType<Size[Name], string>;
  readonly value: string;
  readonly about: string;
  readonly allowed: string;
}

export const sizeFlags: { readonly [Name in SizeName]: SizeFlag<Name> } = {
  rounds: {
    schema: whole(20),
    value: "K",
    about: "everything takes its turn so often",
    allowed: "a whole number from 1 to 20",
  },
  sizes: {
    schema: list,
    value: "K,K",
    about: "crowds of so many",
    allowed: `at most ten whole numbers from 1 to ${visitorsMax} with commas between them`,
  },
  waiting: {
    schema: list,
    value: "K,K",
    about: "lines of so many",
    allowed: `at most ten whole numbers from 1 to ${visitorsMax} with commas between them`,
  },
  minutes: {
    schema: whole(60),
    value: "K",
    about: "it goes on for so long",
    allowed: "a whole number from 1 to 60",
  },
};

export const sizeNames = Object.keys(sizeFlags) as SizeName[];

/** Whether what was asked for is less than all: fewer rounds or minutes, or a crowd or line that is left out. */
export function isPartial(full: Partial<Size>, asked: Partial<Size>): boolean {
  return sizeNames.some((name) => {
    const [all, some] = [full[name], asked[name]];
    if (all === undefined || some === undefined) return false;
    if (typeof all === "number" || typeof some === "number") return some < all;
    return all.some((one) => !some.includes(one));
  });
}
