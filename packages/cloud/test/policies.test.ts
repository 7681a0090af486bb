import { expect, test } from "vitest";
import { Graph } from "../src/graph.ts";
import { namesOf } from "../src/names.ts";
import { permissionsOf } from "../src/policies.ts";
import { expectedPermissions, handlers } from "../src/rules/functions.ts";
import { synthesize } from "../src/synthesize.ts";

const graph = new Graph("production", await synthesize("production"));
const roles = graph.all("iam.Role").map(({ inputs }) => String(inputs.name));

/** `arn:aws:sqs:us-east-1:123456789012:fairline-production-turns.fifo` → `turns.fifo` */
function short(resource: string): string {
  return resource === "*"
    ? "everything"
    : (resource.split(`${namesOf("production").prefix}-`)[1] ?? resource);
}

/** A line for each role and resource, for whoever wants to know who may do what. */
function listing(): string {
  return roles
    .flatMap((role) => {
      const byResource = Map.groupBy(
        permissionsOf(graph, role),
        ({ effect, resource }) => `${effect === "Deny" ? "NEVER " : ""}on ${short(resource)}`,
      );
      return [
        role.replace(`${namesOf("production").prefix}-`, ""),
        ...[...byResource].map(
          ([where, ofOne]) => `  ${where}: ${ofOne.map(({ action }) => action).join(" ")}`,
        ),
      ];
    })
    .join("\n");
}

test("every role's permissions are listed", () => {
  console.log(listing());
  for (const role of roles) expect(permissionsOf(graph, role), role).not.toEqual([]);
});

test.each(handlers)("%s may do what its code calls on what it touches, and nothing more", (handler) => {
  const role = namesOf("production").roleName(handler);
  const byText = (a: { action: string; resource: string }, b: typeof a) =>
    `${a.action} ${a.resource}`.localeCompare(`${b.action} ${b.resource}`);
  expect(permissionsOf(graph, role).sort(byText)).toEqual(expectedPermissions(graph, handler).sort(byText));
});
