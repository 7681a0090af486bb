/** What AWS would answer, as far as other resources are made of it: addresses and names that can be told apart. */

export const account = "123456789012";
export const region = "us-east-1";

const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;

/** By type: what the resource knows of itself once it is there. */
const known: Readonly<Record<string, (name: string, inputs: Record<string, unknown>) => object>> = {
  "aws:sqs/queue:Queue": (name) => ({
    arn: arn("sqs", name),
    url: `https://sqs.${region}.amazonaws.com/${account}/${name}`,
  }),
  "aws:dynamodb/table:Table": (name) => ({ arn: arn("dynamodb", `table/${name}`) }),
  "aws:lambda/function:Function": (name) => ({
    arn: arn("lambda", `function:${name}`),
    invokeArn: `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${arn("lambda", `function:${name}`)}/invocations`,
  }),
  "aws:lambda/eventSourceMapping:EventSourceMapping": (name) => ({ uuid: `uuid-of-${name}` }),
  "aws:iam/role:Role": (name) => ({ arn: `arn:aws:iam::${account}:role/${name}` }),
  "aws:sfn/stateMachine:StateMachine": (name) => ({ arn: arn("states", `stateMachine:${name}`) }),
  "aws:cloudwatch/logGroup:LogGroup": (name) => ({ arn: arn("logs", `log-group:${name}`) }),
  "aws:sns/topic:Topic": (name) => ({ arn: arn("sns", name) }),
  "aws:apigatewayv2/api:Api": (name, { protocolType }) => ({
    executionArn: arn("execute-api", name),
    apiEndpoint: `${protocolType === "WEBSOCKET" ? "wss" : "https"}://${name}.execute-api.${region}.amazonaws.com`,
  }),
  "aws:apigatewayv2/stage:Stage": (name, { apiId }) => ({
    invokeUrl: `wss://${apiId}.execute-api.${region}.amazonaws.com/${name}`,
  }),
  "aws:cloudfront/distribution:Distribution": (name) => ({
    domainName: `${name.toLowerCase()}.cloudfront.net`,
  }),
  "aws:acm/certificate:Certificate": (_, { domainName }) => ({
    domainValidationOptions: [
      {
        domainName,
        resourceRecordName: "_proof",
        resourceRecordType: "CNAME",
        resourceRecordValue: "_of.acm",
      },
    ],
  }),
  "aws:s3/bucket:Bucket": (name) => ({
    bucket: name.toLowerCase(),
    bucketRegionalDomainName: `${name.toLowerCase()}.s3.${region}.amazonaws.com`,
  }),
};

/** A resource's name on AWS: the one it is given, else its logical one. */
function nameOf(name: string, inputs: Record<string, unknown>): string {
  return typeof inputs.name === "string" ? inputs.name : name;
}

export function mockState(type: string, name: string, inputs: Record<string, unknown>) {
  const named = nameOf(name, inputs);
  return {
    id: type === "aws:sqs/queue:Queue" ? `https://sqs.${region}.amazonaws.com/${account}/${named}` : named,
    state: { arn: arn("mock", `${type}/${named}`), ...inputs, name: named, ...known[type]?.(named, inputs) },
  };
}

/** What the provider answers to questions, rather than to orders. */
export function mockCall({ token, inputs }: { token: string; inputs: Record<string, unknown> }): object {
  if (token.includes("getRegion")) return { id: region, name: region, region };
  if (token.includes("getCallerIdentity"))
    return { accountId: account, arn: `arn:aws:iam::${account}:user/ci` };
  if (token.includes("getPartition")) return { partition: "aws", dnsSuffix: "amazonaws.com" };
  if (token.includes("getPolicyDocument")) return { json: JSON.stringify(inputs) };
  return inputs;
}
