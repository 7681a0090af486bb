// IAM, as far as it is used: forms in, XML out.
import { Refusal, type Request, text, there } from "./answer.ts";

interface Role {
  readonly name: string;
  trust: string;
  readonly policies: Map<string, string>;
}

export class Iam {
  readonly roles = new Map<string, Role>();

  answer({ operation, body }: Request): string {
    return `<${operation}Response><${operation}Result>${this.#result(operation, body)}</${operation}Result></${operation}Response>`;
  }

  /** Whether a policy of the role says so about the action. */
  says(effect: "Allow" | "Deny", roleArn: string, action: string): boolean {
    const role = [...this.roles.values()].find(({ name }) => roleArn.endsWith(`:role/${name}`));
    const statements = [...(role?.policies.values() ?? [])].flatMap((policy) => JSON.parse(policy).Statement);
    return statements.some(({ Effect, Action }) => Effect === effect && Action.includes(action));
  }

  #result(operation: string, body: Request["body"]): string {
    const name = text(body.RoleName);
    if (operation === "CreateRole") {
      if (this.roles.has(name)) throw new Refusal(409, "EntityAlreadyExists");
      this.roles.set(name, { name, trust: text(body.AssumeRolePolicyDocument), policies: new Map() });
      return described(there(this.roles.get(name), "NoSuchEntity"));
    }
    const role = there(this.roles.get(name), "NoSuchEntity");
    switch (operation) {
      case "GetRole":
        return described(role);
      case "UpdateAssumeRolePolicy":
        role.trust = text(body.PolicyDocument);
        return "";
      case "PutRolePolicy":
        role.policies.set(text(body.PolicyName), text(body.PolicyDocument));
        return "";
      case "GetRolePolicy": {
        const policy = there(role.policies.get(text(body.PolicyName)), "NoSuchEntity");
        return `<PolicyDocument>${encodeURIComponent(policy)}</PolicyDocument>`;
      }
      case "ListRolePolicies":
        return `<PolicyNames>${[...role.policies.keys()].map((one) => `<member>${one}</member>`).join("")}</PolicyNames>`;
      case "DeleteRolePolicy":
        role.policies.delete(text(body.PolicyName));
        return "";
      case "DeleteRole":
        if (role.policies.size > 0) throw new Refusal(409, "DeleteConflict");
        this.roles.delete(name);
        return "";
      default:
        throw new Refusal(400, "InvalidAction");
    }
  }
}

function described({ name, trust }: Role): string {
  return `<Role><RoleName>${name}</RoleName><Arn>arn:aws:iam::000000000000:role/${name}</Arn><AssumeRolePolicyDocument>${encodeURIComponent(trust)}</AssumeRolePolicyDocument></Role>`;
}
