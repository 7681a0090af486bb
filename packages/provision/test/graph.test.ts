import { stages } from "@fairline/cloud/graph.ts";
import { synthesize } from "@fairline/cloud/synthesize.ts";
import { describe, expect, test } from "vitest";
import config from "../../../room.config.ts";
import { inOrder } from "../src/order.ts";
import { select } from "../src/wanted.ts";

describe.each(stages)("the graph of %s", (stage) => {
  test("has no type of which nobody said what becomes of it", async () => {
    const { wanted, seed, leftOut } = select(await synthesize(stage));
    expect(wanted.length).toBeGreaterThan(60);
    expect(JSON.parse(seed.input)).toMatchObject(config);
    expect(leftOut).toEqual(expect.arrayContaining(["CloudFront", "S3", "SNS", "alarms", "dashboard"]));
  });

  test("is made in an order in which nothing comes before what it depends on", async () => {
    const ordered = inOrder(select(await synthesize(stage)).wanted);
    const place = new Map(ordered.map(({ urn }, i) => [urn, i]));
    for (const { urn, dependencies } of ordered)
      for (const before of dependencies)
        expect(place.get(before) ?? -1).toBeLessThan(place.get(urn) ?? Number.NaN);
  });
});

test("a type that nobody knows is named, with the resource", () => {
  const unknown = { urn: "urn", type: "aws:mq/broker:Broker", name: "Broker", inputs: {} };
  expect(() => select([unknown as never])).toThrow(
    "Broker: nobody said what becomes of aws:mq/broker:Broker",
  );
});
