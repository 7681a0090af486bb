import * as z from "zod";

/** Of vitest's JSON report, what tells of each test. */
export const TestResults = z.array(
  z.object({
    name: z.string(),
    assertionResults: z.array(
      z.object({ ancestorTitles: z.array(z.string()), title: z.string(), status: z.string() }),
    ),
  }),
);

const attacksFile = "packages/gate/test/attacks.test.ts";

/** The list of attacks on the gate, a line each, with what became of it: a report that only counts tests hides them. */
export function attacksIn(results: z.infer<typeof TestResults>): readonly string[] {
  return (
    results
      .filter(({ name }) => name.replaceAll("\\", "/").endsWith(attacksFile))
      .flatMap(({ assertionResults }) => assertionResults)
      // These show that what is honest is let in.
      .filter(({ title }) => !title.startsWith("before all:"))
      .map(({ ancestorTitles, title, status }) => {
        const outcome = status === "passed" ? "refused" : status.toUpperCase();
        return `   ${outcome}  ${[...ancestorTitles, title].join(" › ")}`;
      })
  );
}
