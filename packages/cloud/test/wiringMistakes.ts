import type { Mistake } from "./mistakes.ts";

const wiring = (from: string, to: string) => ({ file: "packages/functions/src/wiring.ts", from, to });
const machine = (name: "visit" | "retire", from: string, to = "") => ({
  file: `packages/functions/src/statemachines/${name}.asl.json`,
  from,
  to,
});

const hidden = "a message stays hidden for at least as long as its function may work";
const kept = "queues keep messages for one minute to 14 days, and turns for longer than the longest visit";
const deletion = "no function can delete turns: the poller that AWS wants to may is denied it";
const routes = "every route into a queue may write there, and a disconnect is told to the Lobby";
const secrets =
  "the operators' token and the site's key are the API's alone, and the keys of passes are with those that sign or read them";
const types = "a visit may last for hours, and giving up a turn is cheap";
const held =
  "a slot is held until somebody says that it is over or its time is up, and then it is settled, whatever happened";
const settled = "a visit is settled again and again until it is, and then its turn is deleted";
const longer =
  "a visit that was given more time holds its slot for what is left, and is not settled again and again meanwhile";
const handle =
  "a turn is deleted by the handle that was given, and one whose handle has expired is gone already";

/** Mistakes in what the stacks and other rules read alike: the wiring, and the state machines' definitions. */
export const mistakes: readonly Mistake[] = [
  {
    what: "a queue that hides for less than its function's time",
    edits: [wiring("visibilitySeconds: 20", "visibilitySeconds: 19")],
    breaks: hidden,
  },
  {
    what: "a function that works for longer than its message is hidden",
    edits: [wiring("admit: 10", "admit: 11")],
    breaks: hidden,
  },
  {
    what: "a queue that forgets at once",
    edits: [wiring("retentionSeconds: 300", "retentionSeconds: 59")],
    breaks: kept,
  },
  {
    what: "a queue that keeps for longer than AWS does",
    edits: [wiring("retentionSeconds: 4 * 86_400", "retentionSeconds: 15 * 86_400")],
    breaks: kept,
  },
  {
    what: "turns that are forgotten while their visit goes on",
    edits: [wiring("retentionSeconds: 4 * 86_400", "retentionSeconds: 43_000")],
    breaks: kept,
  },
  {
    what: "a message that is dead before it is received",
    edits: [wiring("receivesMax: 50", "receivesMax: 0")],
    breaks: "a message is received at least once before it is dead",
  },
  {
    what: "turns in batches",
    edits: [wiring("batchSize: 1,", "batchSize: 2,")],
    breaks: "a turn comes alone: a batch may mix lanes",
  },
  { what: "no deny", edits: [wiring('denied: ["sqs:DeleteMessage"]', "denied: []")], breaks: deletion },
  {
    what: "another deny",
    edits: [wiring('denied: ["sqs:DeleteMessage"]', 'denied: ["sqs:PurgeQueue"]')],
    breaks: deletion,
  },
  {
    what: "a function that deletes turns",
    edits: [wiring("Turns: send, Visit: end, connections", 'Turns: ["sqs:DeleteMessage"], connections')],
    breaks: deletion,
  },
  {
    what: "a route into a queue that the socket may not write to",
    edits: [wiring('queue: "Lobby", action: "join"', 'queue: "Ticks", action: "join"')],
    breaks: routes,
  },
  {
    what: "a disconnect that nobody hears of",
    edits: [
      wiring(
        '$disconnect: { to: "queue", queue: "Lobby", action: "disconnect" }',
        '$disconnect: { to: "reply", reply: { type: "pong" } }',
      ),
    ],
    breaks: routes,
  },
  {
    what: "the operators' token for more than the API",
    edits: [wiring('ADMIN_TOKEN: ["api"]', 'ADMIN_TOKEN: ["api", "tick"]')],
    breaks: secrets,
  },
  {
    what: "the site's key for more than the API",
    edits: [wiring('SITE_KEY: ["api"]', 'SITE_KEY: ["api", "tick"]')],
    breaks: secrets,
  },
  {
    what: "the keys of passes for who needs none",
    edits: [wiring('["register", "openVisit", "api"]', '["register", "openVisit", "api", "tick"]')],
    breaks: secrets,
  },
  {
    what: "no keys of passes for who signs",
    edits: [wiring('["register", "openVisit", "api"]', '["register", "api"]')],
    breaks: secrets,
  },
  { what: "a visit of five minutes", edits: [wiring('"STANDARD"', '"EXPRESS"')], breaks: types },
  { what: "a dear way to give up a turn", edits: [wiring('"EXPRESS"', '"STANDARD"')], breaks: types },
  {
    what: "a visit without an end",
    edits: [machine("visit", '"TimeoutSecondsPath": "$.slotSeconds",')],
    breaks: held,
  },
  {
    what: "a visit that ends as it begins",
    edits: [machine("visit", "lambda:invoke.waitForTaskToken", "lambda:invoke")],
    breaks: held,
  },
  {
    what: "a visit that nobody can end",
    edits: [machine("visit", ', "taskToken.$": "$$.Task.Token"')],
    breaks: held,
  },
  {
    what: "a visit that is not opened",
    edits: [machine("visit", "OpenVisitFunctionArn", "SettleVisitFunctionArn")],
    breaks: held,
  },
  {
    what: "a visit that is not settled when it fails",
    edits: [
      machine(
        "visit",
        '"Catch": [{ "ErrorEquals": ["States.ALL"], "ResultPath": "$.ended", "Next": "SettleVisit" }],',
      ),
    ],
    breaks: held,
  },
  {
    what: "a visit that somebody else settles",
    edits: [machine("visit", "SettleVisitFunctionArn", "OpenVisitFunctionArn")],
    breaks: settled,
  },
  {
    what: "a visit that is settled once or never",
    edits: [machine("visit", '"MaxAttempts": 10', '"MaxAttempts": 0')],
    breaks: settled,
  },
  {
    what: "a visit whose turn stays",
    edits: [machine("visit", '"Next": "DeleteTurn"', '"Next": "TurnAlreadyGone"')],
    breaks: settled,
  },
  {
    what: "a visit with time left that is settled again and again",
    edits: [machine("visit", '{ "ErrorEquals": ["VisitNotOver"], "MaxAttempts": 0 },')],
    breaks: longer,
  },
  {
    what: "a visit with time left that nobody holds",
    edits: [
      machine(
        "visit",
        '"Catch": [{ "ErrorEquals": ["VisitNotOver"], "ResultPath": "$.ended", "Next": "ReadTimeLeft" }],',
      ),
    ],
    breaks: longer,
  },
  {
    what: "a visit with time left that is held for as long as at first",
    edits: [
      machine(
        "visit",
        "States.JsonMerge($.visit, States.StringToJson($.error.errorMessage), false)",
        "$.visit",
      ),
    ],
    breaks: longer,
  },
  {
    what: "a name that no function throws",
    edits: [
      machine(
        "visit",
        '"Catch": [{ "ErrorEquals": ["VisitNotOver"]',
        '"Catch": [{ "ErrorEquals": ["NotOver"]',
      ),
    ],
    breaks: longer,
  },
  ...(["visit", "retire"] as const).flatMap((name): Mistake[] => [
    {
      what: `another handle in ${name}`,
      edits: [machine(name, '"ReceiptHandle.$": "$.receiptHandle"', '"ReceiptHandle.$": "$.messageId"')],
      breaks: handle,
    },
    {
      what: `an expired handle that fails in ${name}`,
      edits: [machine(name, '"Next": "TurnAlreadyGone"', '"Next": "TurnNotDeleted"')],
      breaks: handle,
    },
    {
      what: `another call of AWS in ${name}`,
      edits: [machine(name, "sqs:deleteMessage", "sqs:purgeQueue")],
      breaks: "of AWS's SDK state machines use the deletion of a message, and nothing else",
    },
  ]),
];
