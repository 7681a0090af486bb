import { installPlatform, isPlatformInstalled, pinnedVersion } from "./platform.ts";

/** `node packages/cloud/src/installMain.ts`: sees to it that SST's platform is there, in the pinned version. */
if (isPlatformInstalled()) {
  console.log(`SST's platform ${pinnedVersion()} is there.`);
} else {
  console.log(`Installing SST's platform ${pinnedVersion()} into .sst: once, for about half a minute …`);
  await installPlatform();
}
