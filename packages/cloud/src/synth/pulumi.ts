import { createRequire } from "node:module";
import { join } from "node:path";
import { platform } from "../platform.ts";

const require = createRequire(join(platform, "package.json"));

/** What is used of Pulumi's SDK. Its types come with the platform, which need not be there when this is checked. */
export interface Pulumi {
  readonly MockMonitor: new (
    mocks: object,
  ) => {
    newUrn(parent: string, type: string, name: string): string;
    registerResource(request: unknown, callback: (...answer: unknown[]) => void): Promise<void>;
    registerResourceOutputs(request: unknown, callback: (...answer: unknown[]) => void): void;
  };
  readonly setMocks: (mocks: object, project: string, stack: string, preview: boolean) => Promise<void>;
  /** Puts another monitor in the place of the one that `setMocks` made. */
  readonly setMockOptions: (monitor: unknown, project: string, stack: string, preview: boolean) => void;
  readonly deserializeProperties: (struct: unknown) => Record<string, unknown>;
  readonly runInPulumiStack: (program: () => Promise<unknown>) => Promise<unknown>;
  /** The namespace `aws` of a stack. */
  readonly aws: unknown;
}

/** The one that SST's components use, too: a second copy would know nothing of the mocks. */
export function loadPulumi(): Pulumi {
  return {
    ...require("@pulumi/pulumi/runtime/mocks"),
    ...require("@pulumi/pulumi/runtime/settings"),
    ...require("@pulumi/pulumi/runtime/rpc"),
    ...require("@pulumi/pulumi/runtime/stack"),
    aws: require("@pulumi/aws"),
  };
}

/** Where a package of the platform is, for a bundle that lies elsewhere. */
export function fileOf(specifier: string): string {
  return require.resolve(specifier);
}
