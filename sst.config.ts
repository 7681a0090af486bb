/// <reference path="./.sst/platform/config.d.ts" />

/** The cloud, one file a concern, in the order in which each needs the ones before it. */
export default $config({
  app: (input) => ({
    name: "fairline",
    home: "aws",
    // Production is not removed by mistake, and its table outlives even that.
    removal: input.stage === "production" ? "retain" : "remove",
    protect: input.stage === "production",
  }),
  async run() {
    await import("./stacks/table.ts"); //     every ticket, slot and counter
    await import("./stacks/queues.ts"); //    Lobby, Turns, Ticks, and their dead letters
    await import("./stacks/secrets.ts"); //   the operators' token, the keys that sign passes
    await import("./stacks/socket.ts"); //    WebSocket routes straight into the Lobby
    await import("./stacks/functions.ts"); // a function a handler, with a role of its own
    await import("./stacks/visits.ts"); //    the state machines Visit and Retire
    await import("./stacks/mappings.ts"); //  which queue feeds which function; the deny
    await import("./stacks/schedule.ts"); //  every minute: plan the ticks
    await import("./stacks/api.ts"); //       HTTP for visitors, operators, the protected site
    await import("./stacks/site.ts"); //      the pages, and everything else on one domain
    await import("./stacks/rooms.ts"); //     room.config.ts opens rooms that are new
    await import("./stacks/alarms.ts"); //    who is told when, and
    await import("./stacks/dashboard.ts"); // what there is to see
    return (await import("./stacks/outputs.ts")).outputs;
  },
});
