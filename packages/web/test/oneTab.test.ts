import { afterEach, describe, expect, test, vi } from "vitest";
import { askForOneTab } from "../src/oneTab.ts";
import { settled } from "./world.ts";

// Node has the Web Locks of a browser. Each tab asks as a page of its own would.
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

let rooms = 0;
function browser() {
  const name = `fairline:${++rooms}`;
  return (isTurnedTo: boolean) => {
    const turns: boolean[] = [];
    const tab = askForOneTab(navigator.locks, () => isTurnedTo)(name, (has) => turns.push(has));
    ends.push(tab.release);
    return { ...tab, has: () => turns.at(-1) };
  };
}

const become = (tabs: { has(): boolean | undefined }[], expected: boolean[]) =>
  vi.waitFor(() => expect(tabs.map((tab) => tab.has())).toEqual(expected));

describe("of the tabs of one name", () => {
  test("the one that the visitor turned to has it, however many there are", async () => {
    const open = browser();
    const first = open(true);
    await become([first], [true]);
    const second = open(false);
    await become([first, second], [true, false]);
    const third = open(true);
    await become([first, second, third], [false, false, true]);
  });

  test("the next one gets it when the one that has it is closed", async () => {
    const open = browser();
    const [first, second] = [open(true), open(false)];
    await become([first, second], [true, false]);
    first.release();
    await vi.waitFor(() => expect(second.has()).toBe(true));
  });

  test("they can take it from each other again and again, and one has it each time", async () => {
    const open = browser();
    const [first, second] = [open(true), open(false)];
    for (let times = 0; times < 3; times += 1) {
      second.take();
      await become([first, second], [false, true]);
      first.take();
      await become([first, second], [true, false]);
    }
  });

  test("taking what one has changes nothing", async () => {
    const open = browser();
    const [first, second] = [open(true), open(false)];
    await become([first, second], [true, false]);
    first.take();
    second.take();
    await become([first, second], [false, true]);
  });
});

test("where there are no locks, nobody is told not to act", () => {
  const turns: boolean[] = [];
  const tab = askForOneTab(undefined, () => false)("fairline:demo", (has) => turns.push(has));
  tab.take();
  tab.release();
  expect(turns).toEqual([]);
});

test.each([true, false])(
  "a browser that denies locks (turned to: %s) is asked once, and the tab acts",
  async (isTurnedTo) => {
    let asked = 0;
    const denied = {
      // It stops answering, so that a tab that asks for ever does not hang this test.
      request() {
        asked += 1;
        return asked > 100
          ? new Promise(() => {})
          : Promise.reject(new DOMException("denied", "SecurityError"));
      },
    } as unknown as LockManager;
    const turns: boolean[] = [];
    const tab = askForOneTab(denied, () => isTurnedTo)("fairline:demo", (has) => turns.push(has));
    await settled();
    tab.take();
    await settled();
    expect(asked).toBe(1);
    expect(turns.at(-1)).toBe(true);
  },
);
