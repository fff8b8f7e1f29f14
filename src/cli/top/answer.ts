// A human's answer to exactly what was shown.
import type { PromptRow } from "../../ports/archive.ts";
import { oneLine } from "../../words/visible.ts";
import { loopWords } from "../who_takes.ts";
import { allowed, nobody } from "./loop_deeds.ts";
import { said, type TopWorld, type Turn } from "./view.ts";

/** What is answered, and with what. */
export interface Answering {
  /** As it stands on the screen. */
  shown: PromptRow;
  response: string;
  comment?: string;
}

/** Says who goes on with the loop; where the question is not the one that was shown any more, nothing is answered. */
export async function answer(world: TopWorld, { shown, response, comment }: Answering): Promise<Turn> {
  const { id } = shown;
  const [now] = await world.app.archive.prompts({ ids: [id] });
  const late = lateness(shown, now);
  if (late !== undefined) return said(false, late);
  return await allowed(async () => {
    const loop = await world.app.queue.answer(id, response, world.io.user, comment);
    const why = comment === undefined ? "" : `, because: ${oneLine(comment)}`;
    const word = response === "" ? "go on" : oneLine(response);
    return said(true, `Question ${id} is answered: ${word}${why}. ${await goesOn(world, loop)}`);
  });
}

/** Why an answer comes too late, or to something else than was shown. */
function lateness(shown: PromptRow, now: PromptRow | undefined): string | undefined {
  const { id } = shown;
  if (now === undefined) return `Question ${id} is gone: nothing was answered`;
  if (now.status === "answered") {
    const by = now.answeredBy === null ? "" : ` by ${oneLine(now.answeredBy)}`;
    return `Question ${id} was answered meanwhile: ${oneLine(now.response ?? "")}${by}`;
  }
  if (now.status !== "pending") return `Question ${id} was withdrawn meanwhile: it takes no answer any more`;
  return bound(shown) === bound(now)
    ? undefined
    : `Question ${id} is not what was shown any more: nothing was answered, read it again`;
}

/** All that an answer is about. */
function bound({ loop, kind, text, options, about, shown }: PromptRow): string {
  return JSON.stringify([loop, kind, text, options, about, shown ?? null]);
}

async function goesOn(world: TopWorld, id: number): Promise<string> {
  const { archive } = world.app;
  const [loop, open] = await Promise.all([archive.loop(id), archive.prompts({ loop: id, open: true })]);
  if (loop === undefined) return "";
  const name = oneLine(loopWords(loop));
  if (open.length > 0) {
    return `${open.length === 1 ? "One more question is" : `${open.length} more questions are`} open in ${name}`;
  }
  if (loop.suspension !== null) return `${name} is paused by ${oneLine(loop.suspension.by)}: r resumes it`;
  if (loop.status !== "pending" && loop.status !== "paused") return `${name} is ${loop.status}`;
  return `${name} can go on${nobody(world)}`;
}
