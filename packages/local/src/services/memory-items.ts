// Where dynalite keeps the items of a table that is in memory alone.
import { Readable } from "node:stream";
import sorted from "sorted-btree";

const { default: Tree, simpleComparator } = sorted;

export type Item = Readonly<Record<string, unknown>>;
type Done<T> = (error: Error | null, value?: T) => void;

/** A range of keys, as LevelDB has it. */
interface Range {
  readonly gt?: string;
  readonly gte?: string;
  readonly lt?: string;
  readonly lte?: string;
  readonly reverse?: boolean;
  /** -1: all of them. */
  readonly limit?: number;
}

/** What dynalite asks of the items of a table. It never changes an item that it was given. */
export interface ItemStore {
  get(key: string, done: Done<Item>): void;
  put(key: string, item: Item, done: Done<void>): void;
  del(key: string, done: Done<void>): void;
  createValueStream(range: Range): Readable;
}

/** By its name dynalite knows it. One for all: most keys of newcomers are not there, and a stack is dear. */
const notFound = Object.assign(new Error("There is no such item"), { name: "NotFoundError" });

/**
 * Items in a tree, as they are. What dynalite brings along for memory copies each item to JSON and back, twice for each write,
 * and waits a turn of the event loop for each of them.
 */
export function memoryItems(): ItemStore {
  const items = new Tree<string, Item>(undefined, simpleComparator);
  return {
    get(key, done) {
      const item = items.get(key);
      if (item === undefined) done(notFound);
      else done(null, item);
    },
    put(key, item, done) {
      items.set(key, item);
      done(null);
    },
    del(key, done) {
      items.delete(key);
      done(null);
    },
    createValueStream: (range) => Readable.from(inRange(items, range)),
  };
}

function inRange(
  items: sorted.default<string, Item>,
  { gt, gte, lt, lte, reverse, limit = -1 }: Range,
): Item[] {
  const low = gte ?? gt ?? items.minKey();
  const high = lte ?? lt ?? items.maxKey();
  const found: Item[] = [];
  if (low === undefined || high === undefined) return found;
  const isWithin = (key: string) => key !== gt && key !== lt;
  if (reverse === true) {
    for (const [key, item] of items.entriesReversed(high)) {
      if (key < low || found.length === limit) break;
      if (isWithin(key)) found.push(item);
    }
    return found;
  }
  for (const [key, item] of items.entries(low)) {
    if (key > high || found.length === limit) break;
    if (isWithin(key)) found.push(item);
  }
  return found;
}
