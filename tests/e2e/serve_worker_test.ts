// worker --serve: two processes, each of which may die.
import assert from "node:assert/strict";
import { isAlive } from "../sshd/processes.ts";
import { Ground } from "./program.ts";
import { byDeno } from "./program_words.ts";
import { ServingWorker } from "./serving_worker.ts";

const QUICK = `
- hosts: localhost
  gather_facts: false
  tasks:
    - name: line
      lineinfile: { path: DIR/file, line: here, create: true }
`;

Deno.test("worker --serve opens the page in a process of less rights, and works on what is submitted there", async () => {
  using ground = new Ground();
  ground.write("site.yml", QUICK);
  await using worker = new ServingWorker(ground);
  await ground.until("the page", () => worker.opened.length === 1);
  const [{ url, pid } = { url: "", pid: 0 }] = worker.opened;
  const words = (await Deno.readTextFile(`/proc/${pid}/cmdline`)).split("\0");
  assert.ok(words.includes("--allow-read") && words.includes("--no-prompt"), words.join(" "));
  assert.ok(!words.some((word) => /^(-A|--allow-(all|run|ffi).*)$/.test(word)), words.join(" "));
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ file: "site.yml" });
  const submitted = await fetch(new URL("/api/v1/loops", url), { method: "POST", headers, body });
  assert.equal((await submitted.json()).ok, true);
  await ground.until("convergence", () => ground.query("select status from loops")[0]?.["status"] === "completed");
  assert.deepEqual(ground.lines("file"), ["here"]);
  worker.child.kill("SIGTERM");
  assert.equal(await worker.end(), 0);
  assert.ok(!isAlive(pid));
});

Deno.test("worker --serve starts the page again at the same address when it was killed, and works on meanwhile", async () => {
  using ground = new Ground();
  await using worker = new ServingWorker(ground);
  await ground.until("the page", () => worker.opened.length === 1);
  const [first] = worker.opened;
  Deno.kill(first!.pid, "SIGKILL");
  await ground.until("the page again", () => worker.opened.length === 2);
  const [, second] = worker.opened;
  assert.equal(second?.url, first?.url);
  assert.notEqual(second?.pid, first?.pid);
  assert.equal((await fetch(second!.url).then((answer) => (answer.body?.cancel(), answer))).status, 200);
  assert.match(worker.pages.map(({ message }) => message).join("\n"), /has ended \(SIGKILL\); it is started again in/);
  worker.child.kill("SIGTERM");
  assert.equal(await worker.end(), 0);
  assert.ok(!isAlive(second!.pid));
});

Deno.test("worker --serve takes the page with it when it is killed", async () => {
  using ground = new Ground();
  await using worker = new ServingWorker(ground);
  await ground.until("the page", () => worker.opened.length === 1);
  const [page] = worker.opened;
  worker.child.kill("SIGKILL");
  await ground.until("the end of the page", () => !isAlive(page!.pid));
});

Deno.test("worker --serve does not begin where the page cannot be opened: exit 2, with the page's own sentence", async () => {
  using ground = new Ground();
  await using worker = new ServingWorker(ground);
  await ground.until("the page", () => worker.opened.length === 1);
  const { code, stderr } = await ground.run("worker", "--serve", new URL(worker.opened[0]!.url).host);
  assert.equal(code, 2);
  assert.match(stderr, /^error: Cannot listen on 127\.0\.0\.1.*is taken/m);
  assert.equal(stderr.match(/is taken/g)?.length, 1);
});

Deno.test("worker --serve says so where it may not run deno", { ignore: !byDeno }, async () => {
  using ground = new Ground();
  ground.rights = ["--no-prompt", "--allow-read", "--allow-write", "--allow-env", "--allow-sys", "--allow-run=sh,ssh"];
  const { code, stderr } = await ground.run("worker", "--serve", "127.0.0.1:0");
  assert.equal(code, 2);
  assert.match(stderr, /may not run deno \(--allow-run\)/);
  assert.match(stderr, /Leave --serve out/);
});
