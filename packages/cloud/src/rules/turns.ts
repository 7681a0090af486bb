import { wiring } from "@fairline/functions/wiring.ts";
import type { Graph } from "../graph.ts";
import { logicalName, namesOf } from "../names.ts";
import { asLines, permissionsIn } from "../policies.ts";
import { type Rule, unless, unlike, unlikeLists } from "./rule.ts";

/** Mappings that are denied something, with what the graph has of them. */
function deniedMappings(graph: Graph) {
  return wiring.mappings
    .filter(({ denied }) => denied.length > 0)
    .map((wired) => ({
      wired,
      mapping: graph.one("lambda.EventSourceMapping", `${wired.queue}Mapping`),
      deny: graph.one("iam.RolePolicy", `${wired.queue}Deny`),
      role: graph.one("iam.Role", `${logicalName(wired.handler)}Role`),
    }));
}

/** A turn that fills a slot stays in flight, because its deletion is denied (docs/adr/0001-deny-delete-message.md). */
export const turnsRules: readonly Rule[] = [
  {
    name: "the mapping's role is denied to delete turns",
    broken: (graph) =>
      deniedMappings(graph).flatMap(({ wired, deny, role }) => {
        if (deny === undefined) return [`${wired.queue}: there is no deny`];
        const expected = wired.denied.map((action) => ({
          effect: "Deny" as const,
          action,
          resource: namesOf(graph.stage).queueArn(wired.queue),
        }));
        return [
          ...unlikeLists("the deny", asLines(permissionsIn(deny)), asLines(expected)),
          ...unlike("the deny's role", deny.inputs.role, role?.inputs.name),
        ];
      }),
  },
  {
    name: "the deny waits for the mapping",
    broken: (graph) =>
      deniedMappings(graph).flatMap(({ wired, mapping, deny }) =>
        unless(
          mapping !== undefined && deny?.dependencies.includes(mapping.urn) === true,
          `${wired.queue}: AWS refuses a mapping whose role is denied already`,
        ),
      ),
  },
  {
    name: "the deny goes before its mapping is changed, and comes back after it",
    broken: (graph) =>
      deniedMappings(graph).flatMap(({ mapping, deny }) => [
        ...unless(mapping?.deleteBeforeReplace === true, "the mapping is not deleted before it is made anew"),
        ...unlike("what makes the mapping anew", mapping?.replaceOnChanges, ["*"]),
        ...unless(
          mapping !== undefined && deny?.sources.name?.includes(mapping.urn) === true,
          "the deny's name is not the mapping's: it would stay while the mapping is replaced",
        ),
        ...unlike("the deny's name", deny?.inputs.name, `deny-uuid-of-${mapping?.name}`),
      ]),
  },
  {
    name: "no role takes away policies that others attach to it",
    broken: (graph) =>
      graph
        .all("iam.Role")
        .filter(({ inputs }) => inputs.inlinePolicies !== undefined || inputs.managedPolicyArns !== undefined)
        .map(({ name }) => `${name} has policies in itself`),
  },
  {
    name: "rooms open after the deny",
    broken: (graph) => {
      const seed = graph.one("lambda.Invocation", "Seed");
      return deniedMappings(graph).flatMap(({ wired, deny }) =>
        unless(
          seed !== undefined && deny !== undefined && graph.comesAfter(seed, deny),
          `rooms may open before ${wired.queue} is denied`,
        ),
      );
    },
  },
];
