// Help teaches by example: every example of every help text is what the program takes.
import assert from "node:assert/strict";
import { commandTree, readCommandLine } from "../../src/cli/command_line.ts";
import { modules } from "../../src/modules/registry.ts";
import { typedLine } from "../../src/cli/completion/shell_words.ts";
import { promptRow } from "./prompt_row.ts";
import { loopRow, run, type Script } from "./scripted_app.ts";

const PROGRAM = "ftl2-enterprise";
const tree = commandTree({ program: PROGRAM, version: "0" }, () => true);
const commands = tree.createHelp().visibleCommands(tree).map((command) => command.name());

async function helpOf(command: string | undefined, columns = 80): Promise<string> {
  const { exit, out } = await run([...command === undefined ? [] : [command], "--help"], {}, { columns });
  assert.equal(exit, 0, command);
  return out();
}

/** The lines that somebody would type. */
function examplesIn(help: string): string[] {
  return [...help.matchAll(/^ {2}(ftl2-enterprise .*)$/gm)].map(([, line]) => line!);
}

/** As a shell hands them to the program; what is behind `>` goes to a file. */
function wordsOf(line: string): string[] {
  const { words, redirected } = typedLine(line, "bash", { env: () => undefined });
  return words.slice(1, redirected ? -1 : undefined).map(({ text }) =>
    text ?? assert.fail(`${line}: only a shell knows`)
  );
}

Deno.test("--help lists every command once, in groups, each on a line of 80 columns", async () => {
  const help = await helpOf(undefined);
  const listed = help.split("Options, before")[0]!;
  const names = [...listed.matchAll(/^ {2}([a-z-]+) {2,}\S/gm)].map(([, name]) => name);
  assert.deepEqual(names.toSorted(), commands.toSorted());
  const titles = [...listed.matchAll(/^(\w.*):$/gm)].map(([, title]) => title);
  assert.deepEqual(titles, ["Start here", "Watch", "Answer and steer", "What it may do, and how", "Look after it"]);
  assert.doesNotMatch(listed, /^ {5,}\S/m, "a sentence that is too long for its line");
});

Deno.test("help COMMAND, COMMAND --help and -h say the same", async () => {
  for (const command of ["run", "status", "policy"]) {
    const said = await Promise.all(
      [["help", command], [command, "--help"], [command, "-h"], ["-q", command, "-h"]].map((argv) => run(argv)),
    );
    assert.equal(new Set(said.map(({ out }) => out())).size, 1, command);
  }
});

Deno.test("help fits 80 and 100 columns, but for what is to be typed as it stands", async () => {
  for (const columns of [80, 100]) {
    for (const command of [undefined, ...commands.filter((name) => name !== "help")]) {
      const wide = (await helpOf(command, columns)).split("\n")
        .filter((line) => line.length > columns && !line.startsWith(`  ${PROGRAM} `));
      assert.deepEqual(wide, [], `${command} at ${columns}`);
    }
  }
});

Deno.test("help in a pipe is as wide as in a terminal of 80 columns", async () => {
  for (const command of ["run", "respond"]) {
    assert.equal((await run([command, "--help"])).out(), await helpOf(command), command);
  }
});

/** Lines that need what is not here: a terminal to fill, a page's process, a plan, a program, an iteration. They are parsed. */
const PARSED = /^(top|serve|worker --serve|plan|run --plan-file|run -f goal|--db)|--watch|logs web -f|--notify|--brief/;

/** A program in which everything is that the examples name. */
const files = ["site.yml", "inventory.yml", "policy.yml", "vars.yml", "become.txt"].map((name) => `/home/me/${name}`);
const script: Script = {
  loops: [loopRow({ id: 3, name: "web", status: "paused" }), loopRow({ id: 1, name: "site", status: "running" })],
  prompts: [promptRow({ id: 7, kind: "approval", options: ["yes", "no"] })],
};

Deno.test("every command has examples, and each is a command line that the program takes", async () => {
  const seen = new Set<string>();
  for (const command of [undefined, ...commands.filter((name) => name !== "help")]) {
    const examples = examplesIn(await helpOf(command));
    assert.ok(examples.length >= 2 && examples.length <= 7, `${command}: ${examples.length}`);
    for (const line of examples) {
      seen.add(line);
      const words = wordsOf(line);
      const read = readCommandLine(words, { program: PROGRAM, columns: 80, version: "0" });
      assert.ok(read.kind === "command", line);
      if (command !== undefined) assert.ok(read.command === command || command === "plan", line);
    }
  }
  assert.ok(seen.size > 75, `${seen.size}`);
});

Deno.test("examples do what the program does with a record in which everything is that they name", async () => {
  let ran = 0;
  for (
    const command of ["run", "submit", "status", "history", "show", "prompts", "respond", "retry", "cancel", "modules"]
  ) {
    for (const line of examplesIn(await helpOf(command))) {
      const words = wordsOf(line);
      if (PARSED.test(words.join(" "))) continue;
      ran++;
      const here = { ...structuredClone(script), modules: modules() };
      const { exit, err } = await run(words, here, { files });
      assert.ok(exit !== 2 && exit !== 70, `${line}: exit ${exit}: ${err()}`);
    }
  }
  assert.ok(ran > 25, `${ran}`);
});
