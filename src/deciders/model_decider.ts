// Decides by asking a language model: each question on record before it is sent, each reply before it is read.
import type { CallPurpose } from "../model/model_call.ts";
import type { Brief, Decider, Talk } from "../ports/decider.ts";
import type { LanguageModel } from "../ports/language_model.ts";
import { PARTS } from "./brief_limits.ts";
import type { DeciderTerms } from "./module_words.ts";
import type { Read } from "./reply.ts";

export type { DeciderTerms } from "./module_words.ts";

/** A decider that asks `model`. What it needs to write and read is loaded when it first asks. */
export function modelDecider(model: LanguageModel, terms: DeciderTerms): Decider {
  return {
    async decide(brief, talk, signal) {
      const long = tooLong(brief);
      if (long !== null) return { kind: "blocked", reasoning: long };
      const [{ briefText }, { decisionPrompt }, { readDecision }, { DECISION, schemaOf }, { unreadableWords }] =
        await words();
      const { furtherModules } = await import("./further_modules.ts");
      const further = await furtherModules(brief, terms, signal);
      const { heardCalls } = await import("./heard_calls.ts");
      const asked = await converse(
        model,
        {
          purpose: "decide",
          system: decisionPrompt(terms),
          brief: briefText(brief, terms, further),
          schema: schemaOf(DECISION),
          read: (text) => readDecision(text, brief, terms),
          hear: async (text, signal) => {
            const calls = heardCalls(text);
            // What is secret in a call is known of a module that is known.
            for (const { module } of calls) terms.modules.get(module);
            await terms.modules.learn(signal);
            terms.heard?.(calls);
          },
          learn: (signal) => terms.modules.learn(signal),
        },
        talk,
        signal,
      );
      if ("value" in asked) return asked.value;
      return { kind: "unreadable", reasoning: unreadableWords(model.name, asked.problems) };
    },
    async plan(brief, talk, signal) {
      const long = tooLong(brief);
      if (long !== null) return { reasoning: long, increments: [{ name: brief.desiredState }] };
      const [{ planBriefText }, { planPrompt }, , { PLAN, schemaOf }, { unreadableWords }] = await words();
      const { readPlan } = await import("./reply_plan.ts");
      const asked = await converse(
        model,
        {
          purpose: "plan",
          system: planPrompt(),
          brief: planBriefText(brief),
          schema: schemaOf(PLAN),
          read: readPlan,
        },
        talk,
        signal,
      );
      if ("value" in asked) return asked.value;
      // A plan is a help, not the goal: without one the goal is one step.
      const reasoning = `${unreadableWords(model.name, asked.problems)}. The goal is worked on as one step`;
      return { reasoning, increments: [{ name: brief.desiredState }] };
    },
  };
}

/** A goal is never cut: half of it would be another goal. */
function tooLong({ desiredState }: Brief): string | null {
  if (desiredState.length <= PARTS.goal) return null;
  return `The goal has ${desiredState.length} characters, more than the ${PARTS.goal} that a model is told: shorten it, or make several loops of it`;
}

/** Replies that make no sense before the model is not asked any more. */
const MOST_BAD = 3;

/** A question, and how its reply is read. */
interface Asking<T> {
  purpose: CallPurpose;
  system: string;
  brief: string;
  schema: { [key: string]: unknown };
  read(text: string): Read<T>;
  /** Told a reply before it is written down. */
  hear?(text: string, signal: AbortSignal): Promise<void>;
  /** Whether what was read in vain may make sense by now: modules that it names were learned. Default: it never does. */
  learn?(signal: AbortSignal): Promise<boolean>;
}

/**
 * Asks until a reply makes sense, three times at most. Replies on record count: what an earlier process was told is read again, not asked again. Calls
 * that failed or were lost are no bad replies. Throws what model and talk throw.
 */
async function converse<T>(model: LanguageModel, asking: Asking<T>, talk: Talk, signal: AbortSignal): Promise<Read<T>> {
  const { corrected, fewProblems } = await import("./correction.ts");
  const readOf = async (text: string): Promise<Read<T>> => {
    let read = asking.read(text);
    while (await asking.learn?.(signal)) read = asking.read(text);
    return "value" in read ? read : { problems: fewProblems(read.problems) };
  };
  let bad: { reply: string; problems: string[] } | undefined;
  let attempt = 1;
  for (const { id, purpose, reply, problem } of talk.earlier) {
    if (purpose !== asking.purpose || reply === null) continue;
    const read = problem === null ? await readOf(reply) : { problems: problem.split("\n") };
    if ("value" in read) return read;
    if (problem === null) await talk.refused(id, read.problems.join("\n"));
    bad = { reply, problems: read.problems };
    attempt++;
  }
  for (; attempt <= MOST_BAD; attempt++) {
    const brief = bad === undefined ? asking.brief : corrected(asking.brief, bad);
    const reply = await ask(model, { ...asking, brief }, { talk, attempt }, signal);
    const read = await readOf(reply.text);
    if ("value" in read) return read;
    await talk.refused(reply.id, read.problems.join("\n"));
    bad = { reply: reply.text, problems: read.problems };
  }
  return { problems: bad?.problems ?? [] };
}

/** What is on record of a call that was ended by a human, a worker that stops, or --max-time. */
const GIVEN_UP = "it was stopped before it answered";

/** One call, and its row's id. */
async function ask<T>(
  model: LanguageModel,
  { purpose, system, brief, schema, hear }: Asking<T>,
  { talk, attempt }: { talk: Talk; attempt: number },
  signal: AbortSignal,
): Promise<{ id: number; text: string }> {
  const id = await talk.begin({ purpose, attempt, model: model.name, brief: `${system}\n\n${brief}` });
  const reply = await model.complete({ system, brief, schema }, signal).catch(async (error: unknown) => {
    // The reason of a signal is for programs: people read that nobody waited for the reply.
    const why = signal.aborted ? GIVEN_UP : error instanceof Error ? error.message : String(error);
    await talk.refused(id, why);
    throw error;
  });
  await hear?.(reply.text, signal);
  await talk.answered(id, reply);
  return { id, text: reply.text };
}

/** Together, since a start of the program that asks nobody should not pay for them. */
function words() {
  return Promise.all([
    import("./brief_text.ts"),
    import("./system_prompt.ts"),
    import("./reply.ts"),
    import("./reply_shape.ts"),
    import("./correction.ts"),
  ]);
}
