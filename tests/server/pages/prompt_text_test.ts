// PromptText(): whoever is let say yes has all in sight that the engine asked about, to the last letter.
import assert from "node:assert/strict";
import fc from "fast-check";
import { parseFragment } from "parse5";
import { approvalText, type Asked } from "../../../src/engine/approval_text.ts";
import type { PromptRow } from "../../../src/ports/archive.ts";
import { approvalBlocks } from "../../../src/server/pages/parts/approval_blocks.ts";
import { fitsAPage, isShownWhole, PromptText } from "../../../src/server/pages/parts/prompt_text.tsx";
import { textOf } from "./reader.ts";

/** Also what looks like a line of ours, and what is cut in the middle. */
const words = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom("\n2. web9: rm", "   - x", "+", "-", "\u202eexe", "a  b", "W".repeat(1999), "W".repeat(5000)),
);
const asked: fc.Arbitrary<Asked> = fc.record({
  host: words,
  name: words,
  module: fc.constantFrom("copy", "shell"),
  reason: words,
  params: fc.dictionary(words, words, { maxKeys: 3 }),
  before: fc.array(words, { maxLength: 4 }),
  after: fc.array(words, { maxLength: 4 }),
}).map(({ host, name, module, reason, params, before, after }) => {
  const action = { host, name, module, params, task: null };
  const diff = [{ header: name, before: before.join("\n"), after: after.join("\n") }];
  const plan = { kind: "change", diff, commands: [], result: { changed: true } } as const;
  return {
    action,
    looked: { kind: "plan", plan } as unknown as Asked["looked"],
    shown: { ...action, reason, call: "c", seen: null },
    way: { host } as Asked["way"],
  };
});

function row(text: string, shown: PromptRow["shown"]): PromptRow {
  return {
    ...{ id: 1, kind: "approval", text, options: ["yes", "no"], about: "x", status: "pending", response: null },
    ...{ loop: 1, iteration: 1, createdAt: "2026-11-22T15:40:00.000Z", answeredAt: null, answeredBy: null },
    ...(shown === undefined ? {} : { shown }),
  };
}

function seen(row: PromptRow, whole: boolean): string {
  return textOf(parseFragment(String(PromptText({ row, whole }))));
}

const inLine = (text: string) => text.replaceAll(/\s+/g, " ").trim();

Deno.test("PromptText() has every line of an approval in sight wherever a yes is taken", () => {
  fc.assert(
    fc.property(fc.array(asked, { minLength: 1, maxLength: 15 }), (all) => {
      const text = approvalText(all, "The model");
      const prompt = row(text, all.map(({ shown }) => shown));
      for (const whole of [true, false]) {
        if (!(whole ? fitsAPage(prompt) : isShownWhole(prompt))) continue;
        const shown = seen(prompt, whole);
        for (const line of text.split("\n")) {
          const said = inLine(line.replace(/^\d+\. /, "").replace(/^ {3}[-+ ]?/, ""));
          assert.ok(shown.includes(said), `${said}\n${shown}`);
        }
      }
    }),
    { numRuns: 150 },
  );
});

Deno.test("approvalBlocks() takes apart what the engine wrote: a block for each action, whatever they say", () => {
  fc.assert(
    fc.property(fc.array(asked, { minLength: 1, maxLength: 15 }), (all) => {
      const { before, blocks } = approvalBlocks(approvalText(all, "The model"));
      assert.equal(blocks.length, all.length);
      assert.match(before, /^The model wants/);
      for (const { lines } of blocks) assert.match(lines[0]!.text, /^asked because: /);
    }),
    { numRuns: 150 },
  );
});

Deno.test("PromptText() of what the engine did not write is one text, and none of it is left out where a yes is taken", () => {
  const texts = [
    "no actions at all",
    `1. web1: x\n   +${"y".repeat(5000)}z`,
    "1. a\n3. b\n2. c",
    `1. ${"c".repeat(9000)}d`,
  ];
  for (const text of texts) {
    for (const whole of [true, false]) {
      const prompt = row(text, undefined);
      if (!whole && !isShownWhole(prompt)) continue;
      for (const line of text.split("\n")) {
        assert.ok(seen(prompt, whole).includes(inLine(line.replace(/^\d+\. /, "").replace(/^ {3}[-+]/, ""))), line);
      }
    }
  }
  assert.equal(isShownWhole(row(texts[3]!, undefined)), false);
});
