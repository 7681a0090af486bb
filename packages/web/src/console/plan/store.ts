import {
  type FieldName,
  fieldNames,
  fields,
  type Plan,
  readInputs,
  type Texts,
} from "@fairline/planner/plan";
import { createStore, type StoreApi } from "zustand/vanilla";
import { troubleText } from "../requests.ts";
import { settingsIn } from "../room/settings/form.ts";
import type { ConsoleStore } from "../session/store.ts";
import { fragmentOf, type Where } from "../where.ts";
import type { ConsoleWorld } from "../world.ts";
import type { Planning } from "./planning.ts";

/** A plan that is there, and what it is a plan of. */
export interface Shown {
  readonly plan: Plan;
  readonly texts: Texts;
  readonly tookMs: number;
  readonly askedBy: AskedBy;
}

/** A hand that pressed the button, an address that has a plan, or only that the page was opened. */
export type AskedBy = "hand" | "link" | "opening";

export interface PlanState {
  readonly room: string | undefined;
  /** Each field as it stands in the form. */
  readonly texts: Texts;
  readonly refusals: Texts;
  readonly isPlanning: boolean;
  readonly shown: Shown | undefined;
  /** Why there is no plan, or why the form was not filled from the room. */
  readonly trouble: string | undefined;
}

export interface PlanStore extends Pick<StoreApi<PlanState>, "getState" | "subscribe" | "getInitialState"> {
  /** Fills the form: by the address, or else by the room; and plans. The returned function gives up what is under way. */
  start(): () => void;
  type(field: FieldName, text: string): void;
  /** Plans what is typed, and puts it into the address. */
  plan(): Promise<void>;
}

/** What a form begins with. */
const usual: Texts = Object.fromEntries(
  fieldNames.flatMap((name) => {
    const { byDefault } = fields[name];
    return byDefault === undefined ? [] : [[name, byDefault]];
  }),
);

/** An event that is being planned. */
export function createPlanStore(
  world: Pick<ConsoleWorld, "address">,
  session: Pick<ConsoleStore, "getState" | "subscribe" | "asks">,
  makePlanning: () => Planning,
): PlanStore {
  const planning = makePlanning();
  const store = createStore<PlanState>(() => ({
    room: planIn(session.getState().where).room,
    texts: usual,
    refusals: {},
    isPlanning: false,
    shown: undefined,
    trouble: undefined,
  }));
  const { getState, setState } = store;
  /** Counts what was asked: an older answer is no answer. */
  let asked = 0;
  /** Counts what makes an older filling of the form void: another one, a hand that types or plans, and leaving. */
  let fillings = 0;

  async function plan(askedBy: AskedBy) {
    const { texts, room } = getState();
    const reading = readInputs(filled(texts));
    if (reading.kind === "refused") return setState({ refusals: reading.refusals });
    world.address.replaceFragment(fragmentOf({ view: "plan", room, texts: filled(texts) }));
    asked += 1;
    const mine = asked;
    setState({ refusals: {}, isPlanning: true, trouble: undefined });
    const planned = await planning.plan(filled(texts));
    if (mine !== asked) return;
    if (planned.kind === "failed") setState({ isPlanning: false, trouble: planned.message });
    else
      setState({ isPlanning: false, shown: { plan: planned.plan, texts, tookMs: planned.tookMs, askedBy } });
  }

  /** The room's settings as they are now, in the words of a plan; or why they are not there. */
  async function ofRoom(room: string): Promise<Filled> {
    const answer = await session.asks("GET", `/rooms/${encodeURIComponent(room)}/settings`);
    const read = settingsIn(answer);
    if (read === undefined) {
      const why = answer.ok ? "not understood." : troubleText(answer);
      return { texts: {}, trouble: `The settings of “${room}” are not there: ${why}` };
    }
    const { slots, slotSeconds, tickSeconds, graceSeconds } = read.settings;
    const texts = {
      slots: String(slots),
      seconds: String(slotSeconds),
      tick: String(tickSeconds),
      grace: `${graceSeconds}s`,
    };
    return { texts, trouble: undefined };
  }

  async function fill({ room, texts }: PlanWhere) {
    fillings += 1;
    const mine = fillings;
    const isShared = Object.keys(texts).length > 0;
    const filling = isShared || room === undefined ? { texts, trouble: undefined } : await ofRoom(room);
    if (mine !== fillings) return;
    setState({ room, texts: { ...usual, ...filling.texts }, refusals: {} });
    await plan(isShared ? "link" : "opening");
    if (filling.trouble !== undefined && mine === fillings) setState({ trouble: filling.trouble });
  }

  return {
    getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    start() {
      if (getState().shown === undefined) void fill(planIn(session.getState().where));
      const unsubscribe = session.subscribe(({ where }, before) => {
        if (where !== before.where && where.view === "plan") void fill(where);
      });
      return () => {
        unsubscribe();
        fillings += 1;
        asked += 1;
        planning.stop();
        setState({ isPlanning: false });
      };
    },
    type(field, text) {
      fillings += 1;
      const refusals = { ...getState().refusals };
      delete refusals[field];
      setState({ texts: { ...getState().texts, [field]: text }, refusals });
    },
    plan() {
      fillings += 1;
      return plan("hand");
    },
  };
}

/** What a form is filled with, and why not from the room. */
interface Filled {
  readonly texts: Texts;
  readonly trouble: string | undefined;
}

type PlanWhere = Extract<Where, { view: "plan" }>;

function planIn(where: Where): PlanWhere {
  return where.view === "plan" ? where : { view: "plan", room: undefined, texts: {} };
}

/**
 * All that a plan is of, which stands in the address, too: so it says the same to everybody, whatever a form will begin
 * with. A field that may be left out is left out by emptying it.
 */
function filled(texts: Texts): Texts {
  const mayBeEmpty = (name: string) => fields[name as FieldName].byDefault === undefined;
  return Object.fromEntries(
    Object.entries(texts).filter(([name, text]) => text.trim() !== "" || !mayBeEmpty(name)),
  );
}
