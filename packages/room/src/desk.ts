import { LiveView, Rooms } from "@fairline/core";
import type * as z from "zod/mini";
import { type Access, type AccessFlags, readAccess } from "./access.ts";
import { Failure } from "./failure.ts";
import { type Answer, type Ask, connect, type Sent, stranger } from "./server.ts";
import { type Paint, paintFor } from "./show/paint.ts";
import type { World } from "./world.ts";

export interface DeskFlags extends AccessFlags {
  readonly json?: boolean;
}

/** What a command works at: the server, the room that it is about, and the paper that it writes on. */
export interface Desk {
  readonly world: World;
  readonly isJson: boolean;
  readonly paint: Paint;
  readonly ask: Ask;
  /** The room's name: the one that was asked for, else the only one there is. */
  room(): Promise<string>;
  /** Asks about the room: `GET live`. */
  askRoom(route: string, sent?: Sent): Promise<Answer>;
  /** The room just now, without samples: they are most of what a look weighs. */
  glance(): Promise<LiveView>;
  /** An answer as its schema has it; one that is otherwise is no Fairline's. */
  read<S extends z.ZodMiniType>(schema: S, json: unknown): z.output<S>;
  /** The answer as it came for `--json`, else as a person reads it. */
  show(json: unknown, text: () => string | Promise<string>): Promise<void>;
}

export function openDesk(flags: DeskFlags, world: World): Desk {
  const access = readAccess(flags, world);
  const ask = connect(access, world.stop);
  const isJson = flags.json === true;
  const write = (text: string) => world.out.write(`${text}\n`);
  let room: Promise<string> | undefined;
  const desk: Desk = {
    world,
    isJson,
    paint: paintFor(world.out),
    ask,
    room() {
      room ??= roomOf(access, desk);
      return room;
    },
    async askRoom(route, sent) {
      const [method, path] = route.split(" ");
      const room = await desk.room();
      try {
        return await ask(`${method} /admin/rooms/${room}/${path}`, sent);
      } catch (error) {
        if (!(error instanceof Failure) || error.code !== "unknown_room") throw error;
        throw new Failure("refused", `there is no room ${room}; there are ${(await names(desk)).join(", ")}`);
      }
    },
    async glance() {
      const since = encodeURIComponent(new Date().toISOString());
      return desk.read(LiveView, (await desk.askRoom(`GET live?since=${since}`)).json);
    },
    read(schema, json) {
      const parsed = schema.safeParse(json);
      if (!parsed.success) throw stranger(access.url);
      return parsed.data;
    },
    async show(json, text) {
      write(isJson ? JSON.stringify(json, null, 2) : await text());
    },
  };
  return desk;
}

async function roomOf({ room }: Access, desk: Desk): Promise<string> {
  if (room !== undefined) return room;
  const [first, ...others] = await names(desk);
  if (first === undefined) throw new Failure("refused", "there is no room");
  if (others.length > 0)
    throw new Failure("usage", `several rooms: give --room (${[first, ...others].join(", ")})`);
  return first;
}

async function names({ ask, read }: Desk): Promise<string[]> {
  return read(Rooms, (await ask("GET /admin/rooms")).json).rooms.map(({ room }) => room);
}
