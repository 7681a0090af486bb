import { api } from "./api.ts";
import { securityHeaders } from "./siteHeaders.ts";
import { behaviours, origins, uncachedErrors } from "./siteRoutes.ts";
import { socket } from "./socket.ts";
import { stage } from "./stage.ts";

/** The pages, and on the same domain the API, the socket and the snapshot that a whole line may read. */
export const site = new sst.aws.StaticSite("Site", {
  path: "packages/web",
  build: { command: "npx vite build --logLevel warn", output: "dist" },
  ...(stage.domain === undefined ? {} : { domain: stage.domain }),
  assets: {
    fileOptions: [
      { files: "assets/**", cacheControl: "public,max-age=31536000,immutable" },
      // Their names live on: everybody must see the new ones.
      { files: "**", ignore: "assets/**", cacheControl: "no-cache" },
    ],
  },
  transform: {
    cdn: (args) => {
      args.origins = $output(args.origins).apply((pages) => [...pages, ...origins({ api, socket })]);
      args.defaultCacheBehavior = $output(args.defaultCacheBehavior).apply((pages) => ({
        ...pages,
        responseHeadersPolicyId: securityHeaders.id,
      }));
      args.orderedCacheBehaviors = behaviours;
      args.customErrorResponses = uncachedErrors;
      if (stage.webAclArn !== undefined) args.webAclArn = stage.webAclArn;
    },
  },
});
