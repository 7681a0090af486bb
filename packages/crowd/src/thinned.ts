/** Keeps up to so many samples. Beyond that every second one is dropped, and then only every second one taken. */
export class Thinned<Sample> {
  readonly kept: Sample[] = [];
  readonly #max: number;
  #stride = 1;
  #heard = 0;

  constructor(max: number) {
    this.#max = max;
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
