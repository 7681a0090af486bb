import { handlerNames } from "@fairline/functions/wiring.ts";
import { bundle } from "../src/bundle.ts";

/** Before the tests of the project `bundles`: the bundles are those of the sources as they are now. */
export default async function setup(): Promise<void> {
  await Promise.all(handlerNames.map((handler) => bundle(handler)));
}
