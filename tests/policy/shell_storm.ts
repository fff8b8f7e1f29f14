// Texts that policy lets through, run in real shells: what it denies is never started, and what it takes for reading only reads.
import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Action } from "../../src/model/action.ts";
import { judge } from "../../src/policy/judge.ts";
import { isReading } from "../../src/policy/is_reading.ts";
import type { Policy } from "../../src/policy/policy.ts";
import { DOERS, ShellWitness } from "./shell_witness.ts";
import { shellTexts } from "./shell_texts.ts";

/** A policy that denies one program. */
export const NO_VICTIM: Policy = {
  rules: [{ decision: "deny", match: { program: ["victim"], params: {} }, reason: "no victim", place: "policy.yml:1" }],
};

export function shell(cmd: string): Action {
  return { host: "web1", module: "shell", params: { cmd }, name: "a text", task: null };
}

/** How many texts were let through, and how many were taken for reading. */
export interface Storm {
  texts: number;
  allowed: number;
  reading: number;
}

/** Throws with the smallest text that got through and should not have. */
export function storm({ seed, texts }: { seed: number; texts: number }): Storm {
  using witness = new ShellWitness();
  const told: Storm = { texts: 0, allowed: 0, reading: 0 };
  fc.assert(
    fc.property(shellTexts, (text) => {
      told.texts++;
      const [judged] = judge([shell(text)], NO_VICTIM, { by: "playbook", as: "deed" });
      const reads = isReading(shell(text));
      if (judged?.verdict !== "allow" && !reads) return;
      if (judged?.verdict === "allow") told.allowed++;
      if (reads) told.reading++;
      for (const { shell, started, made } of witness.run(text)) {
        const names = started.map(([name]) => name);
        assert(judged?.verdict !== "allow" || !names.includes("victim"), `${shell} started victim`);
        if (!reads) continue;
        const did = started.filter((words) => DOERS.includes(words[0] ?? "") || isDeed(words));
        assert.deepEqual(did, [], `${shell} started what does not only read`);
        assert.deepEqual(made, [], `${shell} made files`);
      }
    }),
    { seed, numRuns: texts, endOnFailure: false },
  );
  return told;
}

/** Readers with arguments by which they write: what the real programs would do, said once more and in another way. */
export function isDeed(words: readonly string[]): boolean {
  // What follows `--` are a sort's files, whatever their names.
  if (words[0] === "sort" && words.includes("--")) return isDeed(words.slice(0, words.indexOf("--")));
  const line = words.map((word) => word.replaceAll(/\s/g, "_")).join(" ");
  return /^date .*(-s|--set|\b\d{8})|^sort( \S+)*? -([a-zA-Z]*o|-o)|^hostname [^-]/.test(line) ||
    // What stands behind these of a uniq's options is no file.
    /^uniq( -(?!\w*[fsw] )\S+| -\w*[fsw] \S+)* [^-]\S* \S/.test(line) ||
    /^sed (-i|.*(\bw_|\be_|\/e( |$)))|^curl .*(-o new|-O|-d|-T)/.test(line) ||
    // What follows an awk's program are files, whatever their names.
    /^awk( -[Fv] ?\S+| --(?= ))*( -[^Fv -]| \S*(system|>))/.test(line);
}
