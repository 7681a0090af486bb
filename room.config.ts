import type { RoomConfig } from "@fairline/core";

/**
 * The rooms that `npm start` and a deploy open, with their settings. Once a room runs, its live settings win until it is
 * reset: change them in the console, or over HTTP.
 */
const config: RoomConfig = {
  rooms: {
    demo: {
      title: "Demo ticket sale",
      slots: 3, // X: how many visitors use the site at once
      slotSeconds: 60, // Y: how long each may stay, at most
      tickSeconds: 2, // N: how often everybody else sees the line move
      // announcement: "Seats for everybody in line.", // and in other languages, by their tags:
      // translations: { ko: "대기 중인 모든 분께 좌석이 있어요.", ja: "お並びの方全員にお席がございます。" },
    },
    // The example behind the gate (npm run shop, npm run shop:hono). A deploy has no use for it.
    shop: {
      title: "Lantern Hall",
      slots: 3,
      slotSeconds: 120,
      tickSeconds: 2,
      maxVisitSeconds: 300, // what the shop may make of Y for those who ask for another minute
      returnAddresses: [
        "http://127.0.0.1:4000/",
        "http://localhost:4000/",
        "http://127.0.0.1:4100/",
        "http://localhost:4100/",
      ], // where the turn may send visitors
    },
  },
};

export default config;
