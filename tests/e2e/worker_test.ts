// The worker as a process: loops submitted, paused, resumed, cancelled and answered by other processes while it works.
import assert from "node:assert/strict";
import { checkEnd } from "../crash/invariants.ts";
import { isAlive } from "../sshd/processes.ts";
import { type Ended, Ground } from "./program.ts";
import { programWords } from "./program_words.ts";

const WAITS = `
- hosts: localhost
  gather_facts: false
  tasks:
    - name: before
      shell: echo before >> DIR/deeds
    - name: long
      shell: echo begun >> DIR/deeds; until [ -e DIR/go ] || [ ! -e DIR ]; do sleep 0.02; done; echo long >> DIR/deeds
    - name: after
      shell: echo after >> DIR/deeds
`;

const QUICK = `
- hosts: localhost
  gather_facts: false
  tasks:
    - name: line
      lineinfile: { path: DIR/file, line: here, create: true }
    - name: deed
      shell: echo deed >> DIR/deeds
`;

const ASKS = `
- hosts: localhost
  gather_facts: false
  tasks:
    - name: question
      pause: { prompt: "Go on?" }
    - name: deed
      shell: echo deed >> DIR/deeds
`;

/** A worker process whose lines are kept as they come; ended by the test, or killed at the end of it. */
class Worker implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #read: Promise<void>;
  readonly #err: Promise<string>;
  readonly lines: Record<string, unknown>[] = [];
  #ended = false;

  constructor(ground: Ground, ...flags: string[]) {
    this.#child = ground.command("worker", "--log-format", "json", ...flags).spawn();
    this.#read = this.#hear();
    this.#err = new Response(this.#child.stderr).text();
    this.#child.status.then(() => this.#ended = true);
  }

  told(kind: string): boolean {
    return this.lines.some((line) => line["kind"] === kind);
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  sigterm(): void {
    this.#child.kill("SIGTERM");
  }

  /** Ends as SIGTERM has it: exit code, what stood on standard error. */
  async stop(): Promise<{ code: number; err: string }> {
    this.sigterm();
    return await this.end();
  }

  async end(): Promise<{ code: number; err: string }> {
    const { code } = await this.#child.status;
    await this.#read;
    return { code, err: await this.#err };
  }

  async #hear(): Promise<void> {
    let rest = "";
    for await (const text of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + text).split("\n");
      rest = parts.pop() ?? "";
      this.lines.push(...parts.map((line) => JSON.parse(line)));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ended) this.#child.kill("SIGKILL");
    await this.end();
  }
}

function status(ground: Ground, loop = 1): unknown {
  return ground.query("select status from loops where id = ?", loop)[0]?.["status"];
}

/** Once the long command of a submitted loop runs under a worker. */
async function atWork(ground: Ground): Promise<void> {
  ground.write("site.yml", WAITS);
  ok(await ground.run("submit", "-f", "site.yml"));
  await ground.until("the long command", () => ground.lines("deeds").includes("begun"));
}

function ok({ code, stdout, stderr }: Ended): string {
  assert.equal(code, 0, stdout + stderr);
  return stdout;
}

Deno.test("submit returns at once, a worker converges what was submitted, and SIGTERM ends it with exit 0", async () => {
  using ground = new Ground();
  ground.write("site.yml", QUICK);
  const alone = ok(await ground.run("submit", "-f", "site.yml"));
  assert.match(alone, /loop 1 \(site\) is submitted\nno worker is running/);
  await using worker = new Worker(ground);
  await ground.until("loop 1", () => status(ground) === "completed");
  const taken = ok(await ground.run("submit", "-f", "site.yml", "--name", "second"));
  assert.match(taken, /a worker takes it/);
  await ground.until("loop 2", () => status(ground, 2) === "completed");
  assert.equal((await worker.stop()).code, 0);
  assert.deepEqual(ground.lines("deeds"), ["deed", "deed"]);
  assert.deepEqual(ground.lines("file"), ["here"]);
  const told = worker.lines.map(({ kind, loop, outcome }) =>
    [kind, loop, outcome].filter((part) => part !== undefined).join(" ")
  );
  for (
    const line of [
      "started",
      "claimed 1",
      "result 1 changed",
      "completed 1",
      "claimed 2",
      "completed 2",
      "stopping",
      "stopped",
    ]
  ) {
    assert.ok(told.includes(line), `${line}: ${told}`);
  }
  for (const loop of [1, 2]) checkEnd(ground.db, loop);
});

Deno.test("a worker that is stopped leaves its loop resumable, none failed, and nothing is done twice", async () => {
  using ground = new Ground();
  await using worker = new Worker(ground);
  await atWork(ground);
  worker.sigterm();
  await ground.until("the stop", () => worker.told("stopping"));
  ground.write("go", "");
  assert.equal((await worker.end()).code, 0);
  assert.ok(["pending", "waiting"].includes(String(status(ground))), String(status(ground)));
  assert.ok(!ground.lines("deeds").includes("after"));
  await using next = new Worker(ground);
  await ground.until("the end", () => status(ground) === "completed");
  assert.equal((await next.stop()).code, 0);
  assert.deepEqual(ground.lines("deeds"), ["before", "begun", "long", "after"]);
  checkEnd(ground.db, 1);
});

Deno.test("pause is heard by the worker after the running action; resume hands the loop back to it", async () => {
  using ground = new Ground();
  await using worker = new Worker(ground);
  await atWork(ground);
  const pausing = ground.run("pause", "1", "--reason", "disk swap", "--for", "2h");
  await ground.until("the request", () => ground.query("select stop_request r from loops")[0]?.["r"] !== null);
  // The worker looks every 25 ms at what others write; this whole process takes longer.
  assert.match(ok(await ground.run("status", "1")), /^status +running/m);
  ground.write("go", "");
  const told = await pausing;
  assert.match(ok(told), /^loop 1 \(site\) is paused until .* UTC: disk swap\n/);
  assert.match(told.stderr, /asked its worker \(.*, process \d+\) to stop after the running action/);
  assert.deepEqual(ground.lines("deeds"), ["before", "begun", "long"]);
  assert.match(ok(await ground.run("resume", "1")), /can go on\na worker takes it/);
  await ground.until("the end", () => status(ground) === "completed");
  assert.deepEqual(ground.lines("deeds"), ["before", "begun", "long", "after"]);
  assert.equal((await worker.stop()).code, 0);
  checkEnd(ground.db, 1);
});

Deno.test("cancel ends the running command, too; retry begins a new run", async () => {
  using ground = new Ground();
  await using worker = new Worker(ground);
  await atWork(ground);
  assert.match(
    ok(await ground.run("cancel", "1", "--reason", "not needed")),
    /^loop 1 \(site\) is cancelled: not needed\n/,
  );
  assert.equal(status(ground), "cancelled");
  ground.write("go", "");
  assert.equal((await ground.run("resume", "1")).code, 2);
  assert.match(ok(await ground.run("retry", "1")), /begins run 2\na worker takes it/);
  await ground.until("the end", () => status(ground) === "completed");
  assert.deepEqual(ground.lines("deeds"), ["before", "begun", "before", "begun", "long", "after"]);
  assert.equal((await worker.stop()).code, 0);
});

Deno.test("cancel ends a command that an earlier worker left running", async () => {
  using ground = new Ground();
  {
    await using dead = new Worker(ground);
    ground.write("site.yml", WAITS.replace("echo begun", () => "echo $$ > DIR/pid; echo begun"));
    ok(await ground.run("submit", "-f", "site.yml"));
    await ground.until("the long command", () => ground.lines("deeds").includes("begun"));
    dead.kill();
  }
  const pid = ground.lines("pid")[0]!;
  await using worker = new Worker(ground);
  await ground.until("the wait for its end", () => worker.told("waiting for receipt"));
  assert.equal(isAlive(Number(pid)), true);
  assert.match(ok(await ground.run("cancel", "1")), /is cancelled/);
  await ground.until("the command's end", () => !isAlive(Number(pid)));
  assert.deepEqual(
    ground.query("select name, status from actions where status not in ('completed', 'skipped')").map((row) => ({
      ...row,
    })),
    [{ name: "long", status: "interrupted" }],
  );
  assert.equal((await worker.stop()).code, 0);
});

Deno.test("a question that a worker's loop asks is answered while nobody runs, and the next worker goes on", async () => {
  using ground = new Ground();
  ground.write("site.yml", ASKS);
  ok(await ground.run("submit", "-f", "site.yml"));
  {
    await using worker = new Worker(ground);
    await ground.until("the question", () => worker.told("prompt"));
    assert.equal((await worker.stop()).code, 0);
    const prompt = worker.lines.find(({ kind }) => kind === "prompt");
    assert.deepEqual([prompt?.["loop"], prompt?.["prompt"]], [1, 1]);
  }
  const waits = await ground.run("resume", "1", "--non-interactive");
  assert.equal(waits.code, 3);
  assert.match(ok(await ground.run("prompts")), /^question 1, loop 1 \(site\), pause, asked /);
  assert.match(
    ok(await ground.run("respond", "1", "yes")),
    /answered: yes\nloop 1 \(site\) can go on\nno worker is running/,
  );
  const again = await ground.run("respond", "1", "no");
  assert.equal(again.code, 2);
  assert.match(again.stderr, /answered already: "yes"/);
  await using worker = new Worker(ground);
  await ground.until("the end", () => status(ground) === "completed");
  assert.deepEqual(ground.lines("deeds"), ["deed"]);
  assert.equal((await worker.stop()).code, 0);
});

Deno.test("a worker keeps a continuous loop as it is described, tells drift, and its schedule can be moved", async () => {
  using ground = new Ground();
  ground.write("site.yml", QUICK.slice(0, QUICK.indexOf("    - name: deed")));
  ok(await ground.run("submit", "-f", "site.yml", "--interval", "1h"));
  await using worker = new Worker(ground);
  const runs = () => worker.lines.filter(({ kind }) => kind === "run ended").length;
  await ground.until("the first run", () => runs() === 1);
  await Deno.remove(`${ground.folder}/file`);
  assert.match(ok(await ground.run("resume", "1")), /^loop 1 \(site\) waits until .*: every /);
  assert.equal(runs(), 1);
  assert.match(ok(await ground.run("resume", "1", "--now")), /a worker takes it/);
  await ground.until("the drift", () => worker.told("drift"));
  assert.deepEqual(ground.lines("file"), ["here"]);
  const drift = worker.lines.find(({ kind }) => kind === "drift");
  assert.deepEqual([drift?.["task"], drift?.["host"], drift?.["loop"]], ["line", "localhost", 1]);
  assert.equal((await worker.stop()).code, 0);
});

/** `run` in a terminal of its own, which `script` makes; its exit code is written to the file `code`. */
function inTerminal(ground: Ground, ...argv: string[]) {
  const words = [...programWords(), "--db", ground.db, ...argv];
  // The shell outlives its terminal long enough to tell how the program ended.
  ground.write(
    "go.sh",
    `trap : HUP; ${words.map((word) => `'${word}'`).join(" ")}; echo $? > DIR/code.new; mv DIR/code.new DIR/code\n`,
  );
  const child = new Deno.Command("script", {
    args: ["-qec", `sh ${ground.folder}/go.sh`, "/dev/null"],
    cwd: ground.folder,
    env: { ...ground.env, USER: "me", TERM: "dumb", NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const screen = { text: "" };
  const read = (async () => {
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) screen.text += text;
  })();
  const keys = child.stdin.getWriter();
  return {
    screen,
    end: async () => {
      await child.status;
      await keys.close().catch(() => {});
      await read;
    },
    hangUp: () => child.kill("SIGKILL"),
  };
}

Deno.test("run that asks in a terminal hears that somebody else responds, and goes on", async () => {
  using ground = new Ground();
  ground.write("site.yml", ASKS);
  const terminal = inTerminal(ground, "run", "-f", "site.yml");
  await ground.until("the question", () => terminal.screen.text.includes("Answer, or Enter alone"));
  ok(await ground.run("respond", "1", "yes"));
  await ground.until("the end", () => ground.lines("code").length > 0);
  await terminal.end();
  assert.deepEqual([ground.lines("code"), ground.lines("deeds")], [["0"], ["deed"]], terminal.screen.text);
  assert.match(terminal.screen.text, /answered by .+: yes/);
});

Deno.test("run whose question is answered while a worker is there leaves the loop to either, once", async () => {
  using ground = new Ground();
  ground.write("site.yml", ASKS);
  const terminal = inTerminal(ground, "run", "-f", "site.yml");
  await ground.until("the question", () => terminal.screen.text.includes("Answer, or Enter alone"));
  await using worker = new Worker(ground);
  await ground.until("the worker", () => worker.told("started"));
  ok(await ground.run("respond", "1", "yes"));
  await ground.until("the end", () => ground.lines("code").length > 0 && status(ground) === "completed");
  await terminal.end();
  assert.deepEqual([ground.lines("code"), ground.lines("deeds")], [["0"], ["deed"]], terminal.screen.text);
  if (worker.told("claimed")) assert.match(terminal.screen.text, /goes on with a worker|is completed now/);
  assert.equal((await worker.stop()).code, 0);
});

Deno.test("run whose terminal goes away while it asks leaves the prompt and exits 3", async () => {
  using ground = new Ground();
  ground.write("site.yml", ASKS);
  const terminal = inTerminal(ground, "run", "-f", "site.yml");
  await ground.until("the question", () => terminal.screen.text.includes("Answer, or Enter alone"));
  terminal.hangUp();
  await ground.until("the end", () => ground.lines("code").length > 0);
  await terminal.end();
  assert.deepEqual(ground.lines("code"), ["3"]);
  assert.equal(status(ground), "paused");
  assert.deepEqual(ground.query("select status s from prompts").map((row) => row["s"]), ["pending"]);
});
