// pause and cancel: a human's word to a loop, and whether its worker has heard it.
import type { App } from "../app.ts";
import type { Loop } from "../model/loop.ts";
import type { ActionRow } from "../ports/archive.ts";
import { awaitChange } from "./await_change.ts";
import { type Context, type Ending, openApp, toJson } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { findLoopToChange } from "./find_loop.ts";
import { stamp } from "../words/moment.ts";
import { ownerWords } from "../words/owner_words.ts";
import { visible } from "../words/visible.ts";
import { loopWords } from "./who_takes.ts";

/** Milliseconds that a worker is waited for: longer than most actions take. */
const PATIENCE_MS = 15_000;

/** Pauses a loop until `resume`, or for a time. */
export async function pause(context: Context): Promise<Ending> {
  const { flags, io } = context;
  await using app = await openApp(context, { create: false });
  const loop = await findLoopToChange(context, app);
  const reason = flags.reason ?? "no reason given";
  const until = flags.for === undefined ? null : new Date(io.clock.now() + flags.for).toISOString();
  const word = until === null ? "paused" : `paused until ${stamp(until)} UTC`;
  const ask = () => app.queue.suspend(loop.id, { by: io.user, reason, until });
  return await told(context, { app, loop, ask, word: `${word}: ${reason}`, wanted: "pause" });
}

/** Ends a loop for good; its running command, too. */
export async function cancel(context: Context): Promise<Ending> {
  const { flags, io } = context;
  await using app = await openApp(context, { create: false });
  const loop = await findLoopToChange(context, app);
  const reason = flags.reason ?? "no reason given";
  const left = await runningActions(app, loop.id);
  const ask = () => app.queue.cancel(loop.id, io.user, reason);
  const ending = await told(context, { app, loop, ask, word: `cancelled: ${reason}`, wanted: "cancel" });
  if (ending.alone) { for (const { host, name } of left) context.note(`[${host}] ${name} ${LEFT}`); }
  return ending;
}

/** Nobody is there to end it: its receipt keeps the machine for it. */
const LEFT = "was left by a worker that is gone, and may still run: other loops wait for its end on that host";

async function runningActions({ archive }: App, id: number): Promise<ActionRow[]> {
  const iteration = (await archive.latest([id])).get(id);
  return iteration === undefined
    ? []
    : await archive.actions({ iterations: [iteration.id], status: "running", brief: true });
}

async function told(
  context: Context,
  { app, loop, ask, word, wanted }: {
    app: App;
    loop: Loop;
    ask: () => Promise<"done" | "asked">;
    word: string;
    wanted: "pause" | "cancel";
  },
): Promise<Ending & { alone: boolean }> {
  const { type } = context;
  const { id, name, leaseOwner } = loop;
  const how = await ask();
  const worker = leaseOwner === null ? "its worker" : `its worker (${ownerWords(leaseOwner)})`;
  if (how === "asked" && !context.global.quiet) {
    context.note(
      wanted === "pause"
        ? `asked ${worker} to stop after the running action`
        : `asked ${worker} to end the running action, and the loop with it`,
    );
  }
  // A worker that died meanwhile hears nothing: as soon as its lease has run out, the loop is nobody's.
  const waited = how === "done" ? "done" : await ended(context, app, id);
  const alone = waited === "done" || waited === "gone" && await ask() === "done";
  const now = alone ? await app.archive.loop(id) : typeof waited === "object" ? waited : undefined;
  const status = now?.status ?? loop.status;
  const heard = now !== undefined;
  const reached = status === (wanted === "pause" ? "paused" : "cancelled");
  const sentence = !heard
    ? `${loopWords(loop)} is still busy with the running action: it ${wanted === "pause" ? "pauses" : "ends"} after it`
    : reached
    ? `${loopWords(loop)} is ${word}`
    : `${loopWords(loop)} ended before that: ${status}${now?.reason ? ` (${now.reason})` : ""}`;
  const next = !heard
    ? `its state: ${type(`status ${id}`)}`
    : !reached
    ? `its history: ${type(`history ${id} --actions`)}`
    : wanted === "pause"
    ? `to go on: ${type(`resume ${id}`)}`
    : `to begin a new run: ${type(`retry ${id}`)}`;
  return {
    exit: exitCode.done,
    data: toJson({ loop: id, name, status, asked: how === "asked", heard, reason: now?.reason ?? null }),
    text: visible(`${sentence}\n${next}`),
    alone,
  };
}

/** The loop, once its worker has let go of it for this request or any other end; undefined while it has not. */
async function ended({ io }: Context, app: App, id: number): Promise<Loop | "gone" | undefined> {
  return await awaitChange({ io, app, ms: PATIENCE_MS }, async () => {
    const loop = await app.archive.loop(id);
    if (loop === undefined || loop.request === null) return loop;
    const { leaseExpiresAt } = loop;
    return leaseExpiresAt !== null && Date.parse(leaseExpiresAt) <= io.clock.now() ? "gone" : undefined;
  });
}
