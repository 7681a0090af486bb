import { describe, expect, test } from "vitest";
import { parseOptions } from "../src/config.ts";
import type { GateOptions } from "../src/options.ts";
import { readerOfPaths } from "../src/paths.ts";
import { addressOf } from "../src/target.ts";

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

  test("never is another path than the one that the site sees: dots lead nobody past the gate", () => {
    const read = reader({ protect: ["/checkout/*"], bypass: { paths: ["/about/*"] } });
    const { pathname } = addressOf("https://shop.example", "/checkout/../about/x");
    expect(read("GET", pathname)?.isProtected).toBe(true);
  });
});
