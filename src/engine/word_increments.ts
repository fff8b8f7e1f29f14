// A goal in words that is worked in increments, between two iterations: its plan written down once it is confirmed, each increment settled.
import type { Iteration } from "../model/iteration.ts";
import type { LoopOptions, Next } from "../model/loop.ts";
import { wordStep } from "./word_step.ts";
import type { Words, World } from "./world.ts";

/** What the next iteration is for. `plan`: to show a plan, these steps or (null) those that are asked for. */
export type WordPart =
  | { kind: "plan"; steps: string[] | null }
  | { kind: "work"; words: Words; name: string; increment: number | null; own: readonly Iteration[] };

/** Brings the record to where the next iteration begins, and says what that is for; or how the run ends. Whoever dies in between comes to the same. */
export async function nextOfWords(
  run: readonly Iteration[],
  words: Words,
  { options, world: { journal } }: { options: LoopOptions; world: World },
): Promise<{ end: Next } | { words: WordPart }> {
  const rows = await journal.increments();
  while (true) {
    const step = wordStep(rows, run, options);
    switch (step.kind) {
      case "end":
        return { end: step.next };
      case "plan":
        return { words: step };
      case "write":
        rows.push(
          ...await journal.writeIncrements(
            step.steps.map((name, play) => ({ play, name, isFix: false, foundBy: null })),
          ),
        );
        break;
      case "settle":
        await journal.setIncrement(step.increment.id, step.status);
        step.increment.status = step.status;
        break;
      case "work": {
        const { increment, own } = step;
        if (increment === null) {
          return { words: { kind: "work", words, name: "the whole goal once more", increment: null, own } };
        }
        const { n, id, name: goal } = increment;
        const before = rows.filter((row) => row.n < n).map((row) => ({
          n: row.n,
          desiredState: row.name,
          status: row.status,
        }));
        const part = { n, of: rows.length, whole: words.goal, before };
        const name = `increment ${n} (${goal})`;
        return { words: { kind: "work", words: { ...words, goal, increment: part }, name, increment: id, own } };
      }
    }
  }
}
