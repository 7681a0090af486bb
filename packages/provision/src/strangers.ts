import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { isSilence } from "./answers.ts";
import type { Endpoint } from "./clients.ts";

const stranger = { accessKeyId: "AKIAFAIRLINESTRANGER", secretAccessKey: "nobody-has-this-key" };
const refusedStatus = new Set([401, 403]);

/**
 * Whether the endpoint refuses keys that it does not know. One that lets anybody in cannot deny anything to a role either,
 * whatever its IAM answers; where that is not plain, it counts as letting them in, for `report` holds turns everywhere.
 */
export async function refusesStrangers({ url, region }: Endpoint): Promise<boolean> {
  const sqs = new SQSClient({ endpoint: url, region, credentials: stranger });
  try {
    await sqs.send(new ListQueuesCommand({ MaxResults: 1 }));
    return false;
  } catch (error) {
    if (isSilence(error)) throw error;
    const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
    return refusedStatus.has($metadata?.httpStatusCode ?? 0);
  } finally {
    sqs.destroy();
  }
}
