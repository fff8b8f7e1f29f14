// A human's word to a loop, by a key: pause, go on, end, begin anew.
import { InputError, StoreError } from "../../model/errors.ts";
import type { Loop } from "../../model/loop.ts";
import { oneLine } from "../../words/visible.ts";
import { loopWords } from "../who_takes.ts";
import type { Key } from "./keys.ts";
import { said, type TopWorld, type Turn } from "./view.ts";

/** What a key does to a loop; undefined for a key that does nothing to loops. */
export async function pressOnLoop(world: TopWorld, key: Key, { id }: Pick<Loop, "id">): Promise<Turn | undefined> {
  if (!["p", "r", "c", "R"].includes(key)) return undefined;
  const loop = await world.app.archive.loop(id);
  if (loop === undefined) return said(false, `There is no loop ${id} any more`);
  switch (key) {
    case "p":
      return {
        kind: "ask",
        asking: {
          kind: "field",
          label: `pause ${named(loop)}, because: `,
          text: "",
          acts: true,
          enter: (reason) => allowed(() => pause(world, loop, reason)),
        },
      };
    case "c":
      return {
        kind: "ask",
        asking: {
          kind: "confirm",
          text: `End ${named(loop)} for good, its running command too?`,
          yes: () => allowed(() => cancel(world, loop)),
        },
      };
    case "r":
      return await allowed(() => resume(world, loop));
    default:
      return await allowed(() => retry(world, loop));
  }
}

async function pause({ app, io }: TopWorld, loop: Loop, typed: string): Promise<Turn> {
  const reason = typed.trim().replaceAll("\0", "\u{fffd}") || "no reason given";
  const how = await app.queue.suspend(loop.id, { by: io.user, reason, until: null });
  const words = { done: `is paused: ${oneLine(reason)}`, asked: "pauses as soon as its running action has ended" };
  return said(true, `${named(loop)} ${words[how]}`);
}

async function cancel({ app, io }: TopWorld, loop: Loop): Promise<Turn> {
  const how = await app.queue.cancel(loop.id, io.user, "no reason given");
  const words = { done: "is cancelled", asked: "ends as soon as its worker has ended the running action" };
  return said(true, `${named(loop)} ${words[how]}`);
}

/** A loop that waits for an answer would be paused again at once: it is said instead. */
async function resume(world: TopWorld, loop: Loop): Promise<Turn> {
  const { app, io } = world;
  const { id, status, suspension } = loop;
  if (status === "completed") return said(false, `${named(loop)} has converged already: nothing to go on with`);
  if (status === "failed" || status === "blocked" || status === "cancelled") {
    return said(false, `${named(loop)} has ended (${status}): R begins a new run`);
  }
  if (status === "paused" && suspension === null) {
    const open = await app.archive.prompts({ loop: id, open: true });
    const questions = open.map((prompt) => prompt.id).join(", ");
    if (open.length > 0) return said(false, `${named(loop)} waits for an answer to question ${questions}: a shows it`);
  }
  const now = status === "waiting";
  await app.queue.resume(id, io.user, now ? { now } : {});
  return said(true, `${named(loop)} ${now ? "runs now" : "goes on"}${nobody(world)}`);
}

async function retry(world: TopWorld, loop: Loop): Promise<Turn> {
  const { app, io } = world;
  await app.queue.retry(loop.id, io.user);
  const run = (await app.archive.loop(loop.id))?.run ?? loop.run + 1;
  return said(true, `${named(loop)} begins run ${run}${nobody(world)}`);
}

/** Said where nobody takes up what is to go on. */
export function nobody({ workers }: TopWorld): string {
  return workers > 0 ? "" : ", once a worker runs: none does";
}

/** What the record does not allow, and that it could not be reached, is said, not thrown: what was asked for is not tried again. */
export async function allowed(act: () => Promise<Turn>): Promise<Turn> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof InputError) return said(false, oneLine(error.message));
    if (error instanceof StoreError) {
      return said(false, `${oneLine(error.message)}: look whether it was done, it is not tried again`);
    }
    throw error;
  }
}

function named(loop: Loop): string {
  return oneLine(loopWords(loop));
}
