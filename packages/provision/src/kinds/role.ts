// AWS IAM
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import * as z from "zod";
import { ifThere } from "../answers.ts";
import { kind, sameJson } from "../kind.ts";

export const role = kind({
  inputs: z.strictObject({ name: z.string(), assumeRolePolicy: z.string() }),
  async find({ iam }, { name }) {
    const found = (await ifThere(iam.send(new GetRoleCommand({ RoleName: name }))))?.Role;
    if (found === undefined) return undefined;
    return { id: name, arn: found.Arn ?? "", assumeRolePolicy: decoded(found.AssumeRolePolicyDocument) };
  },
  async create({ iam }, { name, assumeRolePolicy }) {
    await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: assumeRolePolicy }));
  },
  async change({ iam }, { name, assumeRolePolicy }, found) {
    if (sameJson(found.assumeRolePolicy, assumeRolePolicy)) return false;
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: name, PolicyDocument: assumeRolePolicy }));
    return true;
  },
  /** With all its policies: a role that has one is not deleted. */
  async destroy({ iam }, { name }) {
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName: name }));
    for (const PolicyName of PolicyNames) {
      await iam.send(new DeleteRolePolicyCommand({ RoleName: name, PolicyName }));
    }
    await iam.send(new DeleteRoleCommand({ RoleName: name }));
  },
});

export const rolePolicy = kind({
  inputs: z.strictObject({ name: z.string().optional(), role: z.string(), policy: z.string() }),
  async find({ iam }, { role, name: given }, name) {
    const asked = new GetRolePolicyCommand({ RoleName: role, PolicyName: given ?? name });
    const found = await ifThere(iam.send(asked));
    return found && { id: given ?? name, policy: decoded(found.PolicyDocument) };
  },
  async create({ iam }, { role, policy, name: given }, name) {
    await iam.send(
      new PutRolePolicyCommand({ RoleName: role, PolicyName: given ?? name, PolicyDocument: policy }),
    );
  },
  async change({ iam }, { role, policy, name: given }, found, name) {
    if (sameJson(found.policy, policy)) return false;
    await iam.send(
      new PutRolePolicyCommand({ RoleName: role, PolicyName: given ?? name, PolicyDocument: policy }),
    );
    return true;
  },
});

/** IAM hands documents out escaped as in an address; not every emulator does. */
function decoded(document: string | undefined): string | undefined {
  return document?.startsWith("%") ? decodeURIComponent(document) : document;
}
