// A record of calls in memory, as the journal keeps them, and a model that says what it was told to say.
import type { Prompt, RecordedCall, Reply } from "../../src/model/model_call.ts";
import type { LanguageModel } from "../../src/ports/language_model.ts";
import type { Talk } from "../../src/ports/decider.ts";

/** A talk whose rows can be read, also while a call is on its way. */
export class RecordedTalk implements Talk {
  readonly rows: RecordedCall[] = [];
  readonly briefs: string[] = [];

  constructor(readonly earlier: RecordedCall[] = []) {
    this.rows.push(...earlier);
  }

  begin({ purpose, attempt, model, brief }: Parameters<Talk["begin"]>[0]): Promise<number> {
    this.briefs.push(brief);
    this.rows.push(call({ id: this.rows.length + 1, purpose, attempt, model, status: "sent" }));
    return Promise.resolve(this.rows.length);
  }

  answered(id: number, { text, tokensIn, tokensOut, costUsd }: Reply): Promise<void> {
    Object.assign(this.#row(id), { status: "answered", reply: text, tokensIn, tokensOut, costUsd });
    return Promise.resolve();
  }

  refused(id: number, problem: string): Promise<void> {
    const row = this.#row(id);
    Object.assign(row, { status: row.status === "answered" ? "answered" : "failed", problem });
    return Promise.resolve();
  }

  #row(id: number): RecordedCall {
    const row = this.rows.find((each) => each.id === id);
    if (row === undefined) throw new Error(`there is no call ${id}`);
    return row;
  }
}

export function call(given: Partial<RecordedCall>): RecordedCall {
  const nothing = { reply: null, problem: null, tokensIn: null, tokensOut: null, costUsd: null, ms: null };
  return {
    id: 1,
    iteration: 1,
    purpose: "decide",
    attempt: 1,
    model: "m",
    status: "answered",
    ...nothing,
    startedAt: "",
    ...given,
  };
}

/** Says one text after another; an error is thrown. */
export class SayingModel implements LanguageModel {
  readonly name = "scripted";
  readonly asked: Prompt[] = [];

  constructor(readonly says: (string | Error | (() => string))[]) {}

  complete(prompt: Prompt): Promise<Reply> {
    const next = this.says[this.asked.length];
    this.asked.push(prompt);
    if (next === undefined) return Promise.reject(new Error("it was asked once more than foreseen"));
    if (next instanceof Error) return Promise.reject(next);
    return Promise.resolve({
      text: typeof next === "string" ? next : next(),
      tokensIn: 7,
      tokensOut: 3,
      costUsd: 0.01,
    });
  }
}
