// The bench's table and its place in the documentation; what it writes for other programs can be read by Python.
import assert from "node:assert/strict";
import { loadSentence, machine } from "./machine.ts";
import { parts } from "./parts.ts";
import { measuredIn, table, written } from "./table.ts";

const row = (what: string) => ({ what, ours: "1 ms", baseline: "2 ms other", ratio: "2.0× faster" });

Deno.test("table() is one table: a group's title, then its rows; a group without rows is left out", () => {
  const text = table([{ title: "One", rows: [row("a"), row("a longer one")] }, { title: "Two", rows: [] }]);
  assert.equal(
    text,
    [
      "| what         | ours | baseline   | ratio       |",
      "| ------------ | ---- | ---------- | ----------- |",
      "| **One**      |      |            |             |",
      "| a            | 1 ms | 2 ms other | 2.0× faster |",
      "| a longer one | 1 ms | 2 ms other | 2.0× faster |",
    ].join("\n"),
  );
});

Deno.test("written() replaces what an earlier bench wrote, and nothing else of a page", () => {
  const first = written("# Numbers\n\nA sentence.\n", "first");
  const second = written(`${first}\nAnother.\n`, "second");
  assert.equal(measuredIn(first), "first");
  assert.equal(measuredIn(second), "second");
  assert.equal(second.replace("second", "first"), `${first}\nAnother.\n`);
  assert.equal(measuredIn("# Numbers\n"), undefined);
});

Deno.test("machine() says when, on what and how busy", async () => {
  const said = await machine("/tmp");
  assert.match(said, /^`deno task bench`, \d{4}-\d\d-\d\d \d\d:\d\d UTC: \d+ × .+ GB of memory, Linux .+, files on /);
  assert.match(said, new RegExp(`Deno ${Deno.version.deno} .*ansible-core.*pyinfra.*FTL2.*Load at the beginning: \\d`));
  assert.equal(loadSentence(0.5, 2), "Load at the beginning: 0.50.");
  assert.match(loadSentence(0.7, 2), /^\*\*Load at the beginning: 0\.70: other programs were at work/);
});

Deno.test("what pyinfra and FTL2 are to do is Python", async () => {
  const folder = new URL("peers/", import.meta.url);
  for await (const { name } of Deno.readDir(folder)) {
    const code = "import sys; compile(open(sys.argv[1]).read(), sys.argv[1], 'exec')";
    const args = ["-c", code, new URL(name, folder).pathname];
    const { code: exit, stderr } = await new Deno.Command("python3", { args, stdin: "null" }).output();
    assert.equal(exit, 0, new TextDecoder().decode(stderr));
  }
});

Deno.test("numbers in docs/numbers.md are the bench's: a head with its date, and rows of every group", async () => {
  const measured = measuredIn(await Deno.readTextFile(new URL("../../docs/numbers.md", import.meta.url)));
  if (measured === undefined) return;
  assert.match(measured.replaceAll("\n", " "), /`deno task bench`, \d{4}-\d\d-\d\d \d\d:\d\d UTC: /);
  const titles = [...measured.matchAll(/^\| \*\*(.+?)\*\* /gm)].map(([, title]) => title);
  assert.deepEqual(titles, Object.keys(parts));
});
