import {
  filledIn,
  freePort,
  lineForCurl,
  linesForExpress,
  linesForShell,
  root,
  run,
  startFresh,
} from "./support/newcomer.ts";
import { Shopper } from "./support/shopper.ts";
import { expect, serve, test } from "./support/test.ts";

const server = serve({ sale: { slots: 1, slotSeconds: 60, tickSeconds: 1 } });

test("from npm init to a protected page: in a fresh folder, by the lines of docs/integrate.md for the shell and for Express, strangers are sent to the room and visitors get in", async ({
  people,
}) => {
  test.setTimeout(180_000);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const own = { "https://wait.example": server.url, "listen(4321)": `listen(${port})` };
  const site = await startFresh(filledIn(linesForExpress(), own), url);
  try {
    const named = {
      "http://127.0.0.1:4321/": `${url}/`,
      "--room demo": "--room sale",
      "=...": `=${server.adminToken}`,
    };
    run(filledIn(linesForShell().room, named), root, { FAIRLINE_URL: server.url });
    const newcomer = new Shopper(url, server.url, "sale");
    const sent = await newcomer.go("/sale");
    expect(sent.status).toBe(302);
    expect(sent.headers.get("location")).toContain(`${server.url}/r/sale#return=`);

    const asked = run(filledIn(lineForCurl(), { "http://127.0.0.1:4321/": `${url}/` }), root);
    expect(asked).toMatch(/^HTTP\/1\.1 302 /);
    expect(asked).toContain(`${server.url}/r/sale#return=`);

    const visitor = people.join(server, "sale");
    const page = await newcomer.comeIn("/sale", visitor, () => {});
    expect(await page.text()).toContain("You are inside until");
    expect(await (await newcomer.send("/sale/order", {})).text()).toBe("Thank you.");
    expect(await visitor.reaches("ended", 10_000)).toMatchObject({ outcome: "completed" });
    expect((await newcomer.go("/sale")).status).toBe(302);
  } finally {
    await site.stop();
  }
});
