import { expect, test } from "vitest";
import { inOneLine } from "../src/inOneLine.ts";

test.each([
  ["two\nlines", "two lines"],
  ["  a\t b ", "a b"],
  ["red \u001b[31mwords\u0007", "red [31mwords"],
  ["\u009b2Jgone", "2Jgone"],
])("%j stands on one line as %j, and steers no terminal", (text, line) => {
  expect(inOneLine(text)).toBe(line);
});
