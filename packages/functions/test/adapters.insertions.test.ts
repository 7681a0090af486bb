import type { BatchStatementResponse } from "@aws-sdk/client-dynamodb";
import type { BatchExecuteStatementCommand, DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { expect, test } from "vitest";
import { insertTogether } from "../src/adapters/ledger/insertions.ts";

const items = ["ada", "bob", "cleo"].map((pk) => ({ pk, sk: "KEY" }));
const throttled = { Error: { Code: "ThrottlingError", Message: "too fast" } } as const;
const isThere = { Error: { Code: "DuplicateItem", Message: "it is there" } } as const;

/** A client that answers so, one request after the other, and which items each request was for. */
function answering(...answers: (readonly BatchStatementResponse[] | undefined | Error)[]) {
  const asked: unknown[][] = [];
  const client = {
    async send({ input }: BatchExecuteStatementCommand) {
      asked.push((input.Statements ?? []).map(({ Parameters }) => Parameters?.[0]));
      const answer = answers[asked.length - 1];
      if (answer instanceof Error) throw answer;
      return { Responses: answer };
    },
  } as unknown as DynamoDBDocumentClient;
  return { asked, insert: () => insertTogether(client, "table", items) };
}

test("only what was throttled is sent again, and each item has its own result", async () => {
  const { asked, insert } = answering([{}, throttled, isThere], [{}]);
  expect(await insert()).toEqual([true, true, false]);
  expect(asked).toEqual([["ada", "bob", "cleo"], ["bob"]]);
});

test("an item of which the answer says nothing was not inserted, as far as anybody knows", async () => {
  const { insert } = answering([{}]);
  expect(await insert()).toEqual([true, expect.any(Error), expect.any(Error)]);
  expect(await answering(undefined).insert()).toEqual([1, 2, 3].map(() => expect.any(Error)));
});

test("a repetition that fails takes nothing back of what was inserted before it", async () => {
  const broken = new Error("the connection was reset");
  const { asked, insert } = answering([{}, throttled, isThere], broken);
  expect(await insert()).toEqual([true, broken, false]);
  expect(asked).toHaveLength(2);
});
