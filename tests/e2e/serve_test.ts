// The status page as a process: where it listens, who may come in, how it ends, what it does with the least rights.
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { Ground } from "./program.ts";
import { byDeno } from "./program_words.ts";
import { leastRights, Page } from "./serve_ground.ts";

const ASKS = `
- hosts: web
  gather_facts: false
  tasks:
    - name: question
      pause: { prompt: "Go on?" }
    - name: deed
      shell: echo deed >> DIR/deeds
`;

const INVENTORY = "[web]\nlocalhost ansible_connection=local\n";

const RULE = `
name: notes-are-there
observe:
  - name: notes
    stat: { path: DIR/notes }
when: not notes.stat.exists
actions:
  - name: Write them
    copy: { dest: DIR/notes, content: x }
status: proposed
`;

Deno.test("serve makes the database, says where it is open, and SIGTERM ends it with exit 0 though a stream is open", async () => {
  using ground = new Ground();
  await using page = await Page.open(ground);
  assert.match(page.out[0]!, /^the status page is open at http:\/\/127\.0\.0\.1:\d+\/$/);
  assert.match(await page.text("/"), /^<!doctype html>/);
  const stream = await page.get("/api/v1/events");
  assert.equal(stream.status, 200);
  page.child.kill("SIGTERM");
  assert.equal(await page.end(), 0);
  await stream.text().catch(() => "cut off");
  assert.deepEqual(page.err.filter((line) => line !== ""), [`Made database ${ground.db}`]);
});

Deno.test("serve refuses a port that is taken and an address for all without tokens: exit 2, with what to type", async () => {
  using ground = new Ground();
  await using page = await Page.open(ground);
  const taken = await ground.run("serve", "--listen", new URL(page.url).host);
  assert.equal(taken.code, 2);
  assert.match(taken.stderr, /port \d+ is taken.*--listen 127\.0\.0\.1:\d+/);
  const { code, envelope } = await ground.json("serve", "--listen", "0.0.0.0:0");
  assert.equal(code, 2);
  assert.match(JSON.stringify(envelope["error"]), /needs a token.*openssl rand -hex 32/);
});

Deno.test("serve says which right it lacks to listen: exit 2", { ignore: !byDeno }, async () => {
  using ground = new Ground();
  ground.rights = leastRights(ground);
  const { code, stderr } = await ground.run("serve", "--listen", "127.0.0.1:18640");
  assert.equal(code, 2);
  assert.match(stderr, /Requires net access to "127\.0\.0\.1:18640"[^]*docs\/permissions\.md/);
});

Deno.test("serve lets in whoever has a token of its file, and refuses a file that others may read", async () => {
  using ground = new Ground();
  const token = "0123456789abcdef0123";
  const file = ground.write("tokens", `# who\nread ann ${token}\n`);
  await Deno.chmod(file, 0o644);
  const refused = await ground.run("serve", "--listen", "127.0.0.1:0", "--token-file", "tokens");
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /chmod 600 tokens/);
  await Deno.chmod(file, 0o600);
  await using page = await Page.open(ground, "--token-file", "tokens");
  const bare = await page.get("/api/v1/loops");
  assert.equal(bare.status, 401);
  await bare.body?.cancel();
  const headers = { authorization: `Bearer ${token}` };
  const known = await fetch(new URL("/api/v1/loops", page.url), { headers });
  assert.equal((await known.json()).ok, true);
  assert.ok(![...page.out, ...page.err].join("\n").includes(token));
});

Deno.test("serve with the least rights submits, answers, and approves a rule; it can start no program", {
  ignore: !byDeno,
}, async () => {
  using ground = new Ground();
  ground.write("site.yml", ASKS);
  ground.write("hosts.ini", INVENTORY);
  const script = ground.write("inventory.sh", '#!/bin/sh\necho \'{"web": {"hosts": ["localhost"]}}\'\n');
  await Deno.chmod(script, 0o755);
  await Deno.mkdir(`${ground.folder}/rules`);
  ground.write("rules/notes-are-there.yml", RULE);
  ground.rights = leastRights(ground);
  await using page = await Page.open(ground);
  for (
    const path of ["/", "/inbox", "/hosts", "/drift", "/rules", "/workers", "/loops/new", "/metrics", "/openapi.json"]
  ) {
    const answer = await page.get(path);
    assert.equal(answer.status, 200, `${path}: ${await answer.text()}`);
  }
  const program = await page.post("/api/v1/loops", { file: "site.yml", inventory: ["inventory.sh"] });
  assert.equal(program.status, 400);
  assert.match(JSON.stringify(program.body), /This inventory is a program.*may run none.*submit it in a terminal/);
  const { body } = await page.post("/api/v1/loops", { file: "site.yml", inventory: ["hosts.ini"] });
  assert.equal(body["ok"], true, JSON.stringify(body));
  assert.match(await page.text("/loops/1"), /no worker is running/i);

  ground.rights = ["-A"];
  assert.equal((await ground.run("resume", "1", "--non-interactive")).code, 3);
  const answered = await page.post("/api/v1/prompts/1/answer", { response: "yes" });
  assert.equal(answered.status, 200, JSON.stringify(answered.body));
  assert.equal((await ground.run("resume", "1")).code, 0);
  assert.deepEqual(ground.lines("deeds"), ["deed"]);
  assert.match(await page.text("/loops/1"), /converged|completed/);

  const approved = await page.post("/api/v1/rules/notes-are-there/approve", {});
  assert.equal(approved.status, 200, JSON.stringify(approved.body));
  assert.ok(ground.lines("rules/notes-are-there.yml").includes("status: active"));
  assert.deepEqual(page.err.filter((line) => /error|bug/.test(line)), []);
});

Deno.test("serve shows what others write while the database is being written, and goes on when it is replaced", async () => {
  using ground = new Ground();
  ground.write("site.yml", ASKS);
  ground.write("hosts.ini", INVENTORY);
  const submit = (name: string) => ground.run("submit", "-f", "site.yml", "-i", "hosts.ini", "--name", name);
  await submit("first-loop");
  await using page = await Page.open(ground);
  const { url } = page;
  assert.match(await page.text("/"), /first-loop/);
  {
    using writer = new DatabaseSync(ground.db);
    writer.exec("begin immediate");
    assert.match(await page.text("/"), /first-loop/);
    writer.exec("rollback");
  }
  await Deno.rename(ground.db, `${ground.folder}/kept.db`);
  await ground.until("the loss", () => page.err.some((line) => line.includes("opens again when there is a database")));
  for (const end of ["-wal", "-shm"]) await Deno.remove(`${ground.db}${end}`).catch(() => {});
  await submit("second-loop");
  await ground.until("the page again", () => page.out.filter((line) => line.includes("is open at")).length === 2);
  assert.equal(page.url, url);
  assert.match(await page.text("/"), /second-loop/);
  page.child.kill("SIGTERM");
  assert.equal(await page.end(), 0);
});
