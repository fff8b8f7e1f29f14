// What becomes of the changes of state that a decision wants: allowed, left out, or asked about. Pure.
import type { Question, StateOp } from "../model/decision.ts";
import type { RecordedPrompt } from "../model/iteration.ts";
import type { Judged } from "../model/verdict.ts";
import { sortedKeys } from "../playbook/sorted_keys.ts";
import { saidNo } from "./approvals.ts";
import { hash } from "./fingerprint.ts";
import { deniedBy } from "./judged.ts";

/** What is said of them. */
export interface StateWord {
  /** These may stand. */
  allowed: StateOp[];
  /** Why others are left out, in sentences. */
  told: string[];
  /** Questions to a human, one for each that nobody was asked about yet. */
  questions: Question[];
}

/** What policy says of them, in their order, and what humans have said in this run. */
export interface Said {
  judged: readonly Judged[];
  prompts: readonly RecordedPrompt[];
  /** Who says yes before anybody is asked. */
  unattended: string | undefined;
}

/** A yes is for exactly this change, in this run: whoever decides wants it once more, and it is done. */
export function stateWord(ops: readonly StateOp[], { judged, prompts, unattended }: Said): StateWord {
  const word: StateWord = { allowed: [], told: [], questions: [] };
  for (const [index, op] of ops.entries()) {
    const { verdict = "deny", reason = "", action } = judged[index] ?? {};
    const name = action?.name ?? op.name;
    if (verdict === "allow") word.allowed.push(op);
    else if (verdict === "deny") word.told.push(`${name}: ${deniedBy({ reason })}`);
    else {
      const about = `state:${hash(sortedKeys({ ...op }))}`;
      const prompt = prompts.findLast((each) => each.about === about && each.status !== "cancelled");
      if (prompt?.response === "yes") word.allowed.push(op);
      else if (prompt !== undefined) word.told.push(`${name}: ${saidOf(prompt)}`);
      else {
        const text = `May this be done: ${name}? ${JSON.stringify(action?.params ?? {})} (asked because: ${reason})`;
        const question: Question = { kind: "question", text, options: ["yes", "no"], about };
        if (unattended === undefined) {
          word.questions.push(question);
          word.told.push(`${name}: a human is asked first, decide for it again after a yes`);
        } else {
          word.questions.push({ ...question, answered: { response: "yes", by: unattended } });
          word.allowed.push(op);
        }
      }
    }
  }
  return word;
}

function saidOf(prompt: RecordedPrompt): string {
  return prompt.status === "pending" ? "a human is asked first, and has not answered yet" : saidNo(prompt);
}
