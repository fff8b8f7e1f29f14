// A human's word to a loop: pause, go on, end, begin anew.
import type { JsonObject } from "../../model/json.ts";
import type { Loop } from "../../model/loop.ts";
import type { PageWorld } from "../../ports/page_world.ts";
import { stamp } from "../../words/moment.ts";
import { readSpan, SPAN_HOW } from "../../words/span.ts";
import type { Visitor } from "../visitor.ts";
import type { Deed, Outcome } from "./deed.ts";
import { refused } from "./refused.ts";
import { loopWords, whoTakes } from "./who_takes.ts";

type LoopDeed = Deed & { kind: "pause" | "resume" | "cancel" | "retry" };

/** Characters of a reason: it stands in lists. */
const MOST_REASON = 500;

/** Throws InputError where its state does not allow it, StoreError. */
export async function changeLoop(world: PageWorld, { name: by }: Visitor, deed: LoopDeed): Promise<Outcome> {
  const loop = await world.archive.loop(deed.loop);
  if (loop === undefined) {
    return refused("not found", `There is no loop ${deed.loop}`, "The list of loops has all that there are");
  }
  switch (deed.kind) {
    case "pause":
      return await pause(world, { loop, by }, deed);
    case "cancel":
      return await cancel(world, { loop, by }, deed);
    case "resume":
      return await resume(world, { loop, by }, deed);
    case "retry": {
      await world.queue.retry(loop.id, by);
      const now = await world.archive.loop(loop.id) ?? loop;
      const what = `${loopWords(loop)} begins run ${now.run}`;
      return done(now, [what, ...await whoTakes(world)], { run: now.run });
    }
  }
}

async function pause(
  world: PageWorld,
  { loop, by }: { loop: Loop; by: string },
  deed: LoopDeed & { kind: "pause" },
): Promise<Outcome> {
  const reason = reasonOf(deed.reason);
  if (reason.length > MOST_REASON) return tooLong(reason);
  const typed = deed.for?.trim() ?? "";
  const ms = typed === "" ? null : readSpan(typed);
  if (ms === undefined) return refused("input", `"${typed}" is no length of time. ${SPAN_HOW}`);
  if (ms !== null && ms < 1000) return refused("input", "A pause takes at least one second");
  const until = ms === null ? null : new Date(world.clock.now() + ms).toISOString();
  const how = await world.queue.suspend(loop.id, { by, reason, until });
  const word = until === null ? "" : ` until ${stamp(until)} UTC`;
  return await told(world, { loop, how }, {
    done: `is paused${word}: ${reason}`,
    asked: `pauses${word} as soon as its running action has ended`,
  });
}

async function cancel(
  world: PageWorld,
  { loop, by }: { loop: Loop; by: string },
  deed: LoopDeed & { kind: "cancel" },
): Promise<Outcome> {
  const reason = reasonOf(deed.reason);
  if (reason.length > MOST_REASON) return tooLong(reason);
  const how = await world.queue.cancel(loop.id, by, reason);
  return await told(world, { loop, how }, {
    done: `is cancelled: ${reason}`,
    asked: "ends as soon as its worker has ended the running action",
  });
}

/** A loop that waits for an answer would be paused again at once: it is told so instead. */
async function resume(
  world: PageWorld,
  { loop, by }: { loop: Loop; by: string },
  { now = false }: LoopDeed & { kind: "resume" },
): Promise<Outcome> {
  if (loop.status === "paused" && loop.suspension === null) {
    const open = (await world.archive.prompts({ loop: loop.id, open: true })).map(({ id }) => id);
    if (open.length > 0) {
      return refused(
        "conflict",
        `${loopWords(loop)} waits for an answer to question${open.length === 1 ? "" : "s"} ${open.join(", ")}`,
      );
    }
  }
  await world.queue.resume(loop.id, by, now ? { now: true } : {});
  const after = await world.archive.loop(loop.id) ?? loop;
  return done(after, [`${loopWords(loop)} ${now ? "runs now" : "goes on"}`, ...await whoTakes(world)], {});
}

async function told(
  { archive }: PageWorld,
  { loop, how }: { loop: Loop; how: "done" | "asked" },
  words: { done: string; asked: string },
): Promise<Outcome> {
  const now = await archive.loop(loop.id) ?? loop;
  return done(now, [`${loopWords(loop)} ${words[how]}`], { asked: how === "asked", reason: now.reason });
}

function done({ id, name, status }: Loop, sentences: string[], more: JsonObject): Outcome {
  return { ok: true, text: sentences.join(". "), data: { loop: id, name, status, ...more } };
}

/** As `pause` and `cancel` have it; node:sqlite would end the text at a NUL. */
function reasonOf(typed: string | undefined): string {
  const reason = (typed ?? "").trim().replaceAll("\0", "\u{fffd}");
  return reason === "" ? "no reason given" : reason;
}

function tooLong({ length }: string): Outcome {
  return refused("input", `The reason has ${length} characters: ${MOST_REASON} are the most`);
}
