import type { EnvironmentName } from "@fairline/functions/wiring.ts";

export interface Endpoints {
  readonly sqs: string;
  readonly dynamodb: string;
  readonly stepFunctions: string;
}

/**
 * What Lambda's environment holds in the cloud, and the standard variables that lead the AWS SDK to the
 * emulators. It must be set before a handler is called: they read it once.
 */
export function setEnvironment(values: Record<EnvironmentName, string>, endpoints: Endpoints): void {
  Object.assign(process.env, values, {
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_SFN: endpoints.stepFunctions,
    // No profile and no instance of the person who starts this may have a say.
    AWS_EC2_METADATA_DISABLED: "true",
    POWERTOOLS_SERVICE_NAME: "fairline",
    // The Logger writes to the global console (see log.ts), and Metrics print nothing.
    POWERTOOLS_DEV: "true",
    POWERTOOLS_METRICS_NAMESPACE: "Fairline",
    POWERTOOLS_METRICS_DISABLED: "true",
  });
  delete process.env.AWS_PROFILE;
  delete process.env.AWS_SESSION_TOKEN;
}
