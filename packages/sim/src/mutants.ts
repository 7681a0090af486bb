/**
 * Deliberate bugs in core, one at a time: a simulator that does not find one of them proves as little about the rule
 * behind it. Each is a change of the source text, made while it is loaded: what is shipped knows nothing of it. The text
 * to replace stands in its file exactly once, and a test keeps it so.
 */
export interface Mutant {
  readonly name: string;
  /** In packages/core/src. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** It takes hundreds of schedules, or thousands: the quick form leaves it to the full one. */
  readonly isRare?: true;
}

export const mutants: readonly Mutant[] = [
  {
    name: "drops the claim before the slot is written",
    file: "admit.ts",
    find: "  if (!(await ports.ledger.fillSlot(line, slot)))",
    replace:
      "  await ports.ledger.dropClaim(line, lane, ticket.number, ports.clock.nowMs());\n  if (!(await ports.ledger.fillSlot(line, slot)))",
    isRare: true,
  },
  {
    name: "does not retire a turn when nobody waits",
    file: "admit.ts",
    find: '      if (!isMissed) return retire(ports, turn, "nobody waits");',
    replace: '      if (!isMissed) return { kind: "retired", why: "nobody waits" };',
  },
  {
    name: "compares the wrong message id: deletes the turn that it is about to use",
    file: "visit.ts",
    find: "  if (slot.messageId !== reused?.messageId) await retireHeld(ports, slot.turnHandle);",
    replace: "  if (slot.messageId === reused?.messageId) await retireHeld(ports, slot.turnHandle);",
    isRare: true,
  },
  {
    name: "takes people in although the room is paused, or the lane is at or above X",
    file: "line.ts",
    find: 'return room.settings.state === "open" && lane < room.settings.slots && !isResetting;',
    replace: "return !isResetting;",
  },
  {
    name: "admits in a lane that is X itself",
    file: "line.ts",
    find: "lane < room.settings.slots && !isResetting",
    replace: "lane <= room.settings.slots && !isResetting",
    isRare: true,
  },
  {
    name: "goes on in an older run",
    isRare: true,
    file: "admit.ts",
    find: "if (room?.run !== line.run) {",
    replace: "if (room === undefined) {",
  },
  {
    name: "forgets claims in lanes that are closed",
    file: "admit.ts",
    find: "  if (claim !== undefined) {\n    const ticket = await tryToAdmit",
    replace: "  if (claim !== undefined && claim.number < 0) {\n    const ticket = await tryToAdmit",
  },
  {
    name: "does not note who was passed over",
    file: "admit.ts",
    find: "    await ports.ledger.addPassedOver(line, claim.number, ports.clock.nowMs());\n",
    replace: "",
  },
  {
    name: "gives numbers up that are just being registered, without a second look",
    file: "admit.ts",
    find: '    admission = await attempt();\n  }\n  if (admission.kind === "admitted")',
    replace: '  }\n  if (admission.kind === "admitted")',
    isRare: true,
  },
  {
    name: "does not recall who comes back",
    file: "presence.ts",
    find: "        await recall(ports, line, room, now);\n",
    replace: "        return now;\n",
  },
  {
    name: "recalls by a gate that was read before the visitor was there",
    file: "presence.ts",
    find: "  const now = await arrive(ports, line, ticket.number, arrival);\n",
    replace:
      '  const stale = await ports.ledger.readGate(line);\n  await ports.clock.pause(50);\n  const now = await arrive(ports, line, ticket.number, arrival);\n  if (now.status === "waiting" && stale.serving <= now.number) return now;\n',
    isRare: true,
  },
  {
    name: "never closes the place of one who stays away",
    file: "presence.ts",
    find: "    if (hasStayedAwayTooLong(ticket, holdSeconds, ports.clock.nowMs())) {\n      await giveUp(",
    replace: "    if (holdSeconds < 0) {\n      await giveUp(",
  },
  {
    name: "gives more time without a bound",
    file: "extend.ts",
    find: "    const expiresAtMs = Math.min(ticket.expiresAtMs + seconds * 1000, lastMs);\n    if (expiresAtMs <= ticket.expiresAtMs)",
    replace:
      "    const expiresAtMs = ticket.expiresAtMs + seconds * 1000;\n    if (lastMs <= ticket.expiresAtMs)",
  },
  {
    name: "gives a visit that begins late more than its time",
    file: "visit.ts",
    find: "  const expiresAtMs = nowMs + slotSeconds * 1000;\n  const held",
    replace: "  const expiresAtMs = nowMs + lateMs + slotSeconds * 1000;\n  const held",
  },
  {
    name: "ends a no-show without looking whether the visitor is there",
    file: "visit.ts",
    find: 'await endVisit(ports, line, slot, "noshow", { awaySinceMaxMs, opened: slot });',
    replace: 'await endVisit(ports, line, slot, "noshow", { opened: slot });',
    isRare: true,
  },
  {
    name: "settles twice: an outcome replaces an outcome",
    file: "visit.ts",
    find: '  const ending = await ports.ledger.endTicket(line, at.number, {\n    from: "admitted",\n    outcome,\n    nowMs,\n    opened: at,\n',
    replace:
      '  const before = await ports.ledger.readTicket(line, at.number);\n  const ending = await ports.ledger.endTicket(line, at.number, {\n    from: (before?.status === "completed" ? "completed" : "admitted") as "admitted",\n    outcome,\n    nowMs,\n    opened: at,\n',
  },
  {
    name: "does not empty the slot",
    file: "visit.ts",
    find: "  const slot = await ports.ledger.clearSlot(line, at.lane, at);",
    replace: "  const slot = await ports.ledger.readSlot(line, at.lane);",
  },
  {
    name: "tells the state machine nothing of an early end",
    file: "ending.ts",
    find: "  if (slot?.taskToken !== undefined) await ports.visits.end(slot.taskToken, outcome);",
    replace: "",
  },
  {
    name: "accepts a reservation after the visit's end",
    file: "commit.ts",
    find: "    whileActive: true,\n    reservation: email,",
    replace: "    reservation: email,",
  },
  {
    name: "lets a visit expire that never began",
    file: "visit.ts",
    find: "    opened: at,\n    // An execution",
    replace: "    // An execution",
  },
  {
    name: "brings nobody back whose visit never began",
    file: "visit.ts",
    find: "      putInFront(ports, line, returned),\n",
    replace: "",
    isRare: true,
  },
  {
    name: "starts no execution again that got lost",
    file: "visit.ts",
    find: "if (slot.taskToken === undefined && isStranded(filledAtMs)) {",
    replace: "if (slot.taskToken === undefined && filledAtMs < 0) {",
    isRare: true,
  },
  {
    name: "settles no visit that is overdue",
    file: "line.ts",
    find: "return nowMs > slot.expiresAtMs + limits.overdueAllowanceMs;",
    replace: "return nowMs < 0 && slot.number < 0;",
    isRare: true,
  },
  {
    name: "gives the pass out before the visit begins",
    file: "answers.ts",
    find: 'ticket.status === "admitted" && openedAtMs === undefined ? "waiting" : ticket.status',
    replace: 'openedAtMs === -1 ? "waiting" : ticket.status',
  },
  {
    name: "heals no idle slot",
    file: "heal.ts",
    find: "const lanes = [...stranded, ...[...idle.slice(from), ...idle.slice(0, from)].slice(0, wanted)];",
    replace: "const lanes = [...stranded, ...idle.slice(0, wanted * 0)];",
  },
  {
    name: "heals no claim that a crash left",
    file: "heal.ts",
    find: "const lanes = [...stranded, ...",
    replace: "const lanes = [...stranded.slice(0, 0), ...",
  },
  {
    name: "heals without deduplication, and takes busy lanes for idle",
    file: "heal.ts",
    find: "const busy = new Set([...filled, ...claims.map(([lane]) => lane)]);",
    replace: "const busy = new Set<number>();\n  reason += state.nowMs;",
    isRare: true,
  },
  {
    name: "brings no successor into a dry lane",
    file: "heal.ts",
    find: "  if (room?.run !== line.run || !isAdmissible(ended.lane, room, ports.clock.nowMs())) return;\n",
    replace: "  if (room !== undefined) return;\n",
    isRare: true,
  },
  {
    name: "numbers newcomers from a counter that was read, not written",
    file: "register.ts",
    find: "    const last = await ledger.issue(line, count);",
    replace:
      "    const last = (await ledger.readIssued(line)) + count;\n    await ledger.issue(line, count);",
  },
  {
    name: "binds no key: whoever comes back is new",
    file: "register.ts",
    find: "  const bound = await ports.ledger.bindKey(line, key, number, replacing);",
    replace: "  const bound = number + 0 * (replacing ?? 0);",
  },
  {
    name: "sends no turn for a newcomer",
    file: "register.ts",
    find: "  await ports.turns.send(own);\n",
    replace: "",
  },
  {
    name: "answers before the place is kept",
    file: "register.ts",
    find: "      if (await ledger.createTicket(line, ticket)) return { ticket, isNew: true };",
    replace: "      if (issueOne !== undefined) return { ticket, isNew: true };",
  },
  {
    name: "keeps a number that was given up",
    isRare: true,
    file: "register.ts",
    find: 'if (stored !== undefined && stored.status !== "void") {',
    replace: "if (stored !== undefined) {",
  },
  {
    name: "hears nobody leave",
    file: "register.ts",
    find: "        return attempt([entry.id], () => registerLeave(ports, entry));\n",
    replace: "        return registerLeave === undefined ? undefined : Promise.resolve();\n",
  },
  {
    name: "forgets no connection that is gone",
    file: "tick.ts",
    find: 'if ((await ports.sockets.send(connection, message)) === "gone") await disconnect(ports, connection);',
    replace: "await ports.sockets.send(connection, message);",
  },
  {
    name: "leaves a visitor present when the last connection has closed",
    file: "connections.ts",
    find: "  const detached = await ports.ledger.detach(gone.line, gone.number, gone.connection, nowMs);",
    replace: "  const detached = await ports.ledger.readTicket(gone.line, gone.number);",
    isRare: true,
  },
  {
    name: "tells the neighbour's tabs, too",
    file: "answers.ts",
    find: '  return sendToTicket(ports, line, ticket, { type: "turn"',
    replace:
      '  const next = await ports.ledger.readTicket(line, ticket.number + 1);\n  return sendToTicket(ports, line, { ...ticket, connections: [...ticket.connections, ...(next?.connections ?? [])] }, { type: "turn"',
  },
  {
    name: "opens the visit on the call",
    file: "visit.ts",
    find: "    if (called !== undefined) return;",
    replace: "",
  },
  {
    name: "calls nobody: lets everybody in at once",
    file: "visit.ts",
    find: "if (room?.run === line.run && isCall) {",
    replace: "if (room?.run === line.run && isCall && room.settings.slots < 0) {",
  },
  {
    name: "never takes a call back that nobody answers",
    file: "call.ts",
    find: "  const ticket = found !== undefined && isCalled(found, at) ? await miss(ports, line, at, found) : found;",
    replace: "  const ticket = found;\n  if (miss !== undefined) return ticket;",
  },
  {
    name: "takes a call back while its time runs",
    file: "visit.ts",
    find: "nowMs > (slot.confirmByMs ?? nowMs) + limits.clockSkewMsMax",
    replace: "nowMs > (slot.confirmByMs ?? nowMs) - 2 * limits.clockSkewMsMax",
  },
  {
    name: "ends no call that was missed, but frees its slot only by time",
    file: "call.ts",
    find: '  await announceEnding(ports, line, at, "noshow");\n  return ticket;',
    replace: "  return announceEnding === undefined ? undefined : ticket;",
  },
  {
    name: "calls again and again: counts no missed call",
    file: "call.ts",
    find: "if ((called.missed ?? 0) + 1 >= limits.callsMax) {",
    replace: "if ((called.missed ?? 0) < 0) {",
  },
  {
    name: "gives nobody a second chance",
    file: "call.ts",
    find: "if ((called.missed ?? 0) + 1 >= limits.callsMax) {",
    replace: "if ((called.missed ?? 0) + 1 >= limits.callsMax - 1) {",
  },
  {
    name: "does not recall who says so after a missed call",
    file: "call.ts",
    find: "    await recall(ports, line, room, back);\n",
    replace: "    if (room.run < 0) await recall(ports, line, room, back);\n",
  },
  {
    name: "recalls who missed a call as soon as the page connects again",
    file: "presence.ts",
    find: "      if (\n        now.aside === undefined &&\n",
    replace:
      "      if (now.aside !== undefined) await ports.ledger.clearAside(line, now.number, now.aside);\n      if (\n",
  },
  {
    name: "lets in whoever says so after the visit's end",
    file: "call.ts",
    find: "|| (ticket.expiresAtMs ?? 0) <= clock.nowMs())",
    replace: "|| (ticket.expiresAtMs ?? 0) < 0)",
    isRare: true,
  },
  {
    name: "waits for ever for one who missed a call",
    file: "presence.ts",
    find: '  if (aside?.kind !== "missed" || aside.atMs > missedMaxMs) return undefined;',
    replace: "  if (aside === undefined || missedMaxMs > 0) return undefined;",
  },
  {
    name: "calls one who lets others ahead before these are called",
    file: "defer.ts",
    find: "const due = deferrals.filter(({ until }) => serving > until);",
    replace: "const due = deferrals.filter(({ until }) => serving > until - 2);",
  },
  {
    name: "keeps the note of one who let others ahead",
    file: "defer.ts",
    find: "  await ledger.removeDeferral(line, deferral);\n}",
    replace: "}",
  },
  {
    name: "hands a place to a second device, too",
    file: "handover.ts",
    find: '  if (found?.key !== offer.key || nowMs > offer.expiresAtMs || !isMovable(found)) return { kind: "over" };',
    replace:
      '  if (found === undefined || nowMs > offer.expiresAtMs || !isMovable(found)) return { kind: "over" };\n  Object.assign(offer, { key: found.key });',
  },
  {
    name: "lets a tab with a former key look at the place",
    file: "register.ts",
    find: "      if (stored.key === join.key) return { ticket: stored, isNew: false };\n",
    replace:
      "      for (const { arrival } of join.joins) stored = await comeBack(ports, line, room, stored, arrival);\n      if (stored !== undefined) return { ticket: stored, isNew: false };\n",
  },
  {
    name: "lets a former holder leave",
    file: "presence.ts",
    find: "    heldBy: key,\n",
    replace: "",
  },
  {
    name: "forgets the run that begins, and keeps the one that is over",
    file: "rooms.ts",
    find: "    await ports.ledger.closeLine(over, ports.clock.nowMs());",
    replace: "    await ports.ledger.closeLine({ ...over, run: older.run + 1 }, ports.clock.nowMs());",
  },
  {
    name: "resets without ending the visits of the older run",
    file: "rooms.ts",
    find: "async function endVisits(ports: Ports, line: Line): Promise<void> {\n",
    replace:
      "async function endVisits(ports: Ports, line: Line): Promise<void> {\n  if (line.run > 0) return;\n",
  },
  {
    name: "lets newcomers into a room that drains",
    file: "line.ts",
    find: 'return state !== "closed" && !draining;',
    replace: 'return state !== "closed" || draining === undefined;',
  },
  {
    name: "closes a room that drains while somebody waits",
    file: "drain.ts",
    find: "toServe(gate, await ledger.readIssued(line)) > 0",
    replace: "toServe(gate, await ledger.readIssued(line)) < 0",
    isRare: true,
  },
  {
    name: "never closes a room that drains",
    file: "drain.ts",
    find: "if ((await isServed(ports, line)) !== draining) return room;",
    replace: "if (draining || (await isServed(ports, line)) !== draining) return room;",
  },
  {
    name: "forgets whoever turns out to wait when the room has drained",
    file: "drain.ts",
    find: 'const isDrained = room.drained === true && state === "closed";',
    replace: 'const isDrained = room.drained === true && state === "open";',
    isRare: true,
  },
  {
    name: "calls somebody in, and not before all others",
    file: "byHand.ts",
    find: "await ledger.callIn(line, number);",
    replace: "await ledger.recall(line, number, nowMs);",
  },
  {
    name: "calls somebody in who stands aside, and leaves them there",
    file: "byHand.ts",
    find: "const ticket = await ledger.markCalledIn(line, number);",
    replace: "const ticket = await ledger.readTicket(line, number);",
    isRare: true,
  },
  {
    name: "forgets that one was called in, who was away as the slot became free",
    file: "presence.ts",
    find: "  return calledIn ? ledger.callIn(line, number) : ",
    replace: "  return calledIn && number < 0 ? ledger.callIn(line, number) : ",
    isRare: true,
  },
  {
    name: "ends a visit by hand, and does not tell its execution",
    file: "byHand.ts",
    find: 'await endVisit(ports, line, ticket, "expired", { opened: ticket });',
    replace:
      'await (endVisit && ports.ledger.endTicket(line, number, { from: "admitted", outcome: "expired", nowMs: ports.clock.nowMs(), opened: ticket }));',
    isRare: true,
  },
  {
    name: "brings a pass for a code as often as it is shown",
    file: "goToSite.ts",
    find: "  const found = await ports.ledger.takeCode(line, shown.code);\n",
    replace:
      "  const found = await ports.ledger.takeCode(line, shown.code);\n  if (found !== undefined) await ports.ledger.writeCode(line, shown.code, found);\n",
  },
  {
    name: "brings a pass to whoever saw the code",
    file: "goToSite.ts",
    find: "found.challenge !== shown.challenge || ",
    replace: "",
  },
  {
    name: "takes one who is at the site for one who polls",
    file: "presence.ts",
    find: "nowMs + limits.slotSecondsMax * 1000",
    replace: "nowMs + limits.pollPresenceMs / 5",
  },
  {
    name: "renews the pass of a visit that has ended",
    file: "goToSite.ts",
    find: "const ticket = await insideAt(ports, line, number, ports.clock.nowMs());\n  return",
    replace: "const ticket = (await ports.ledger.readTicket(line, number)) as Inside | undefined;\n  return",
  },
  {
    name: "does not make sure that the log has the change before",
    file: "rooms.ts",
    find: "    if (now.latest !== undefined && next.latest !== now.latest) await ledger.writeEntry(room, now.latest);\n",
    replace: "",
  },
];
