import { describe, expect, test } from "vitest";
import { parseOptions } from "../src/config.ts";
import type { GateOptions } from "../src/options.ts";
import { readerOfPaths } from "../src/paths.ts";
import { addressOf, isTarget } from "../src/target.ts";

const url = "https://wait.example";

/** Of paths that are clear. */
function reader(options: Partial<GateOptions>) {
  const read = readerOfPaths(parseOptions({ url, room: "shop", ...options }));
  return (method: string, pathname: string) => {
    const rule = read(method, pathname);
    if (rule === "unclear") throw new Error(`${pathname} is unclear.`);
    return rule;
  };
}

describe("what is protected", () => {
  // biome-ignore format: a table
  test.each([
    ["/checkout",        "/checkout",            true],
    ["/checkout",        "/checkout/",           true],
    ["/checkout",        "/CheckOut",            true],
    ["/checkout",        "/checkout/pay",        false],
    ["/checkout",        "/checkouts",           false],
    ["/checkout/*",      "/checkout/pay",        true],
    ["/checkout/*",      "/checkout",            true],
    ["/checkout/*",      "/checkouts",           false],
    ["/checkout*",       "/checkouts",           true],
    ["/*",               "/",                    true],
    ["/*",               "/anything/at/all",     true],
    ["/Sale/*",          "/sale/shoes",          true],
    ["/checkout/*",      "/\\checkout\\pay",    true],
    ["/caf%C3%A9",       "/caf%c3%a9",           true],
    ["/caf%C3%A9/*",     "/%63af%C3%A9/x",       true],
    ["/caf%C3%A9/*",     "/caf%C3%A9s",          false],
    ["/my%20sale/*",     "/m%79%20sale/x",       true],
    ["/my%20sale/*",     "/my%20sale",           true],
    ["/my%20sale/*",     "/my%20sales",          false],
    ["/café",            "/caf%C3%A9",           true],
    ["/%73ale/*",        "/sale/x",              true],
  ])("%s: %s is %s", (pattern, path, isProtected) => {
    expect(reader({ protect: [pattern] })("GET", path)?.isProtected ?? false).toBe(isProtected);
  });

  test("belongs to the first room that matches", () => {
    const read = reader({
      room: [
        { room: "early", protect: ["/sale/early/*"] },
        { room: "sale", protect: ["/sale/*"] },
      ],
    });
    expect(read("GET", "/sale/early/x")?.room).toBe("early");
    expect(read("GET", "/sale/x")?.room).toBe("sale");
    expect(read("GET", "/x")).toBeUndefined();
  });
});

describe("what servers read in different ways", () => {
  const read = reader({ protect: ["/sale/*", "/shop/sale/*", "/shop/a/sale/*"] });
  const isProtected = (target: string) =>
    read("GET", addressOf("https://shop.example", target).pathname)?.isProtected ?? false;

  // biome-ignore format: a table
  test.each([
    ["/x%3f/../sale/page.html"],
    ["/x%23/../sale/page.html"],
    ["/x%00/../sale/page.html"],
    ["/x%253f/../sale/page.html"],
    ["/x%25253f/../sale/page.html"],
    ["/x%3f%2f..%2fsale/page.html"],
    ["/x%3f/%2e%2e/sale/page.html"],
    ["/x%3f/.%2e/sale/page.html"],
    ["//x/sale/1"],
    ["///x/sale/1"],
    ["/\\x/sale/1"],
    ["\\\\x/sale/1"],
    ["/%5cx/sale/1"],
    ["/%2fx/sale/1"],
    ["/shop/b%2fc/../sale/1"],
    ["/shop/b%5cc/../sale/1"],
    ["/shop/a//../sale/1"],
    ["/shop//../../sale/../shop/sale/1"],
    ["/x/..;/y;/..;a=1/sale/1"],
    ["/x/%c0%ae%c0%ae/sale/1"],
    ["/%25%37%33ale/1"],
    ["/%2%35%37%33ale/1"],
    ["http://other.example\\x/sale/1"],
    ["http://other.example//x/sale/1"],
    ["/%09sale/1"],
    ["/sa%0ale/1"],
    ["/sale%0d"],
    ["/sale%7f"],
    ["/x%c2%85"],
    ["/sale%20"],
    ["/sale%20/1"],
    ["/sale%c2%a0/1"],
    ["/sale%20;a=1/1"],
    ["/sale%2520"],
  ])("%s: is protected, wherever it seems to lead", (target) => {
    expect(isProtected(target)).toBe(true);
  });

  test("a slash within a parameter: is protected, though it may be honest", () => {
    expect(isProtected("/files/a%2fb")).toBe(true);
  });

  // biome-ignore format: a table
  test.each([
    ["/"],
    ["/about/us/"],
    ["/about//us"],
    ["/about;lang=ko/us"],
    ["/100%25"],
    ["/100%25-off"],
    ["/caf%C3%A9/%EC%84%9C%EC%9A%B8"],
    ["/a%20b%2bc%26d"],
    ["/.well-known/x..y...z"],
    ["/about?to=//x/..%2f%3f%23"],
  ])("%s: is read in one way, and open", (target) => {
    expect(isProtected(target)).toBe(false);
  });

  // biome-ignore format: a table
  test.each([
    ["/sale/a%2fb",                 "sale"],
    ["/early/a%2Fb/c",              "early"],
    ["/early%2fx",                  "early"],
    ["/%73ale/x",                   "sale"],
    ["/caf%C3%A9/x",                "early"],
    ["/caf%C3%A9/a%2fb",            "early"],
    ["/sale/./x",                   "unclear"],
    ["/sale/vip/x",                 "vip"],
    ["/about//us",                  "nothing"],
    ["/about%20us",                 "nothing"],
    ["/files/a%2fb",                "unclear"],
    ["/sale%2fvip/x",               "vip"],
    ["/sale/a%2f..%2fx",            "unclear"],
    ["/sale/./vip/x",               "unclear"],
    ["/early/../sale/1",            "unclear"],
    ["/early/%2e%2e/sale/1",        "unclear"],
    ["/early/..%2fsale/1",          "unclear"],
    ["/early%2f..%2fsale/1",        "unclear"],
    ["/early/..;/sale/1",           "unclear"],
    ["/early/%252e%252e/sale/1",    "unclear"],
    ["/x%3f/../sale/1",             "unclear"],
    ["/early%3f/sale/1",            "unclear"],
    ["/early%23/sale/1",            "unclear"],
    ["/early%00/sale/1",            "unclear"],
    ["/sale%252f1",                 "unclear"],
    ["//x/sale/1",                  "unclear"],
    ["/\\x/sale/1",                 "unclear"],
    ["//about",                     "unclear"],
    ["/early/%2e%09%2e/sale/1",     "unclear"],
    ["/sale%20/1",                  "unclear"],
    ["/sale/a%20b",                 "sale"],
  ])("with several rooms, %s is of: %s", (target, room) => {
    const readAny = readerOfPaths(
      parseOptions({
        url,
        room: [
          { room: "early", protect: ["/early/*", "/café/*"] },
          { room: "vip", protect: ["/sale/vip/*"] },
          { room: "sale", protect: ["/sale/*"] },
        ],
      }),
    );
    const rule = readAny("GET", addressOf("https://shop.example", target).pathname);
    expect(typeof rule === "object" ? rule.room : (rule ?? "nothing")).toBe(room);
  });

  test("before a room for everything else, what is written with other letters is of the room that it names", () => {
    const rooms = reader({
      room: [
        { room: "early", protect: ["/café/*"] },
        { room: "rest", protect: ["/*"] },
      ],
    });
    expect(rooms("GET", "/caf%C3%A9/x")?.room).toBe("early");
    expect(rooms("GET", "/x%20y")?.room).toBe("rest");
  });

  test("of several rules for one room, a disguise is of that room, as it is with one", () => {
    const rooms = reader({
      room: [
        { room: "sale", protect: ["/early/*"] },
        { room: "sale", protect: ["/sale/*"] },
      ],
    });
    expect(rooms("GET", "//x/sale/1")?.room).toBe("sale");
  });
});

describe("what is let through", () => {
  // biome-ignore format: a table
  test.each([
    ["GET",  "/healthz",               true],
    ["POST", "/healthz",               true],
    ["GET",  "/healthz/",              false],
    ["GET",  "/HEALTHZ",               false],
    ["GET",  "/about/us",              true],
    ["GET",  "/about/../checkout",     false],
    ["GET",  "/about/%2e%2e/checkout", false],
    ["GET",  "/about//checkout",       false],
    ["GET",  "/about/..;/checkout",    false],
    ["GET",  "/about\\..\\checkout",   false],
    ["GET",  "/app.css",               true],
    ["HEAD", "/img/logo.svg",          true],
    ["POST", "/app.css",               false],
    ["GET",  "/app.css/",              false],
    ["GET",  "/checkout;x=app.css",    false],
    ["GET",  "/checkout%2fapp.css",    false],
    ["GET",  "/app.php",               false],
    ["GET",  "/orders.json",           false],
    ["GET",  "/APP.CSS",               false],
  ])("%s %s: %s", (method, path, isOpen) => {
    expect(reader({ bypass: { paths: ["/healthz", "/about/*"], assets: true } })(method, path) === undefined).toBe(isOpen);
  });

  test("are no assets, unless the site says so", () => {
    expect(reader({})("GET", "/app.css")?.isProtected).toBe(true);
  });
});

describe("the address of a request as it was sent", () => {
  // biome-ignore format: a table
  test.each([
    ["/checkout?x=1",                  "https://shop.example/checkout?x=1"],
    ["//evil.example/x",               "https://shop.example//evil.example/x"],
    ["https://evil.example/checkout",  "https://shop.example/checkout"],
    ["/checkout/../about/x",           "https://shop.example/checkout/%252e%252e/about/x"],
    ["/checkout/%2E%2e/about/x",       "https://shop.example/checkout/%252e%252e/about/x"],
    ["/about\\..\\x",                  "https://shop.example/about%5C..%5Cx"],
    ["*",                              "https://shop.example/*"],
  ])("%s is %s", (target, address) => {
    expect(addressOf("https://shop.example", target).href).toBe(address);
  });

  // biome-ignore format: a table
  test.each([
    ["/sale?x=//y",              true],
    ["*",                        true],
    ["https://shop.example",     true],
    ["https://shop.example/x",   true],
    ["",                         false],
    ["sale/1",                   false],
    ["?x=1",                     false],
    ["http:sale/1",              false],
    ["http:/x/sale/1",           false],
    ["http:///x/sale/1",         false],
    ["http:\\\\x/sale/1",        false],
    ["/x#/../sale/1",            false],
    ["/x/.\t./sale/1",           false],
    ["/x\r\n/sale/1",            false],
  ])("%j may be the target of a request: %s", (target, isOne) => {
    expect(isTarget(target)).toBe(isOne);
  });

  test("never is another path than the one that the site sees: dots lead nobody past the gate", () => {
    const read = reader({ protect: ["/checkout/*"], bypass: { paths: ["/about/*"] } });
    const { pathname } = addressOf("https://shop.example", "/checkout/../about/x");
    expect(read("GET", pathname)?.isProtected).toBe(true);
  });
});
