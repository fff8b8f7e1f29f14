// A database of the original program in the hands of the real one: its loops go on, carefully.
import assert from "node:assert/strict";
import { Ground } from "./program.ts";

const DATA = new URL("../data/legacy-loops.db", import.meta.url).pathname;

/** A ground with that database, and a PATH on which there is a `claude` once it is written. */
function ground(): Ground {
  const on = new Ground();
  Deno.copyFileSync(DATA, on.db);
  Deno.mkdirSync(`${on.folder}/bin`);
  const keys = ["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "OPENAI_BASE_URL"].flatMap((name) => ["-u", name]);
  on.through = ["env", ...keys, `PATH=${on.folder}/bin:/usr/bin:/bin`];
  return on;
}

/** It wants a page until there is one. */
const CLAUDE = `#!/bin/sh
cat > /dev/null
if [ -f DIR/page ]; then echo '{"converged": true, "reasoning": "the page is there"}'; exit; fi
echo '{"reasoning": "no page", "actions": [{"module": "copy", "host": "localhost", "params": {"dest": "DIR/page", "content": "hello"}}]}'
`;

Deno.test("a worker leaves the original's loops waiting while there is no model, with a sentence, and fails none", async () => {
  using on = ground();
  // Whoever opens it first migrates it.
  assert.equal((await on.run("status")).code, 0);
  const worker = on.command("worker").spawn();
  const waiting = () =>
    on.query("select id from loops where status = 'waiting' and reason like '%language model%'").length;
  await on.until("two loops that wait", () => waiting() === 2);
  worker.kill("SIGTERM");
  await worker.output();
  assert.deepEqual(on.query("select id, status from loops order by id").map((row) => Object.values(row)), [
    [1, "completed"],
    [2, "paused"],
    [3, "waiting"],
    [4, "waiting"],
    [5, "failed"],
  ]);
});

Deno.test("resume goes on with a loop of the original once there is a model: nothing is changed before a human has said yes", async () => {
  using on = ground();
  await Deno.chmod(on.write("bin/claude", CLAUDE), 0o755);
  const asked = await on.run("resume", "4", "--non-interactive");
  assert.equal(asked.code, 3, asked.stderr);
  assert.match(
    asked.stdout + asked.stderr,
    /the original program wrote this loop, and what it may do is not on record/,
  );
  assert.deepEqual(on.lines("page"), []);
  const [prompt] = on.query("select id from prompts where kind = 'approval' and status = 'pending'");
  assert.equal((await on.run("respond", String(prompt!["id"]), "yes")).code, 0);
  const done = await on.run("resume", "4", "--non-interactive");
  assert.equal(done.code, 0, done.stderr);
  assert.deepEqual(on.lines("page"), ["hello"]);
  assert.deepEqual(on.query("select status, options from loops where id = 4").map((row) => ({ ...row })), [
    { status: "completed", options: null },
  ]);
  assert.equal((await on.run("verify")).code, 0);
});

Deno.test("resume takes no loop of the original whose inventory is not there, and says where it belongs", async () => {
  using on = ground();
  await Deno.chmod(on.write("bin/claude", CLAUDE), 0o755);
  const refused = await on.run("resume", "3", "--non-interactive");
  assert.equal(refused.code, 4, refused.stderr);
  assert.ok(
    refused.stderr.includes(`its inventory is not there: put it at ${on.folder}/inventory.yml`),
    refused.stderr,
  );
  assert.deepEqual(on.query("select status from loops where id = 3").map(({ status }) => status), ["running"]);
});
