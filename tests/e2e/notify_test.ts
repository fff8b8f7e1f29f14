import assert from "node:assert/strict";
import { Ground } from "./program.ts";

interface Told {
  event: string;
  text: string;
  loop: { id: number; name: string };
  answer?: { command: string; options: string[] };
}

/** A ground with a program that writes down what it is told, one line each. */
function listening(playbook: string): Ground & { target: string; told(): Told[] } {
  const ground = new Ground();
  ground.write("site.yml", playbook);
  Deno.chmodSync(ground.write("tell", "#!/bin/sh\ncat >> DIR/told\n"), 0o755);
  const told = () => ground.lines("told").map((line): Told => JSON.parse(line));
  return Object.assign(ground, { target: `command:${ground.folder}/tell`, told });
}

const play = (tasks: string) => `- hosts: localhost\n  gather_facts: false\n  tasks:\n    ${tasks}\n`;

/** A worker for as long as the work takes. */
async function withWorker(ground: Ground, work: () => Promise<void>): Promise<void> {
  const worker = ground.command("worker").spawn();
  const output = worker.output();
  try {
    await work();
  } finally {
    worker.kill("SIGTERM");
    await output;
  }
}

Deno.test("run: tells a program and a URL of its failure before it ends", async () => {
  using ground = listening(play('- fail: {msg: "no \\e[31mway"}'));
  const heard: Told[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (request) => {
    heard.push(await request.json());
    return new Response("thanks");
  });
  const url = `http://127.0.0.1:${server.addr.port}/hook`;
  const { code, stderr } = await ground.run("run", "-f", "site.yml", "--notify", ground.target, "--notify", url);
  await server.shutdown();
  assert.equal(code, 1, stderr);
  assert.equal(ground.told().length, 1);
  assert.equal(heard.length, 1);
  for (const { event, text } of [...ground.told(), ...heard]) {
    assert.equal(event, "failed");
    assert.match(text, /^Loop "site" \(1\) failed: .*"fail" on localhost: no \[31mway$/);
  }
});

Deno.test("worker: tells of a question, and what it says to type answers it", async () => {
  using ground = listening(play("- pause: {prompt: Is the disk in}\n    - shell: echo on >> DIR/deeds"));
  const submitted = await ground.run("submit", "-f", "site.yml", "--notify", ground.target);
  assert.equal(submitted.code, 0, submitted.stderr);
  await withWorker(ground, async () => {
    await ground.until("the question", () => ground.told().length > 0);
    const [told] = ground.told();
    assert.equal(told?.event, "prompt");
    assert.match(told.text, /asks: .*Is the disk in/);
    const [program, ...words] = told.answer!.command.split(" ");
    assert.equal(program, "ftl2-enterprise");
    assert.deepEqual(words.slice(0, 4), ["--db", ground.db, "respond", "1"]);
    const { code, stderr } = await ground.run("respond", "1", "yes");
    assert.equal(code, 0, stderr);
    await ground.until("the deed", () => ground.lines("deeds").length > 0);
  });
  assert.deepEqual(ground.told().map(({ event }) => event), ["prompt"]);
});

Deno.test("worker: tells of drift in a continuous loop, of the first failure, and that it converges again", async () => {
  using ground = listening(
    play("- copy: {content: right, dest: DIR/conf}\n    - shell: test ! -e DIR/broken\n      changed_when: false"),
  );
  const submitted = await ground.run("submit", "-f", "site.yml", "--interval", "1", "--notify", ground.target);
  assert.equal(submitted.code, 0, submitted.stderr);
  const until = (event: string) => ground.until(event, () => ground.told().some((told) => told.event === event));
  const runs = () => Number(ground.query("select run from loops")[0]?.["run"]);
  await withWorker(ground, async () => {
    await ground.until("the first runs", () => runs() > 2);
    assert.deepEqual(ground.told(), []);
    ground.write("conf", "wrong");
    await until("drift");
    ground.write("broken", "");
    await until("run failed");
    await Deno.remove(`${ground.folder}/broken`);
    const { code, stderr } = await ground.run("resume", "1", "--now");
    assert.equal(code, 0, stderr);
    await until("recovered");
  });
  assert.deepEqual(ground.told().map(({ event }) => event), ["drift", "run failed", "recovered"]);
  assert.match(ground.told()[0]!.text, /^Loop "site" \(1\) has drifted: "copy" on localhost is not as it was left$/);
});
