export type { Attendance } from "./attendance.ts";
export type { VisitorEvents } from "./events.ts";
export type { Line } from "./line.ts";
export type { VisitorOptions } from "./options.ts";
export type { Memory, Signal } from "./ports.ts";
export type { SiteCode, SiteWish } from "./siteCode.ts";
export type { ClientState, Deferral, HandoverOffer, Link, RoomFacts } from "./state.ts";
export type { Request, Stage, Visit } from "./visit.ts";
export { createVisitor, type Visitor } from "./visitor.ts";
