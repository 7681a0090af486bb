/** How stages differ, and what is set from outside: by the environment, or by `.env.<stage>`, which SST reads. */

const isProduction = $app.stage === "production";
const isLasting = isProduction || $app.stage === "staging";

export const stage = {
  isProduction,
  pointInTimeRecovery: isLasting,
  deletionProtection: isProduction,
  logRetentionDays: isProduction ? 90 : isLasting ? 30 : 7,
  /** Alarms cost $0.10 a month a metric, and call somebody: a developer's own stage has them, but tells nobody. */
  alarmEmail: isLasting ? process.env.FAIRLINE_ALARM_EMAIL : undefined,
  /** At $1 a million; one room that uses its whole budget makes 18 million an hour. */
  pushesPerHourMax: isProduction ? 20_000_000 : 500_000,
  /** `tickets.example.com`; without it the site has the address that CloudFront gives it. */
  domain: process.env.FAIRLINE_DOMAIN,
  /** A web ACL of AWS WAF, scope CLOUDFRONT, in us-east-1 (docs/operations.md, "AWS WAF"). */
  webAclArn: process.env.FAIRLINE_WEB_ACL_ARN,
  /** X-Ray costs $5 a million traces: on for an hour of looking, off again after it. */
  tracing: process.env.FAIRLINE_XRAY === "on",
};

if (isProduction && stage.alarmEmail === undefined) {
  throw new Error("FAIRLINE_ALARM_EMAIL is not set: somebody must hear the alarms of production.");
}
