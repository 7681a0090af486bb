// What DynamoDB does with a request, however it comes.
import { type DynaliteStore, isRefusal, perform } from "./dynalite-inside.ts";
import { batchExecuteStatement, type Request, ValidationError } from "./partiql.ts";

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** @param operation as AWS names it: `GetItem`. */
export async function answerTo(store: DynaliteStore, operation: string, input: unknown): Promise<Answer> {
  try {
    const body =
      operation === "BatchExecuteStatement"
        ? await batchExecuteStatement(store, input as Request)
        : await perform(store, operation, input);
    return { status: 200, body };
  } catch (error) {
    if (isRefusal(error)) return { status: error.statusCode, body: error.body };
    const isWrong = error instanceof ValidationError;
    const type = isWrong
      ? "com.amazon.coral.validate#ValidationException"
      : "com.amazonaws.dynamodb.v20120810#InternalServerError";
    return { status: isWrong ? 400 : 500, body: { __type: type, message: String(error) } };
  }
}
