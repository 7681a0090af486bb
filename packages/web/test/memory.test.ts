import { keptPlace } from "@fairline/client/place";
import { describe, expect, test } from "vitest";
import { isLasting, memoryIn } from "../src/memory.ts";

type Refusal = "write" | "remove" | "read";

/** A browser's store that refuses what is named. */
function storeThatRefuses(...refused: Refusal[]) {
  const items = new Map<string, string>();
  const unless = (what: Refusal) => {
    if (refused.includes(what)) throw new DOMException("refused", "SecurityError");
  };
  const storage: Pick<Storage, "getItem" | "setItem" | "removeItem"> = {
    getItem(name) {
      unless("read");
      return items.get(name) ?? null;
    },
    setItem(name, value) {
      unless("write");
      items.set(name, value);
    },
    removeItem(name) {
      unless("remove");
      items.delete(name);
    },
  };
  return { items, storage: () => storage as Storage, memory: memoryIn(() => storage as Storage) };
}

const [older, newer] = ["00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"];

describe("a new key", () => {
  test.each<Refusal[][]>([[[]], [["write"]], [["write", "remove"]], [["read", "write", "remove"]]])(
    "counts from now on in a store that holds another, and refuses %j",
    (refused) => {
      const { items, memory } = storeThatRefuses(...refused);
      items.set("fairline:demo:key", older);
      const place = keptPlace(memory, "demo", () => older);
      place.takeKey(newer);
      expect(place.key()).toBe(newer);
    },
  );

  test("does not give way to the old one on a reload, where the store takes nothing new", () => {
    const { items, memory } = storeThatRefuses("write");
    items.set("fairline:demo:key", older);
    memory.write("fairline:demo:key", newer);
    expect(items.size).toBe(0);
  });
});

test("a store that takes things again is read, and not what was kept instead", () => {
  const { items, memory } = storeThatRefuses();
  memory.write("name", "one");
  items.set("name", "of another tab");
  expect(memory.read("name")).toBe("of another tab");
});

test.each<[Refusal[], boolean]>([
  [[], true],
  [["write"], false],
  [["read", "write", "remove"], false],
])("a store that refuses %j keeps things over a reload: %s", (refused, lasts) => {
  const { items, storage } = storeThatRefuses(...refused);
  expect([isLasting(storage), items.size]).toEqual([lasts, 0]);
});

test("a store that may not even be named keeps nothing over a reload", () => {
  const denied = () => {
    throw new DOMException("denied", "SecurityError");
  };
  expect(isLasting(denied)).toBe(false);
});

test("what is kept and is no key is replaced by one, though the store refuses to take it", () => {
  const kept = new Map([["fairline:demo:key", "no key"]]);
  const stubborn = {
    read: (name: string) => kept.get(name),
    write: () => {},
    forget: () => {},
    watch: () => () => {},
  };
  expect(keptPlace(stubborn, "demo", () => newer).key()).toBe(newer);
});
