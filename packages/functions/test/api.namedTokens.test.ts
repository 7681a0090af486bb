import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Emulators, startEmulators } from "./emulators.ts";
import { refusal, send } from "./requests.ts";
import { until } from "./until.ts";
import { whoAsks } from "./whoAsks.ts";

const ana = "the-token-of-ana";
const ben = "the-token-of-ben==";
let world: Emulators;

beforeAll(async () => {
  world = await startEmulators({ adminTokens: `ana=${ana} ben=${ben}`, sessionSeconds: 1 });
});
afterAll(() => world.stop());

const signIn = (body: unknown) => send("POST /admin/session", { body });

describe("where each operator has a token", () => {
  test.each([
    ["ana", ana],
    ["ben", ben],
  ])("%s is who the token says, whatever else is said", async (name, token) => {
    const headers = { "fairline-operator": "Somebody else" };
    expect(await (await whoAsks({ token })).text()).toBe(name);
    expect(await (await whoAsks({ token, headers })).text()).toBe(name);
    const answer = await signIn({ token, name: "Somebody else" });
    expect(await answer.json()).toMatchObject({ operator: name });
    const cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
    expect(await (await whoAsks({ headers: { cookie } })).text()).toBe(name);
  });

  test.each(["ana", `ana=${ana}`, `ana=${ana} ben=${ben}`, `ben=${ana}`, "the-token-of-eve"])(
    "%s is none",
    async (token) => {
      await refusal(await signIn({ token }), 401, "unauthorized");
    },
  );
});

test("a session is over when its time is, and using it does not make it longer", async () => {
  const answer = await signIn({ token: ana });
  const { expiresAt } = (await answer.json()) as { expiresAt: string };
  const headers = { cookie: answer.headers.get("set-cookie")?.split(";")[0] ?? "" };
  const last = await until("the end of the session", async () => {
    const now = await send("GET /admin/session", { headers });
    if (now.status === 200) expect(await now.json()).toEqual({ operator: "ana", expiresAt });
    return now.status === 200 ? undefined : now;
  });
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expiresAt));
  await refusal(last, 401, "unauthorized");
});
