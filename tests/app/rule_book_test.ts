// ruleBook(): rules of the folders that loops name, beside what is wrong with files that are none; tried on the record.
import assert from "node:assert/strict";
import { ruleBook } from "../../src/app/rule_book.ts";
import type { Archive, PastDecision } from "../../src/ports/archive.ts";

const RULE = `name: motd
description: The greeting is there
goal: the message of the day says hello
status: proposed
origin:
  by: claude
  evidence: { decisions: 3, fired: 1, agreed: 1, silent: 0, unknown: 2 }
observe:
  - { name: greeting, module: stat, params: { path: /tmp/motd } }
when: not greeting.stat.exists
actions:
  - { name: write it, module: copy, params: { dest: /tmp/motd, content: hello } }
`;

/** A folder that goes away with the test, and a record that says what a test wants it to say. */
class Shelf implements Disposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "rules-" });
  readonly followers: { loop: number; folder: string }[] = [];
  readonly decisions: PastDecision[] = [];

  file(name: string, text: string): string {
    const path = `${this.folder}/${name}`;
    Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    Deno.writeTextFileSync(path, text);
    return path;
  }

  /** A loop that goes by a folder. */
  loop(loop: number, folder: string): void {
    this.followers.push({ loop, folder });
  }

  book(rulesDir = `${this.folder}/rules`) {
    const archive: Pick<Archive, "ruleFolders" | "ruleUse" | "pastDecisions" | "fleet"> = {
      ruleFolders: () => Promise.resolve(this.followers),
      ruleUse: () => Promise.resolve([{ rule: "motd", decided: 2, lastAt: "2026-11-22T15:00:00Z", lastLoop: 7 }]),
      pastDecisions: (after) => Promise.resolve(this.decisions.filter(({ id }) => id > after)),
      fleet: () => Promise.resolve([]),
    };
    return ruleBook(archive, { rulesDir, cwd: this.folder });
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

Deno.test("ruleBook() tells each rule with its text, its use, its evidence and the loops that go by its folder", async () => {
  using shelf = new Shelf();
  const file = shelf.file("rules/motd.yml", RULE);
  shelf.loop(3, `${shelf.folder}/rules`);
  const { rules: [rule, ...others], mistakes } = await shelf.book().rules();
  assert.deepEqual([others, mistakes], [[], []]);
  const { remarks, evidence, ...sheet } = rule!;
  assert.deepEqual(sheet, {
    ...{
      name: "motd",
      description: "The greeting is there",
      status: "proposed",
      folder: `${shelf.folder}/rules`,
      file,
    },
    ...{ goal: "the message of the day says hello", text: RULE, loops: [3] },
    origin: { by: "claude", evidence: { decisions: 3, fired: 1, agreed: 1, silent: 0, unknown: 2 } },
    use: { rule: "motd", decided: 2, lastAt: "2026-11-22T15:00:00Z", lastLoop: 7 },
  });
  assert.equal(
    evidence,
    "would have fired once in 3 decisions, as it was decided then; could not be told twice",
  );
  assert.ok(remarks.length > 0);
});

Deno.test("ruleBook() gathers the folders that loops name beside its own, by folder and by file, each once", async () => {
  using shelf = new Shelf();
  const named = (name: string) => RULE.replace("motd\n", `${name}\n`);
  shelf.file("rules/b.yml", named("second"));
  shelf.file("rules/a.yml", named("first"));
  shelf.file("else/a.yml", named("first"));
  shelf.loop(1, `${shelf.folder}/else`);
  shelf.loop(2, `${shelf.folder}/else`);
  shelf.loop(3, `${shelf.folder}/nowhere`);
  const { rules, mistakes } = await shelf.book().rules();
  assert.deepEqual(mistakes, []);
  assert.deepEqual(rules.map(({ folder, name, loops }) => [folder.slice(shelf.folder.length), name, loops]), [
    ["/else", "first", [1, 2]],
    ["/rules", "first", []],
    ["/rules", "second", []],
  ]);
});

Deno.test("ruleBook() says what is wrong with a file or a folder, and still tells the rules of the others", async () => {
  using shelf = new Shelf();
  shelf.file("rules/motd.yml", RULE);
  shelf.file("rules/broken.yml", "name: broken\nwhen: [");
  shelf.loop(1, shelf.file("file", "no folder"));
  const { rules, mistakes } = await shelf.book().rules();
  assert.deepEqual(rules.map(({ name }) => name), ["motd"]);
  assert.equal(mistakes.length, 2);
  assert.match(mistakes[0]!, /^file: Rules are files in a folder/);
  assert.match(mistakes[1]!, /^rules\/broken\.yml:\d+:\d+: /);
});

Deno.test("ruleBook().backtest() tries a rule on the record, and reads no other folder of this machine", async () => {
  using shelf = new Shelf();
  shelf.file("rules/motd.yml", RULE);
  shelf.file("secret/motd.yml", RULE);
  const { book, rules } = { book: shelf.book(), rules: `${shelf.folder}/rules` };
  assert.equal(await book.backtest(rules, "motd"), "nothing on record to try it on");
  const past = { loop: 5, run: 1, by: "model" as const, goal: "the message of the day says hello" };
  shelf.decisions.push({
    ...{ ...past, id: 1, n: 1, looks: { localhost: { greeting: { stat: { exists: false } } } }, converged: false },
    decision: { kind: "converged", reasoning: "it is there" },
    actions: [],
  });
  assert.deepEqual((await book.backtest(rules, "motd"))?.split("\n"), [
    "would have fired once in 1 decision, never as it was decided then",
    "loop 5, run 1, iteration 1: it would have acted on localhost; it was decided that nothing is missing",
  ]);
  assert.equal(await book.backtest(rules, "another"), undefined);
  assert.equal(await book.backtest(`${shelf.folder}/secret`, "motd"), undefined);
});
