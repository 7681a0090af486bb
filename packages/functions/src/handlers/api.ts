import { limits, RoomName } from "@fairline/core";
import { type Context, Hono } from "hono";
import { handle } from "hono/aws-lambda";
import { bodyLimit } from "hono/body-limit";
import { anyOrigin } from "../http/anyOrigin.ts";
import { authenticate } from "../http/authenticate.ts";
import { byHand } from "../http/byHand.ts";
import { live } from "../http/live.ts";
import { moreTime } from "../http/moreTime.ts";
import { openapi } from "../http/openapi.ts";
import { operators } from "../http/operators.ts";
import { places } from "../http/places.ts";
import { previews } from "../http/preview.ts";
import { problem } from "../http/problem.ts";
import { rooms } from "../http/rooms.ts";
import { session } from "../http/session.ts";
import { site } from "../http/site.ts";
import { visitors } from "../http/visitors.ts";
import { logger } from "../runtime.ts";

const { bodyBytesMax } = limits;

/** The HTTP API: one app, behind API Gateway in the cloud and behind Node's server on one machine. */
export const app = new Hono();

app.use("/rooms/*", anyOrigin);
app.use("/.well-known/*", anyOrigin);
app.use(
  bodyLimit({
    maxSize: bodyBytesMax,
    onError: (c) => problem(c, "too_large", `At most ${bodyBytesMax} bytes.`),
  }),
);
// Before a room is looked for: who may not come in learns nothing about rooms.
app.use("/admin/rooms/*", authenticate);
app.on("ALL", ["/rooms/:room/*", "/admin/rooms/:room/*"], async (c, next) => {
  return RoomName.safeParse(c.req.param("room")).success ? next() : problem(c, "unknown_room");
});
app.route("/", visitors);
app.route("/", moreTime);
app.route("/", site);
app.route("/", places);
app.route("/", rooms);
app.route("/", openapi);
app.route("/", session);
app.route("/", operators);
app.route("/", live);
app.route("/", previews);
app.route("/", byHand);
app.notFound((c) => problem(c, "not_found"));
app.onError((error, c) => {
  logger.error("A request failed", { path: c.req.path, correlation_id: requestIdOf(c), error });
  return problem(c, "internal");
});

export const handler = handle(app);

/** API Gateway's own, which its answer carries, too; on one machine there is none. */
function requestIdOf({ env }: Context<{ Bindings?: { requestContext?: { requestId?: string } } }>) {
  return env?.requestContext?.requestId;
}
