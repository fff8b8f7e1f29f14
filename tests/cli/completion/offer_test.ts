// What completes a line: from commander's tree, from the record, and from nowhere else.
import assert from "node:assert/strict";
import type { Command } from "commander";
import { commandTree } from "../../../src/cli/command_line.ts";
import { placeholderOf } from "../../../src/cli/completion/offer.ts";
import { sourceOf } from "../../../src/cli/completion/sources.ts";
import { openStore } from "../../../src/store/open_store.ts";
import { run } from "../scripted_app.ts";

/** Values that complete a line, in zsh's form. */
async function values(line: string, options: { files?: string[] } = {}): Promise<string[]> {
  return (await told(line, options)).map((each) => each.split("\t")[0]!);
}

async function told(line: string, { files = [] }: { files?: string[] } = {}): Promise<string[]> {
  const { exit, out, err, asked } = await run(["completion", "zsh", "--", `ftl2-enterprise ${line}`], {}, { files });
  assert.deepEqual({ exit, err: err(), opened: asked.opened }, { exit: 0, err: "", opened: [] }, line);
  const [how, ...lines] = out().trimEnd().split("\n");
  return how === "words" ? lines : [how!, ...lines];
}

function filesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name);
}

const tree = commandTree({ program: "ftl", version: "0" }, () => true);

Deno.test("sourceOf() has thought of every word and every flag's value that help names", () => {
  let seen = 0;
  const missing: string[] = [];
  const visit = (command: Command): void => {
    for (const option of command.options.filter(({ hidden, argChoices }) => !hidden && argChoices === undefined)) {
      const name = placeholderOf(option);
      if (option.isBoolean() || name === undefined) continue;
      seen++;
      if (sourceOf(name, { command: command.name(), isFlag: true }) === undefined) missing.push(option.flags);
    }
    for (const argument of command.registeredArguments) {
      seen++;
      if (sourceOf(argument.name(), { command: command.name(), isFlag: false }) === undefined) {
        missing.push(`${command.name()} ${argument.name()}`);
      }
    }
    command.commands.filter((each) => !each.description().startsWith("not built yet")).forEach(visit);
  };
  visit(tree);
  assert.deepEqual(missing, []);
  assert.ok(seen > 80, `${seen}`);
});

Deno.test("completion offers every command that help names, and for `help` again", async () => {
  const all = tree.createHelp().visibleCommands(tree).map((command) => command.name());
  assert.ok(all.length > 20 && all.includes("completion"));
  assert.deepEqual(await values(""), all);
  assert.deepEqual(await values("help "), all);
  assert.deepEqual(await values("--db x.db -q sta"), ["status"]);
  assert.deepEqual(await values("nonsense "), []);
  assert.deepEqual(await values("help run "), []);
});

Deno.test("completion offers a command's flags with their sentences, once each unless they add up", async () => {
  assert.ok(
    (await told("run --dry")).includes(
      "--dry-run\tchange nothing and show what would change; exit 5 if something would",
    ),
  );
  assert.deepEqual(await values("run --dry-run --dr"), []);
  assert.deepEqual(await values("run -i a -i b --invent"), ["--inventory"]);
  assert.deepEqual(await values("run --key"), [], "what help hides");
  assert.ok((await values("run -")).includes("-f") && !(await values("run --")).includes("-f"));
  assert.ok((await values("worker ")).includes("--concurrency"), "a command without words");
  assert.deepEqual(await values("run -- --dr"), ["files"], "behind -- there are no flags");
});

Deno.test("completion offers what a flag takes, in either way to write it", async () => {
  assert.deepEqual(await values("status -o "), ["table", "json", "yaml"]);
  assert.deepEqual(await values("status --output=y"), ["yaml"]);
  assert.deepEqual(await values("run --mode "), ["single", "incremental", "continuous"]);
  assert.deepEqual(await values("run -b --become-method "), ["sudo", "su", "doas"]);
  assert.deepEqual(await values("run -bKc "), ["ssh", "local"], "the last of several short ones");
  assert.deepEqual(await told("run --model c"), [
    "claude-cli\tthe program claude, as it is logged in here",
    "command:\ta program that reads the brief and prints the answer",
  ]);
  assert.deepEqual(await values("run --model=open"), ["words nospace", "openai:"]);
  assert.ok((await values("run --tz Europe/Pa")).includes("Europe/Paris"));
  for (const line of ["run -f ", "run -i ", "run --policy=", "--db ", "run ", "backup ", "policy test ", "status > "]) {
    assert.deepEqual(await values(line), ["files"], line);
  }
  assert.deepEqual(await values("rules --rules-dir "), ["folders"]);
  assert.deepEqual(await values("run --max-iterations "), [], "a number");
});

Deno.test("completion offers what rules and policies can be asked, and the rules of the folder", async () => {
  const files = ["/home/me/rules/up.yaml", "/home/me/rules/.hidden.yml", "/home/me/more/far.yml"];
  assert.deepEqual(await values("rules "), ["list", "show", "test", "approve", "disable", "review", "backtest"]);
  assert.deepEqual(await values("rules show ", { files }), ["up"]);
  assert.deepEqual(await values("rules --rules-dir more show ", { files }), ["far"]);
  assert.deepEqual(await values("rules list ", { files }), []);
  assert.deepEqual(await values("policy "), ["test", "explain"]);
});

Deno.test("completion reads loops, questions and hosts from the database that the line names, and leaves nothing behind", async () => {
  const folder = await Deno.makeTempDir({ prefix: "completion-" });
  const db = `${folder}/my loops.db`;
  try {
    assert.deepEqual(await values(`--db '${db}' status `), []);
    assert.deepEqual(filesIn(folder), [], "no database is made");
    await using store = await openStore(db, { create: true, clock: { now: () => 0, monotonic: () => 0 } });
    await store.close();
    const { DatabaseSync } = await import("node:sqlite");
    using file = new DatabaseSync(db);
    const add = file.prepare("INSERT INTO loops (id, name, status, mode) VALUES (?, ?, ?, 'single')");
    const loops = [[1, "web", "completed"], [2, "web", "paused"], [3, "we b", "running"], [4, "a\nb", "pending"]];
    for (const row of [...loops, [5, "\x1b[31mred", "pending"], [6, "--db", "pending"], [7, "7", "failed"]]) {
      add.run(...row as [number, string, string]);
    }
    file.exec(`INSERT INTO prompts (id, loop_id, prompt_text, options, status) VALUES
      (8, 2, 'Go\x1b[2J on?' || char(10) || 'Really?', '["yes", "no way", "a\\u001b[31mb", "-x"]', 'pending'), (9, 2, 'Old', NULL, 'answered')`);
    file.exec(`INSERT INTO hosts (loop_id, hostname, status) VALUES
      (2, 'web1', 'reachable'), (3, 'web1', 'reachable'), (2, 'db1', 'gone')`);
    file.close();
    const at = `--db='${db}'`;
    assert.deepEqual(await told(`${at} status `), [
      "6\t--db: pending",
      "5\t\\x1b[31mred: pending",
      "4\ta\\nb: pending",
      "we b\tloop 3: running",
      "web\tloop 2: paused, question 8 is open",
      "7\t7: failed",
      "1\tweb: completed",
    ]);
    assert.deepEqual(await values(`${at} history 7`), ["7"]);
    assert.deepEqual(await told(`${at} resume 2`), ["2\tweb: paused, question 8 is open"]);
    assert.deepEqual(await values(`${at} retry `), ["7"]);
    assert.deepEqual(await values(`${at} hosts --loop we`), ["we b", "web"]);
    assert.deepEqual(await told(`${at} respond `), ["8\tweb: Go\\x1b[2J on?\\nReally?"]);
    assert.deepEqual(await values(`${at} respond 8 `), ["yes", "no way"]);
    assert.deepEqual(await told(`${at} hosts `), ["web1\treachable"]);
    assert.deepEqual(await values(`${at} run -l 'all:!w`), ["words nospace", "all:!web1"]);
    assert.deepEqual(filesIn(folder), ["my loops.db"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("completion of a line for bash puts in what stands behind the last place that bash breaks words at", async () => {
  const reply = async (line: string, part: string, width = "0") =>
    (await run(["completion", "bash", "--", `ftl2-enterprise ${line}`, part, width])).out().trimEnd().split("\n");
  assert.deepEqual(await reply("run --mode=s", "s"), ["words", "single"]);
  assert.deepEqual(await reply("run --model=anthropic", "anthropic"), ["words nospace", "anthropic:"]);
  assert.deepEqual(await reply("run --model anthropic:", ""), ["words nospace"]);
  assert.deepEqual(await reply("run --mo", "--mo", "60"), [
    "words",
    "--mode         (single: until it has converged; incrementa…",
    "--modules      (ansible: its modules, where it is installe…",
    "--model        (claude-cli, anthropic:NAME, openai:NAME@UR…",
    "--model-price  (US dollars per million tokens that it read…",
  ]);
});

Deno.test("completion refuses other shells with a sentence", async () => {
  for (const shell of ["powershell", "bsah", "ksh"]) {
    const { exit, out, err } = await run(["completion", shell]);
    const says = `error: There is no completion for "${shell}"\nName one of: bash, zsh, fish\n`;
    assert.deepEqual([exit, out(), err()], [2, "", says]);
  }
});
