import { describe, expect, test } from "vitest";
import { parseOptions } from "../src/config.ts";
import type { GateOptions } from "../src/options.ts";
import { readerOfPaths } from "../src/paths.ts";
import { addressOf, isTarget } from "../src/target.ts";

const url = "https://wait.example";

function reader(options: Partial<GateOptions>) {
  return readerOfPaths(parseOptions({ url, room: "shop", ...options }));
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

  test("belongs to the room that it seems to lead to, or else to the first", () => {
    const rooms = reader({
      room: [
        { room: "early", protect: ["/early/*"] },
        { room: "sale", protect: ["/sale/*"] },
      ],
    });
    expect(rooms("GET", "/sale/a%2fb")?.room).toBe("sale");
    expect(rooms("GET", "//x/sale/1")?.room).toBe("early");
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
