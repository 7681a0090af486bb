import * as z from "zod/mini";

// Zod compiles its schemas with `new Function` where it may. A strict content security policy forbids that and
// reports each try, so it is told not to try. This module must be imported before any schema is made.
z.config({ jitless: true });
