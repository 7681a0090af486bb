import { systemClock } from "../src/adapters/clock.ts";
import { clockContract } from "./contract/clock.ts";

clockContract("of the machine", async () => systemClock);
