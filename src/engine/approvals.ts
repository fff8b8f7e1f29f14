// What humans have said to the approvals of a run. Pure: read from its prompts.
import type { Question, Shown } from "../model/decision.ts";
import type { Iteration, RecordedPrompt } from "../model/iteration.ts";
import { hash } from "./fingerprint.ts";

/** What an action's approval comes to. */
export type Answer =
  /** `covered`: the calls that were shown together and may start, by their hashes. */
  | { kind: "approved"; covered: ReadonlySet<string> }
  | { kind: "declined"; comment?: string }
  | { kind: "open" };

/** Where what was started since the last whole iteration stands, as hashes. */
export type Begun = ReadonlySet<string>;

/**
 * A yes holds in the iterations of the decision (or pass) that it was given in, and covers exactly what was shown: all of it looked at again, before
 * the first of it starts, and the same. A no stands, in this run and in later ones, until what was shown changes.
 */
export class Approvals {
  readonly #granted: RecordedPrompt[];
  readonly #declined: readonly RecordedPrompt[];
  /** Prompts after whose iteration a deed was begun: all that they had shown was compared before. */
  readonly #compared = new Set<RecordedPrompt>();

  /** `chain`: the iterations since the last whole one. `declined`: what was declined in the loop, in any run. */
  constructor(chain: readonly Iteration[], declined: readonly RecordedPrompt[]) {
    const answered = chain.flatMap(({ prompts }) => prompts).filter(isAnswered);
    this.#granted = answered.filter(({ response }) => response === "yes");
    this.#declined = declined;
    const lastDeed = chain.findLastIndex(({ actions }) => actions.some(({ startedAt }) => startedAt !== null));
    for (const prompt of chain.slice(0, Math.max(lastDeed, 0)).flatMap(({ prompts }) => prompts)) {
      this.#compared.add(prompt);
    }
  }

  /**
   * The answer for all of these at once. Where some of what a yes has shown was begun, the rest of it is not compared any more; what was begun itself
   * is, since it would be done once more. What was shown as depending on an earlier action is there to be seen once that was done. `covered` is of these.
   */
  ofBatch(shown: readonly Shown[], begun: Begun): Answer {
    if (shown.length === 0) return { kind: "approved", covered: new Set() };
    const about = aboutShown(shown);
    const granted = this.#granted.findLast((prompt) =>
      prompt.about === about || shown.every((each) => goesOn(prompt, each, begun)) ||
      this.#compared.has(prompt) && isAllOf(prompt, shown, begun)
    );
    if (granted !== undefined) return { kind: "approved", covered: new Set(shown.map(({ call }) => call)) };
    const declined = shown.map((each) => this.ofOne(each)).find(({ kind }) => kind === "declined");
    return declined ?? { kind: "open" };
  }

  /** The answer for one: approved where a yes has shown this very call and what the look found, or could not find out yet. */
  ofOne(shown: Shown): Answer {
    const no = this.#declined.findLast((prompt) => isSame(prompt, shown));
    const yes = this.#granted.findLast((prompt) => isSame(prompt, shown));
    if (yes !== undefined && (no === undefined || yes.id > no.id)) return { kind: "approved", covered: callsOf(yes) };
    if (no === undefined) return { kind: "open" };
    return { kind: "declined", ...(no.comment === undefined ? {} : { comment: no.comment }) };
  }

  /** What a yes has shown of this call, where a look finds something else now. */
  before({ call, seen }: Shown): Shown | undefined {
    const shown = this.#granted.flatMap((prompt) => prompt.shown ?? []).findLast((each) => each.call === call);
    return shown === undefined || shown.seen === seen ? undefined : shown;
  }
}

/** Why an action is denied, in words. */
export function saidNo({ comment }: { comment?: string | undefined }): string {
  return `a human said no${comment === undefined ? "" : `: ${comment}`}`;
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

function callsOf({ shown = [] }: RecordedPrompt): Set<string> {
  return new Set(shown.map(({ call }) => call));
}

/** Shown as it is now, or before anything could be found out about it. */
function isSame({ shown = [] }: RecordedPrompt, { call, seen }: Shown): boolean {
  return shown.some((each) => each.call === call && (each.seen === null || each.seen === seen));
}

/** The rest of what was shown together, some of which was begun. */
function goesOn(prompt: RecordedPrompt, each: Shown, begun: Begun): boolean {
  if (!callsOf(prompt).has(each.call) || !(prompt.shown ?? []).some((one) => isBegun(one, begun))) return false;
  return !isBegun(each, begun) || isSame(prompt, each);
}

/** Everything of a prompt that was not begun, as it was shown. */
function isAllOf(prompt: RecordedPrompt, shown: readonly Shown[], begun: Begun): boolean {
  const calls = new Set(shown.map(({ call }) => call));
  return shown.every((each) => isSame(prompt, each)) &&
    (prompt.shown ?? []).every((each) => calls.has(each.call) || isBegun(each, begun));
}

function isBegun({ place }: Shown, begun: Begun): boolean {
  return place !== undefined && begun.has(place);
}

function isAnswered({ kind, status }: RecordedPrompt): boolean {
  return kind === "approval" && status === "answered";
}
