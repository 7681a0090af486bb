import { once } from "node:events";
import { createServer, type IncomingMessage, type Server as Site } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, serve, test } from "./support/test.ts";

// The room is told the site's address, so the site is there first.
const asked: IncomingMessage[] = [];
const site: Site = createServer((request, response) => {
  asked.push(request);
  response.writeHead(200, { "content-type": "text/html" }).end("<title>The shop</title>");
}).listen(0, "127.0.0.1");
await once(site, "listening");
const shop = `http://127.0.0.1:${(site.address() as AddressInfo).port}/`;
const server = serve({
  shop: { slots: 2, slotSeconds: 60, tickSeconds: 1, returnAddresses: [shop] },
});
test.afterAll(() => {
  site.closeAllConnections();
  site.close();
});

const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

test("at the turn the page goes on to where the visitor came from: with a code, without the pass, and without a way back", async ({
  page,
}) => {
  await page.goto(`${shop}before`);
  await page.goto(
    `${server.url}/r/shop#return=${encodeURIComponent(`${shop}cart?item=7`)}&challenge=${challenge}`,
  );
  await expect.poll(() => new URL(page.url()).hash).toBe("");
  await page.waitForURL(`${shop}cart?item=7&fairline-code=*`);
  const arrival = asked.find(({ url }) => url?.startsWith("/cart"));
  expect(arrival?.url).toMatch(/^\/cart\?item=7&fairline-code=[\w-]{20,}$/);
  const { referer = "" } = arrival?.headers ?? {};
  expect([referer, `${server.url}/`, ""]).toContain(referer);
  expect(referer).not.toContain(challenge);
  await page.goBack();
  expect(page.url()).toBe(`${shop}before`);
});

test("an address that the room does not allow is not gone to: the visitor is offered the room's own", async ({
  page,
}) => {
  const elsewhere = encodeURIComponent("https://shop.example/");
  await page.goto(`${server.url}/r/shop#return=${elsewhere}&challenge=${challenge}`);
  await expect(page.getByTestId("refusal")).toContainText("could not take you back");
  expect(new URL(page.url()).pathname).toBe("/r/shop");
  await page.getByTestId("go").click();
  await page.waitForURL(`${shop}?fairline-code=*`);
});
