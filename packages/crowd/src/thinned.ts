/** Keeps up to so many samples. Beyond that every second one is dropped, and then only every second one taken. */
export class Thinned<Sample> {
  readonly kept: Sample[] = [];
  readonly #max: number;
  #stride = 1;
  #heard = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** Of so many one is kept. */
  get stride(): number {
    return this.#stride;
  }

  add(sample: Sample): void {
    if (this.#heard++ % this.#stride !== 0) return;
    this.kept.push(sample);
    if (this.kept.length < this.#max) return;
    const half = Math.ceil(this.kept.length / 2);
    for (let place = 0; place < half; place++) this.kept[place] = this.kept[2 * place] as Sample;
    this.kept.length = half;
    this.#stride *= 2;
  }
}

/** Samples that were thinned apart, as if they had been thinned together: none of them counts for more than another. */
export function thinnedAlike<Sample>(
  parts: readonly { readonly kept: readonly Sample[]; readonly stride: number }[],
): { readonly kept: Sample[]; readonly stride: number } {
  const stride = Math.max(1, ...parts.map((part) => part.stride));
  const kept = parts.flatMap((part) => part.kept.filter((_, place) => place % (stride / part.stride) === 0));
  return { kept, stride };
}
