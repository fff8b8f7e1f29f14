// Questions to people, and their answers.
import type { PromptRow } from "../../ports/archive.ts";
import { deedAnswer, told } from "./deed_answer.ts";
import { foundLoop, missing } from "./found.ts";
import { id, loopStatus, prompt } from "./nouns.ts";
import { next, page, pageTerms } from "./paging.ts";
import { route } from "./route.ts";
import { z } from "./zod.ts";

const tag = "questions";

const listed = prompt.extend({ loopName: z.string(), loopStatus, n: z.nullable(z.int()).describe("the iteration's") });

const answered = z.strictObject({
  prompt: id,
  response: z.string(),
  comment: z.exactOptional(z.string()),
  loop: id,
  name: z.nullable(z.string()),
  status: z.nullable(loopStatus),
  open: z.array(id).describe("questions of the loop that are still open"),
  ...told,
});

export const promptRoutes = [
  route({
    ...{ id: "listPrompts", method: "get", path: "/prompts", tag, refuses: [404] },
    summary: "Questions to people: open ones oldest first, or the others newest first",
    query: z.strictObject({
      open: z.exactOptional(z.boolean()).describe("true where it is left out"),
      loop: z.exactOptional(z.string().max(300)).describe("a loop's number or name"),
      ...page,
    }),
    answer: z.strictObject({ prompts: z.array(listed), next }),
    act: async ({ world, query: { open = true, loop, ...paging } }) => {
      const of = loop === undefined ? {} : { loop: (await foundLoop(world, loop)).id };
      const { rows, next } = await world.survey.prompts({ open, ...of, ...pageTerms(paging) });
      return { prompts: rows, next };
    },
  }),
  route({
    ...{ id: "getPrompt", method: "get", path: "/prompts/{prompt}", tag, refuses: [404] },
    summary: "One question",
    answer: z.strictObject({ prompt }),
    act: async ({ world: { archive }, part }) => {
      const [found]: PromptRow[] = await archive.prompts({ ids: [Number(part("prompt"))] });
      if (found === undefined) throw missing(`There is no question ${part("prompt")}.`, "/prompts");
      return { prompt: found };
    },
  }),
  route({
    ...{ id: "answerPrompt", method: "post", path: "/prompts/{prompt}/answer", tag, refuses: [404, 409] },
    summary: "Answers a question",
    about: "With `about`, as it was read with the question, the answer counts only for what was shown.",
    body: z.strictObject({
      response: z.string().max(10_000).describe("an option by its text or number; own words where they are taken"),
      comment: z.exactOptional(z.string().max(4000)).describe("why, with a yes or no: whoever decides next reads it"),
      about: z.exactOptional(z.nullable(z.string().max(500))),
    }),
    answer: answered,
    act: async (asked) =>
      answered.parse(
        await deedAnswer(asked, { kind: "answer", prompt: Number(asked.part("prompt")), ...asked.body }),
      ),
  }),
];
