// What humans have said to the approvals of a run. Pure: read from its prompts.
import type { Question, Shown } from "../model/decision.ts";
import type { Iteration, RecordedPrompt } from "../model/iteration.ts";
import { hash } from "./fingerprint.ts";

/** What an action's approval comes to. */
export type Answer =
  | { kind: "approved" }
  | { kind: "declined"; comment?: string }
  | { kind: "open" };

/** The calls that an iteration has begun with, by their hashes. */
export type Begun = ReadonlySet<string>;

/**
 * A yes holds in the iterations of the decision (or pass) that it was given in, and covers exactly what was shown: all of it looked at again, before
 * the first of it starts, and the same. A no stands, in this run and in later ones, until what was shown changes.
 */
export class Approvals {
  readonly #granted: RecordedPrompt[];
  readonly #declined: readonly RecordedPrompt[];

  /** `chain`: the iterations since the last whole one. `declined`: what was declined in the loop, in any run. */
  constructor(chain: readonly Iteration[], declined: readonly RecordedPrompt[]) {
    const answered = chain.flatMap(({ prompts }) => prompts).filter(isAnswered);
    this.#granted = answered.filter(({ response }) => response === "yes");
    this.#declined = declined;
  }

  /** The answer for all of these at once. An action that was begun under its approval is not compared any more. */
  ofBatch(shown: readonly Shown[], begun: Begun): Answer {
    if (shown.length === 0) return { kind: "approved" };
    const about = aboutShown(shown);
    const granted = this.#granted.some((prompt) =>
      prompt.about === about ||
      ((prompt.shown ?? []).some(({ call }) => begun.has(call)) && shown.every((each) => names(prompt, each)))
    );
    if (granted) return { kind: "approved" };
    const declined = shown.map((each) => this.ofOne(each)).find(({ kind }) => kind === "declined");
    return declined ?? { kind: "open" };
  }

  /** The answer for one: approved where a yes has shown this very call and what the look found, or could not find out yet. */
  ofOne(shown: Shown): Answer {
    const same = (prompt: RecordedPrompt) =>
      (prompt.shown ?? []).some(({ call, seen }) => call === shown.call && (seen === null || seen === shown.seen));
    const no = this.#declined.findLast(same);
    const yes = this.#granted.findLast(same);
    if (yes !== undefined && (no === undefined || yes.id > no.id)) return { kind: "approved" };
    if (no === undefined) return { kind: "open" };
    return { kind: "declined", ...(no.comment === undefined ? {} : { comment: no.comment }) };
  }

  /** The calls of every yes. */
  calls(): Set<string> {
    return new Set(this.#granted.flatMap(({ shown = [] }) => shown.map(({ call }) => call)));
  }

  /** What a yes has shown of this call, where a look finds something else now. */
  before({ call, seen }: Shown): Shown | undefined {
    const shown = this.#granted.flatMap((prompt) => prompt.shown ?? []).findLast((each) => each.call === call);
    return shown === undefined || shown.seen === seen ? undefined : shown;
  }
}

/** What binds an approval to what it shows: these actions, their hosts, their order, what was found. */
export function aboutShown(shown: readonly Shown[]): string {
  return `approval:${hash(shown.map(({ call, seen }) => [call, seen]))}`;
}

/** The question; `by`: it is answered before anybody is asked. */
export function approvalOf(shown: Shown[], text: string, by?: string): Question {
  return {
    kind: "approval",
    text,
    options: ["yes", "no"],
    about: aboutShown(shown),
    shown,
    ...(by === undefined ? {} : { answered: { response: "yes", by } }),
  };
}

function names(prompt: RecordedPrompt, { call }: Shown): boolean {
  return (prompt.shown ?? []).some((shown) => shown.call === call);
}

function isAnswered({ kind, status }: RecordedPrompt): boolean {
  return kind === "approval" && status === "answered";
}
