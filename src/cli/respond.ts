// respond: a human's answer to a question, from anywhere.
import type { App } from "../app.ts";
import type { Loop } from "../model/loop.ts";
import type { PromptRow } from "../ports/archive.ts";
import { type Context, type Ending, openApp, toJson } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { stamp } from "../words/moment.ts";
import { type Answer, readAnswer, takesComment } from "../words/read_answer.ts";
import { Refusal } from "./refusal.ts";
import { visible } from "../words/visible.ts";
import { loopWords, whoTakes } from "./who_takes.ts";

/** Takes an option's text or its number, with a comment where it is a yes or no; or own words. Says who goes on with the loop. */
export async function respond(context: Context): Promise<Ending> {
  const [word = "", ...answer] = context.words;
  if (!/^[1-9]\d*$/.test(word)) {
    throw new Refusal(`A question is named by its number: ${JSON.stringify(word)} is none`, {
      hint: `Open questions and their numbers: ${context.type("prompts")}`,
    });
  }
  const id = Number(word);
  await using app = await openApp(context, { create: false });
  const [asked] = await app.archive.prompts({ ids: [id] });
  const said = answerOf(context, asked, answer.join(" "));
  const loop = await app.queue.answer(id, said.response, context.io.user, said.comment);
  const prompts = await app.archive.prompts({ loop });
  const response = prompts.find((prompt) => prompt.id === id)?.response ?? said.response;
  const comment = said.comment === undefined ? "" : `, because: ${said.comment}`;
  const open = prompts.filter(({ status }) => status === "pending").map((prompt) => prompt.id);
  const row = await app.archive.loop(loop);
  const next = row === undefined ? [] : await goesOn(context, app, { loop: row, open });
  return {
    exit: exitCode.done,
    data: toJson({
      ...{ prompt: id, response, ...(said.comment === undefined ? {} : { comment: said.comment }), loop },
      name: row?.name ?? null,
      status: row?.status ?? null,
      open,
    }),
    text: visible(
      [`question ${id} is answered: ${response === "" ? "(go on)" : response}${comment}`, ...next].join("\n"),
    ),
  };
}

/** The answer as it was typed; of a yes or no that may have a comment, with it. */
function answerOf({ flags, type }: Context, asked: PromptRow | undefined, typed: string): Answer {
  const { comment } = flags;
  const commented = asked !== undefined && takesComment(asked);
  if (comment !== undefined && asked !== undefined && !commented) {
    throw new Refusal(`Question ${asked.id} takes no comment: it is not about a yes or a no`, {
      hint: `Write it into the answer: ${type(`respond ${asked.id} ANSWER`)}`,
    });
  }
  const read = commented ? readAnswer(typed, asked) : undefined;
  const said = read?.comment === undefined ? { response: typed } : read;
  if (comment === undefined) return said;
  if (said.comment !== undefined) throw new Refusal("The comment is there twice", { hint: "Leave --comment out" });
  return comment.trim() === "" ? said : { ...said, comment: comment.trim() };
}

async function goesOn(context: Context, app: App, { loop, open }: { loop: Loop; open: number[] }): Promise<string[]> {
  const { type } = context;
  const name = loopWords(loop);
  if (open.length > 0) {
    const others = open.length === 1 ? "one more question is" : `${open.length} more questions are`;
    return [`${others} open in ${name}: ${type(`prompts ${loop.id}`)}`];
  }
  if (loop.suspension !== null) {
    const { by, reason, until } = loop.suspension;
    const end = until === null ? "" : ` until ${stamp(until)} UTC`;
    return [`${name} is paused by ${by}${end}: ${reason}; to go on: ${type(`resume ${loop.id}`)}`];
  }
  if (loop.status !== "pending" && loop.status !== "paused") return [`${name} is ${loop.status}`];
  return [`${name} can go on`, ...(await whoTakes(context, app, loop)).lines];
}
