import assert from "node:assert/strict";
import type { Finding } from "../../src/ports/checkup.ts";
import { run } from "./scripted_app.ts";

const good: Finding = { about: "ssh", standing: "ok", found: "OpenSSH_9.9 (/usr/bin/ssh)", mend: [] };
const bad: Finding = {
  about: "database",
  standing: "problem",
  found: "loops.db is damaged: \x1b[31mpage 3",
  mend: ["Keep the file", "sqlite3 loops.db .recover"],
};
const odd: Finding = {
  about: "page",
  standing: "warning",
  found: "127.0.0.1:8640 is taken",
  mend: ["serve --listen 0"],
};

Deno.test("doctor says a line of each, what to type below it, and what is in the way at the end", async () => {
  const { exit, out, err } = await run(["doctor"], { findings: [good, bad, odd] });
  assert.deepEqual([exit, err()], [1, ""]);
  assert.equal(
    out(),
    `ok       ssh       OpenSSH_9.9 (/usr/bin/ssh)
problem  database  loops.db is damaged: \\x1b[31mpage 3
                   -> Keep the file
                   -> sqlite3 loops.db .recover
warning  page      127.0.0.1:8640 is taken
                   -> serve --listen 0
1 problem: database; 1 warning: page
`,
  );
});

Deno.test("doctor --quiet shows what is not as it should be, and exits 0 where nothing is in the way", async () => {
  const { exit, out } = await run(["doctor", "-q"], { findings: [good, odd] });
  assert.equal(exit, 0);
  assert.match(out(), /^warning {2}page .*\n.*\nNothing is in the way\. 1 warning: page\n$/);
  assert.equal((await run(["doctor", "-q"], { findings: [good] })).out(), "Nothing is in the way.\n");
});

Deno.test("doctor -o json is one document with every finding", async () => {
  const { exit, out } = await run(["doctor", "-o", "json"], { findings: [good, bad, odd] });
  const { ok, data, error } = JSON.parse(out());
  assert.deepEqual([exit, ok, error.kind, error.message, error.hint], [
    1,
    false,
    "not ready",
    "1 thing is in the way: database",
    "Keep the file",
  ]);
  assert.deepEqual([data.findings, data.checks, data.problems, data.warnings], [[good, bad, odd], 3, 1, 1]);
});

Deno.test("doctor fits a narrow terminal: words are kept whole, names stay where they are", async () => {
  const { out } = await run(["doctor"], { findings: [odd] }, { columns: 30, terminal: true, env: { NO_COLOR: "1" } });
  assert.deepEqual(out().split("\n").slice(0, 3), [
    "warning  page  127.0.0.1:8640",
    "               is taken",
    "               -> serve",
  ]);
});

Deno.test("doctor refuses what it does not know", async () => {
  for (const argv of [["doctor", "web"], ["doctor", "--host-key", "never"], ["doctor", "-i", "nowhere"]]) {
    assert.equal((await run(argv)).exit, 2, argv.join(" "));
  }
  assert.match((await run(["docter"])).err(), /Did you mean doctor\?/);
});

Deno.test("doctor asks the model that is found, the one that is named, or none", async () => {
  const asked = async (...flags: string[]) => (await run(["doctor", ...flags], {})).asked.checked[0]?.model;
  assert.deepEqual(
    [await asked("--model"), await asked("--model", "claude-cli"), await asked()],
    [true, "claude-cli", undefined],
  );
});
