// The modules there really are, as `modules` tells them.
import assert from "node:assert/strict";
import { parse } from "yaml";
import { loadModules } from "../../src/app.ts";
import { restModules } from "../../src/app/modules_here.ts";
import { widthOf } from "../../src/words/visible.ts";
import { run } from "./scripted_app.ts";

const modules = await loadModules();

// The Ansible that is installed here was asked, too.
Deno.test.afterEach(restModules);

Deno.test("modules lists every module with a sentence, in the order of their names", async () => {
  const { out, exit } = await run(["modules"], { modules });
  const widest = Math.max(...modules.names().map((name) => name.length));
  const [heading, ...lines] = out().trimEnd().split("\n");
  assert.deepEqual([exit, heading?.trimEnd()], [0, `${"NAME".padEnd(widest)}  SUMMARY`]);
  const names = lines.map((line) => line.split(" ")[0]!);
  assert.deepEqual(names, names.toSorted());
  const wanted =
    "archive assemble assert blockinfile command copy debug fail fetch file find get_url getent include_vars " +
    "lineinfile pause ping raw replace script set_fact setup shell slurp stat tempfile template unarchive uri wait_for";
  for (const name of wanted.split(" ")) assert.ok(names.includes(name), name);
  for (const line of lines) assert.match(line, /^\w+ {2,}[A-Z].{10,}[^.]$/);
  const { data } = JSON.parse((await run(["modules", "-o", "json"], { modules })).out());
  assert.deepEqual(data.modules.map(({ name }: { name: string }) => name), names);
});

Deno.test("modules NAME shows parameters, returns and an example of each module that is a task", async () => {
  for (const name of modules.names()) {
    const { out, exit } = await run(["modules", name], { modules });
    assert.equal(exit, 0, name);
    assert.match(out(), new RegExp(`^${name}: .+\n`));
    assert.match(out(), /\nExample\n {2}- /, name);
    const { data } = JSON.parse((await run(["modules", name, "-o", "json"], { modules })).out());
    const tasks = parse(data.module.example) as Record<string, unknown>[];
    assert.ok(
      tasks.some((task) => Object.keys(task).some((key) => key.split(".").at(-1) === name)),
      `the example of ${name} does not use it`,
    );
  }
});

Deno.test("modules knows a module by its full name too", async () => {
  for (const [full, name] of [["ansible.builtin.copy", "copy"], ["community.general.archive", "archive"]] as const) {
    const [long, short] = [await run(["modules", full], { modules }), await run(["modules", name], { modules })];
    assert.deepEqual([long.exit, long.out()], [0, short.out()]);
  }
  for (const wrong of ["coppi", "ansible.builtin.copi", "ansible.legacy.copi"]) {
    const { exit, err } = await run(["modules", wrong], { modules });
    assert.equal(exit, 2);
    assert.match(err(), /did you mean 'copy'\?/);
  }
});

Deno.test("modules NAME proposes no module that only happens to be called a little like it", async () => {
  const { exit, err } = await run(["modules", "qqqqqqqq"], { modules });
  assert.equal(exit, 2);
  assert.doesNotMatch(err(), /did you mean/i);
  assert.match(err(), /modules WORD lists those with a word in their names or sentences/);
});

Deno.test("modules WORD puts sentences below names that leave no room beside them", async () => {
  const some = {
    ...modules,
    list: () =>
      Promise.resolve({
        modules: [
          { name: "community.general.timezone", summary: "Configure timezone setting", from: "ansible" as const },
          {
            name: `a.b.${"long".repeat(15)}`,
            summary: `Does it in every zone${" there is".repeat(9)}`,
            from: "ansible" as const,
          },
        ],
      }),
  };
  const { out } = await run(["modules", "zone"], { modules: some }, { terminal: true, columns: 80 });
  const lines = out().trimEnd().split("\n");
  assert.deepEqual(lines.slice(0, 2), ["community.general.timezone", "    Configure timezone setting"]);
  assert.match(lines[3]!, /^ {4}Does it in every zone there is .*…$/);
  for (const line of lines) assert.ok(widthOf(line) <= 80, line);
  const piped = await run(["modules", "zone"], { modules: some });
  assert.match(piped.out(), /^NAME .*\ncommunity\.general\.timezone +Configure timezone setting\n/);
});

Deno.test("modules --all WORD lists what fits, also where the word is a name", async () => {
  const { exit, out } = await run(["modules", "--all", "ping"], { modules });
  assert.equal(exit, 0);
  assert.match(out(), /^NAME .*\n(?:.*\n)*ping +Asks a host's shell/);
  const theirs = { name: "community.general.timezone", summary: "Configure", from: "ansible" as const };
  const some = { ...modules, list: () => Promise.resolve({ modules: [theirs] }) };
  const named = await run(["modules", "--all", "timezone"], { modules: some });
  assert.deepEqual([named.exit, named.err()], [0, ""]);
  assert.match(named.out(), /\ncommunity\.general\.timezone {2}Configure\n/);
});

Deno.test("modules WORD shows the nearest thirty, ours and Ansible's own first, and all of them as a document and with --all", async () => {
  const listed = [
    ...Array.from(
      { length: 40 },
      (_, n) => ({ name: `a.b.file${n}`, summary: "Of a collection", from: "ansible" as const }),
    ),
    { name: "ansible.builtin.profile", summary: "Ansible's", from: "ansible" as const },
    { name: "file", summary: "Ours", from: "native" as const },
  ];
  const some = { ...modules, list: () => Promise.resolve({ modules: listed }) };
  const { out } = await run(["modules", "fil"], { modules: some });
  const lines = out().trimEnd().split("\n");
  assert.deepEqual(lines.slice(1, 4).map((line) => line.split(" ")[0]), [
    "file",
    "ansible.builtin.profile",
    "a.b.file0",
  ]);
  assert.equal(lines.length, 32);
  assert.match(lines.at(-1)!, /^… and 12 more: type more of the name, or .*modules --all fil$/);
  const all = (await run(["modules", "--all", "fil"], { modules: some })).out();
  assert.deepEqual([all.trimEnd().split("\n").length, all.includes("…")], [43, false]);
  const { data } = JSON.parse((await run(["modules", "fil", "-o", "json"], { modules: some })).out());
  assert.deepEqual(data.modules, listed);
});

Deno.test("modules NAME breaks long sentences between words where a terminal is narrow", async () => {
  const { out } = await run(["modules", "copy"], { modules }, { terminal: true, columns: 72 });
  const [parameters] = out().split("\nReturns\n");
  for (const line of parameters!.split("\n")) assert.ok(widthOf(line) <= 72, line);
  const piped = await run(["modules", "copy"], { modules });
  assert.equal(out().replaceAll(/\s+/g, " "), piped.out().replaceAll(/\s+/g, " "));
  assert.ok(piped.out().split("\n").some((line) => line.length > 120));
});
