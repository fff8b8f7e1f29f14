// Answers a question, if it is still the one that was shown.
import { InputError } from "../../model/errors.ts";
import type { PromptRow } from "../../ports/archive.ts";
import type { PageWorld } from "../../ports/page_world.ts";
import { readAnswer, takesComment } from "../../words/read_answer.ts";
import type { Visitor } from "../visitor.ts";
import type { AnswerDeed, Outcome } from "./deed.ts";
import { refused } from "./refused.ts";
import { sameLines } from "./same_lines.ts";
import { loopWords, whoTakes } from "./who_takes.ts";

/** Takes what `respond` takes. Throws StoreError. */
export async function answerPrompt(world: PageWorld, { name: by }: Visitor, deed: AnswerDeed): Promise<Outcome> {
  const { prompt: id } = deed;
  const [asked] = await world.archive.prompts({ ids: [id] });
  if (asked === undefined) {
    return refused("not found", `There is no question ${id}`, "Those that are open stand in the inbox");
  }
  const stale = await staleness(world, asked, deed);
  if (stale !== undefined) return refused("conflict", stale);
  const commented = takesComment(asked);
  const comment = deed.comment?.trim() ?? "";
  if (comment !== "" && !commented) {
    return refused("input", `Question ${id} takes no comment: it is not about a yes or a no. Write it into the answer`);
  }
  // As `respond` has it: a comment may stand behind the answer (`no: not on prod`).
  const read = commented ? readAnswer(deed.response, asked) : undefined;
  if (comment !== "" && read?.comment !== undefined) return refused("input", "The comment is there twice");
  // node:sqlite would end the text at a NUL.
  const response = (read?.response ?? deed.response).replaceAll("\0", "\u{fffd}");
  const said = comment === "" ? read?.comment : comment;
  try {
    await world.queue.answer(id, response, by, said);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const [now] = await world.archive.prompts({ ids: [id] });
    return refused(now?.status === "pending" ? "input" : "conflict", error.message);
  }
  return await answered(world, asked, { response, comment: said });
}

/** Why an answer comes too late, or to another question than was shown; undefined where it does not. */
async function staleness(world: PageWorld, asked: PromptRow, { about }: AnswerDeed): Promise<string | undefined> {
  const { id, status, answeredBy, response } = asked;
  if (status === "answered") {
    return `Question ${id} was answered meanwhile: "${response ?? ""}"${
      answeredBy === null ? "" : ` by ${answeredBy}`
    }`;
  }
  if (status !== "pending") return `Question ${id} was withdrawn meanwhile: it takes no answer any more`;
  const loop = await world.archive.loop(asked.loop);
  if (loop !== undefined && ["completed", "failed", "cancelled"].includes(loop.status)) {
    return `Question ${id} takes no answer any more: loop ${loop.id} is ${loop.status}`;
  }
  if (about === undefined || sameLines(about ?? "") === sameLines(asked.about ?? "")) return undefined;
  return `Question ${id} is not about what was shown any more: read it again`;
}

async function answered(
  world: PageWorld,
  { id, loop }: PromptRow,
  { response, comment }: { response: string; comment: string | undefined },
): Promise<Outcome> {
  const [rows, row] = await Promise.all([
    world.archive.prompts({ loop, open: true }),
    world.archive.loop(loop),
  ]);
  const [prompt] = await world.archive.prompts({ ids: [id] });
  const open = rows.map((each) => each.id);
  const chosen = prompt?.response ?? response;
  const what = `Question ${id} is answered: ${chosen === "" ? "go on" : chosen}`;
  const data = { prompt: id, response: chosen, ...(comment === undefined ? {} : { comment }), loop };
  return {
    ok: true,
    text: [`${what}${comment === undefined ? "" : `, because: ${comment}`}`, ...await goesOn(world, row, open)].join(
      ". ",
    ),
    data: { ...data, name: row?.name ?? null, status: row?.status ?? null, open },
  };
}

async function goesOn(
  world: PageWorld,
  loop: Awaited<ReturnType<PageWorld["archive"]["loop"]>>,
  open: readonly number[],
): Promise<string[]> {
  if (loop === undefined) return [];
  const name = loopWords(loop);
  if (open.length > 0) {
    return [`${open.length === 1 ? "One more question is" : `${open.length} more questions are`} open in ${name}`];
  }
  if (loop.suspension !== null) return [`${name} is paused by ${loop.suspension.by}: ${loop.suspension.reason}`];
  if (loop.status !== "pending" && loop.status !== "paused") return [`${name} is ${loop.status}`];
  return [`${name} can go on`, ...await whoTakes(world)];
}
