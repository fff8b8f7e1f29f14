// A language model is asked what it thinks of a rule. Nothing hangs on the answer, and it is on no record.
import { readReview, type Reviewed, reviewPrompt, type RuleReview } from "../deciders/rule_review.ts";
import { InputError, ModelUnavailable } from "../model/errors.ts";
import type { Reply } from "../model/model_call.ts";
import { localFiles } from "../transports/local_files.ts";
import { modelOf } from "./model_at_work.ts";
export type { Reviewed } from "../deciders/rule_review.ts";

/** An opinion, and what it cost. */
export interface Opinion extends RuleReview, Pick<Reply, "tokensIn" | "tokensOut" | "costUsd"> {
  model: string;
}

/** Asks a model, as `--model` names it, once. Throws InputError where there is none, it cannot be asked, or its reply makes no sense. */
export async function opinionOf(
  reviewed: Reviewed,
  terms: { model: string; price?: { in: number; out: number } },
  signal: AbortSignal,
): Promise<Opinion> {
  const { model: name, price } = terms;
  const model = await modelOf({ model: name, ...(price === undefined ? {} : { modelPrice: price }) }, localFiles());
  if (model === null) throw new InputError("There is no model that could be asked: name one with --model");
  let reply: Reply;
  try {
    reply = await model.complete(reviewPrompt(reviewed), signal);
  } catch (error) {
    if (!(error instanceof ModelUnavailable)) throw error;
    throw new InputError(`${model.name} cannot be asked: ${error.message}`, undefined, { cause: error });
  }
  const read = readReview(reply.text);
  if ("problem" in read) throw new InputError(`The reply of ${model.name} makes no sense: ${read.problem}`);
  const { tokensIn, tokensOut, costUsd } = reply;
  return { ...read, model: model.name, tokensIn, tokensOut, costUsd };
}
