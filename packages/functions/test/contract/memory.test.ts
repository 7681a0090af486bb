import { memoryLedger } from "../../../core/testing/index.ts";
import { ledgerContract } from "./ledger.ts";

// What the rules are tested over does what DynamoDB does.
ledgerContract("in memory", async () => memoryLedger());
