import { api } from "./api.ts";
import { dashboardUrl } from "./dashboard.ts";
import { site } from "./site.ts";
import { socketStage } from "./socket.ts";

/** What a person needs after a deploy. */
export const outputs = {
  site: site.url,
  console: $interpolate`${site.url}/admin`,
  /** Without CloudFront, for looking into trouble. */
  api: api.apiEndpoint,
  socket: socketStage.invokeUrl,
  dashboard: dashboardUrl,
};
