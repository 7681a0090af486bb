import type { History, Report } from "@fairline/crowd";

/** What those visitors went through of whom the violations speak: told when a test fails. */
export function witnesses({ visitors, startedMs }: History, { violations }: Report): string {
  const named = new Set(violations.flatMap((text) => text.match(/(?<=\bnumber )\d+/g) ?? []).map(Number));
  const concerned = visitors.filter(({ events }) =>
    events.some((event) => "number" in event && named.has(event.number)),
  );
  const lines = concerned.map(({ visitor, events }) => {
    const told = events.map(
      ({ atMs, ...event }) => `${Math.round(atMs - startedMs)} ${JSON.stringify(event)}`,
    );
    return `visitor ${visitor}\n  ${told.join("\n  ")}`;
  });
  return ["what the crowd saw broken", ...violations, ...lines].join("\n");
}
