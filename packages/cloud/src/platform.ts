import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

/** The folder of `sst.config.ts`. */
export const root = resolve(import.meta.dirname, "..", "..", "..");

/** SST's components and the providers they need, unpacked by `sst install` and ignored by git. */
export const platform = join(root, ".sst", "platform");

/** The version that `package.json` pins; the platform must be of the same. */
export function pinnedVersion(): string {
  const manifest = createRequire(join(root, "package.json"))
    .resolve("sst")
    .replace(/dist.*$/, "package.json");
  return JSON.parse(readFileSync(manifest, "utf8")).version;
}

/** Whether the graph can be made: the platform is there, whole, and of the pinned version. */
export function isPlatformInstalled(): boolean {
  const version = join(platform, "version");
  if (!existsSync(version) || !existsSync(join(platform, "node_modules", "@pulumi", "aws"))) return false;
  return readFileSync(version, "utf8").trim() === pinnedVersion();
}

/** Unpacks the platform from the package registry: no account, no Pulumi engine, no Bun. Takes about half a minute, once. */
export async function installPlatform(): Promise<void> {
  const code = await new Promise((ended, failed) => {
    const child = spawn(join(root, "node_modules", ".bin", "sst"), ["install", "--stage", "ci"], {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, SST_TELEMETRY_DISABLED: "1", SST_SKIP_DEPENDENCY_CHECK: "1", SST_NO_BUN: "1" },
    });
    child.on("error", failed);
    child.on("close", ended);
  });
  if (code !== 0 || !isPlatformInstalled()) {
    throw new Error("SST's platform could not be installed. It needs the npm registry: `npx sst install`.");
  }
}
