// Step Functions, Scheduler and EventBridge, as far as they are used.
import { type Json, Refusal, type Request, text, there } from "./answer.ts";

export class StepFunctions {
  readonly machines = new Map<string, Json>();

  answer({ operation, body }: Request): unknown {
    switch (operation) {
      case "CreateStateMachine": {
        const stateMachineArn = `arn:aws:states:us-east-1:000000000000:stateMachine:${body.name}`;
        if (this.machines.has(stateMachineArn)) throw new Refusal(400, "StateMachineAlreadyExists");
        this.machines.set(stateMachineArn, { ...body, stateMachineArn });
        return { stateMachineArn };
      }
      case "ListStateMachines":
        return { stateMachines: [...this.machines.values()] };
      case "DescribeStateMachine":
        return this.#machine(body);
      case "UpdateStateMachine":
        return Object.assign(this.#machine(body), body);
      case "DeleteStateMachine":
        return void this.machines.delete(text(body.stateMachineArn));
      default:
        throw new Refusal(400, "UnknownOperationException");
    }
  }

  #machine({ stateMachineArn }: Json): Json {
    return there(this.machines.get(text(stateMachineArn)), "StateMachineDoesNotExist", 400);
  }
}

export class Scheduler {
  readonly schedules = new Map<string, Json>();

  answer({ method, path, body }: Request): unknown {
    const name = path.replace("/schedules/", "");
    if (method === "POST" && this.schedules.has(name)) throw new Refusal(409, "ConflictException");
    if (method === "POST" || method === "PUT") {
      this.schedules.set(name, { ...body, Name: name });
      return {};
    }
    const schedule = there(this.schedules.get(name), "ResourceNotFoundException");
    if (method === "DELETE") this.schedules.delete(name);
    return schedule;
  }
}

export class Events {
  readonly rules = new Map<string, { rule: Json; targets: Json[] }>();

  answer({ operation, body }: Request): unknown {
    const name = text(body.Name ?? body.Rule);
    if (operation === "PutRule") {
      this.rules.set(name, { rule: body, targets: this.rules.get(name)?.targets ?? [] });
      return {};
    }
    const found = there(this.rules.get(name), "ResourceNotFoundException", 400);
    switch (operation) {
      case "DescribeRule":
        return found.rule;
      case "PutTargets":
        found.targets.push(...(body.Targets as Json[]));
        return { FailedEntryCount: 0 };
      case "ListTargetsByRule":
        return { Targets: found.targets };
      case "RemoveTargets":
        found.targets.length = 0;
        return { FailedEntryCount: 0 };
      case "DeleteRule":
        if (found.targets.length > 0) throw new Refusal(400, "ValidationException", "Rule has targets");
        return void this.rules.delete(name);
      default:
        throw new Refusal(400, "UnknownOperationException");
    }
  }
}
