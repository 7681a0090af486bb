import { expect, test } from "vitest";
import { countRequests } from "../src/gateway/requests.ts";

const request = new Request("http://127.0.0.1/rooms/demo");

test("who stops the machine waits for every answer that is under way, also for one that fails", async () => {
  const requests = countRequests();
  const asked = [Promise.withResolvers<Response>(), Promise.withResolvers<Response>()];
  const api = requests.counting({ fetch: () => asked.shift()?.promise ?? new Response() });
  const [first, second] = asked;
  const [answer, failure] = [api.fetch(request), api.fetch(request)];
  let isAnswered = false;
  const answered = requests.answered().then(() => {
    isAnswered = true;
  });

  first?.resolve(new Response("here"));
  expect(await (await answer).text()).toBe("here");
  expect(isAnswered).toBe(false);
  second?.reject(new Error("no"));
  await expect(failure).rejects.toThrow("no");
  await answered;
});

test("where nothing is under way nobody waits", async () => {
  const requests = countRequests();
  await (await requests.counting({ fetch: () => new Response() }).fetch(request)).text();
  await requests.answered();
});
