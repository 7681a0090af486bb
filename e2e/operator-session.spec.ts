import { ConsolePage } from "./support/console.ts";
import { expect, serve, test } from "./support/test.ts";

const server = serve({ desk: { slots: 2, slotSeconds: 30, tickSeconds: 1 } });
const brief = serve({ desk: { slots: 2, slotSeconds: 30, tickSeconds: 1 } }, { sessionSeconds: 6 });

const why = (console: ConsolePage) => console.page.getByTestId("signin-why");

test("a wrong token is refused, the right one lets in, and whoever signs out is out in every tab", async ({
  people,
}) => {
  const console = await people.operate(server, "desk", { name: "Min-ji" });
  await expect(console.page.getByRole("banner")).toContainText("Min-ji");
  const other = new ConsolePage(await console.page.context().newPage(), server.url);
  await other.page.goto(`${server.url}/admin`);
  await expect(other.main).toHaveAttribute("data-stage", "rooms");
  await console.signOut();
  await expect(console.main).toHaveAttribute("data-stage", "signin");
  await expect(why(other)).toHaveAttribute("data-why", "ended");
  await console.enter("wrong");
  await expect(why(console)).toHaveAttribute("data-why", "refused");
  await console.page.reload();
  await expect(console.main).toHaveAttribute("data-stage", "signin");
  await console.enter(server.adminToken);
  await expect(console.main).toHaveAttribute("data-feed", "live");
  await expect(console.page).toHaveURL(/#room=desk$/);
});

test("a token in the address signs in, stays neither there nor in the browser's storage, and a reload asks for it no more", async ({
  page,
}) => {
  await page.goto(`${server.url}/admin#token=${server.adminToken}&room=desk`);
  const console = new ConsolePage(page, server.url);
  await expect(console.main).toHaveAttribute("data-feed", "live");
  expect(page.url()).toBe(`${server.url}/admin#room=desk`);
  const kept = await page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])");
  expect(kept).not.toContain(server.adminToken);
  // Nor is the session's own secret where a script could read it.
  expect(await page.evaluate("document.cookie")).toBe("");
  await page.reload();
  await expect(console.main).toHaveAttribute("data-feed", "live");
  await page.goBack();
  expect(page.url()).not.toContain(server.adminToken);
});

test("after too many wrong tokens none is heard, and the console says for how long", async ({ browser }) => {
  const guesses = Array.from({ length: 30 }, () =>
    fetch(`${server.url}/admin/rooms`, { headers: { authorization: "Bearer wrong" } }),
  );
  await Promise.all(guesses);
  const console = new ConsolePage(await (await browser.newContext()).newPage(), server.url);
  await console.signIn(server.adminToken);
  await expect(why(console)).toHaveAttribute("data-why", "tooMany");
  await expect(console.page.getByTestId("signin-wait")).toHaveText(/try again in \d+(\.\d)? s/);
  await expect(console.page.getByRole("button", { name: "Sign in" })).toBeDisabled();
  await console.page.context().close();
});

test("a session that ends by itself is told, and what was typed is still there after signing in again", async ({
  people,
}) => {
  const console = await people.operate(brief, "desk");
  await console.field("Slots (X)").fill("7");
  await expect(why(console)).toHaveAttribute("data-why", "ended");
  await console.enter(brief.adminToken);
  await expect(console.field("Slots (X)")).toHaveValue("7");
  await console.save();
  await expect(console.outcome).toHaveAttribute("data-outcome", "saved");
});
