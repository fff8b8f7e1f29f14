// Whatever happens, -o json prints one document, and the process exits as it says: over every command there is.
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { Ground } from "./program.ts";

const LEGACY = new URL("../data/legacy-loops.db", import.meta.url).pathname;
/** Processes at once. */
const AT_ONCE = 3;

/** How people begin each command that needs a database; loop 1 and question 1 need not be there. */
const onRecord = [
  "status",
  "status 1",
  "history 1 --actions",
  "history 1 --all",
  "history 1 --drift",
  "show 1",
  "hosts",
  "hosts --loop 1",
  "logs 1",
  "prompts",
  "respond 1 yes",
  "pause 1",
  "cancel 1",
  "retry 1",
  "resume 1",
  "prune",
  "backup copy.db",
  "verify",
];
/** And each that makes one, or needs none. */
const others = [
  "run -f site.yml",
  "submit -f site.yml",
  "submit goal --model none",
  "worker",
  "init made",
  "init-db",
  "plan -f site.yml",
  "modules",
  "completion bash",
  "rules list",
  "policy explain ping",
  "doctor",
  "unit",
];
const every = [...onRecord, ...others];
/** And what lasts until it is ended: the rest of it is in suites of its own. */
const lasting = ["serve", "top"];

const quiet = "- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug: {msg: hi}\n";

interface Document {
  ok: boolean;
  exit: number;
  command: string | null;
  data: Record<string, unknown> | null;
  error: { kind: string; message: string; stack?: string } | null;
}

/** The one document on standard output, checked against itself and the exit code. */
function document({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }, what: string): Document {
  assert.match(stdout, /^\{.*\}\n$/, `${what}: not one line: ${stdout}\n${stderr}`);
  const parsed = JSON.parse(stdout) as Document;
  assert.deepEqual(Object.keys(parsed).sort(), ["command", "data", "error", "exit", "ok"], what);
  assert.equal(parsed.exit, code, what);
  assert.equal(parsed.ok, parsed.error === null, what);
  assert.equal(parsed.command, what.split(" ")[0], what);
  if (parsed.exit === 2 || parsed.exit === 70) assert.notEqual(stderr, "", `${what} says nothing to people`);
  return parsed;
}

async function json(ground: Ground, command: string): Promise<Document> {
  return document(await ground.run(...command.split(" "), "-o", "json"), command);
}

/** What lies in the folder beside the receipts' own. */
async function names(ground: Ground): Promise<string[]> {
  const found = await Array.fromAsync(Deno.readDir(ground.folder), ({ name }) => name);
  return found.filter((name) => name !== ".ftl2");
}

/** Runs something for each, some at once. */
async function forEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const one = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

Deno.test("-o json: this suite knows every command that --help names", async () => {
  using ground = new Ground();
  const { stdout } = await ground.run("--help");
  const listed = [...stdout.split("Options, before")[0]!.matchAll(/^ {2}([a-z-]+) {2,}/mg)].map(([, name]) => name!);
  const known = new Set([...[...every, ...lasting].map((command) => command.split(" ")[0]!), "help"]);
  assert.deepEqual(listed.filter((name) => !known.has(name)), []);
  assert.ok(listed.length >= 18, listed.join(" "));
});

Deno.test("-o json: an unknown flag, exit 2", async () => {
  using ground = new Ground();
  ground.write("site.yml", quiet);
  await forEach([...every, ...lasting], async (command) => {
    const { exit, error } = await json(ground, `${command} --bogus`);
    assert.deepEqual([exit, error?.kind], [2, "usage"], command);
  });
  assert.deepEqual(await names(ground), ["site.yml"]);
});

Deno.test("-o json: no database, no such file, no such loop, exit 2", async () => {
  using ground = new Ground();
  await forEach(onRecord, async (command) => {
    const { exit, error } = await json(ground, command);
    assert.deepEqual([exit, error?.kind], [2, "store"], command);
  });
  assert.deepEqual(await names(ground), [], "nobody made a database");
  const missing = ["run -f nope.yml", "submit -f nope.yml", "plan -f nope.yml", "run --plan-file nope.json"];
  await forEach(missing, async (command) => {
    const { exit, error } = await json(ground, command);
    assert.deepEqual([exit, error?.kind], [2, "input"], `${command}: ${error?.message}`);
  });
  await json(ground, "init-db");
  await forEach(onRecord.filter((command) => / 1\b/.test(command)), async (command) => {
    const { exit, error } = await json(ground, command.replace(" 1", " 99"));
    const kind = command.startsWith("respond") ? "input" : "not found";
    assert.deepEqual([exit, error?.kind], [2, kind], `${command}: ${error?.message}`);
  });
  const { exit, error } = await json(ground, "backup nowhere/copy.db");
  assert.deepEqual([exit, error?.kind], [2, "store"]);
});

Deno.test("-o json: another process holds the database, exit 2 for who has to write; readers read", async () => {
  using ground = new Ground();
  ground.write("site.yml", quiet);
  await json(ground, "submit -f site.yml");
  using other = new DatabaseSync(ground.db);
  other.exec("BEGIN IMMEDIATE");
  const writers = ["run", "submit", "pause", "cancel", "retry", "resume", "respond", "prune"];
  // The worker waits until the database is free again: it is another test's.
  const commands = every.filter((command) => command !== "worker");
  await Promise.all([
    forEach(commands.filter((command) => !writers.includes(command.split(" ")[0]!)), async (command) => {
      if (!command.startsWith("logs")) assert.equal((await json(ground, command)).exit, 0, command);
      else assert.equal((await ground.run(...command.split(" "), "-o", "json")).code, 0, command);
    }),
    // These wait five seconds each, and cost nothing meanwhile.
    ...commands.filter((command) => writers.includes(command.split(" ")[0]!)).map(async (command) => {
      const { exit, error } = await json(ground, command);
      assert.deepEqual([exit, error?.kind], [2, "store"], `${command}: ${error?.message}`);
      assert.match(error!.message, /lock|another process|writ/i, command);
    }),
  ]);
  other.exec("ROLLBACK");
  assert.equal((await json(ground, "verify")).exit, 0);
});

Deno.test("-o json: dry run 5, paused 3, failed 1, blocked 4, inconsistent 1, not built 2", async () => {
  using ground = new Ground();
  const play = (task: string) => `- hosts: localhost\n  gather_facts: false\n  tasks:\n    - ${task}\n`;
  ground.write("site.yml", play('copy: {dest: DIR/page, content: "x\\n"}'));
  ground.write("asks.yml", play("pause: {prompt: Go on?}"));
  ground.write("fails.yml", play('fail: {msg: "no \\e[31mway"}'));
  const expect = async (command: string, exit: number, kind?: string) => {
    const found = await json(ground, command);
    assert.deepEqual([found.exit, found.error?.kind], [exit, kind], `${command}: ${JSON.stringify(found.error)}`);
    return found;
  };
  await expect("run -f site.yml --dry-run", 5);
  assert.deepEqual(ground.lines("page"), [], "a dry run changes nothing");
  await expect("run -f site.yml", 0);
  await expect("run -f site.yml --dry-run", 0);
  await expect("run -f asks.yml", 3, "paused");
  await expect("resume asks", 3, "paused");
  await expect("status asks", 0);
  await expect("pause asks", 0);
  const { data } = await expect("prompts", 0);
  const [{ id }] = data!.prompts as [{ id: number }];
  await expect(`respond ${id} yes`, 0);
  await expect(`respond ${id} yes`, 2, "input");
  await expect("resume asks", 0);
  await expect("run -f fails.yml", 1, "failed");
  await expect("run -f fails.yml --once", 1, "failed");
  await expect("resume fails", 1, "failed");
  await expect("retry fails", 0);
  await expect("cancel fails", 0);
  await expect("run -f site.yml --watch", 2, "not built");
  await expect("run -f site.yml --policy p.yml", 2, "input");
  await expect("run goal --model none", 4, "blocked");
  await expect("resume goal", 4, "blocked");
  await expect("show goal --brief 1", 0);
  await expect("show goal --brief 9", 2, "not found");
  await expect("run goal --model gpt", 2, "input");
  await expect("run goal --model none --once", 2, "usage");
  await expect("prune --keep soon", 2, "usage");
  await expect("backup copy.db", 0);
  await expect("backup copy.db", 2, "usage");
  await expect("backup copy.db --force", 0);
  await expect("verify", 0);
  for (const command of ["logs fails", "logs asks"]) {
    const { code, stdout } = await ground.run(...command.split(" "), "-o", "json");
    const kinds = stdout.trimEnd().split("\n").map((line) => JSON.parse(line).kind);
    assert.deepEqual([code, kinds[0]], [0, "submitted"], command);
    assert.equal(kinds.at(-1), command === "logs fails" ? "cancelled" : "completed", command);
  }
  // What a host says reaches no terminal raw.
  for (
    const command of [
      "logs fails",
      "history fails --actions",
      "history fails --all --actions",
      "show fails",
      "status -a",
    ]
  ) {
    const { stdout } = await ground.run(...command.split(" "));
    assert.ok(!stdout.includes("\x1b"), command);
    if (command !== "show fails" && command !== "status -a") assert.match(stdout, /no \\x1b\[31mway/, command);
  }
  using broken = new DatabaseSync(ground.db);
  broken.exec("UPDATE actions SET status = 'running'");
  await expect("verify", 1, "inconsistent");
  await Deno.copyFile(LEGACY, `${ground.folder}/legacy.db`);
  await expect("resume 4 --db legacy.db", 4, "blocked");
});

/** A process whose output is read while it runs. */
function started(ground: Ground, command: string) {
  const process = ground.command(...command.split(" "), "-o", "json").spawn();
  const lines: string[] = [];
  const read = (async () => {
    let rest = "";
    for await (const chunk of process.stdout.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + chunk).split("\n");
      rest = parts.pop()!;
      lines.push(...parts);
    }
    assert.equal(rest, "", "the last line has an end");
  })();
  let stderr = "";
  const heard = (async () => {
    for await (const chunk of process.stderr.pipeThrough(new TextDecoderStream())) stderr += chunk;
  })();
  return {
    process,
    lines,
    err: () => stderr,
    async end() {
      const [{ code }] = await Promise.all([process.status, read, heard]);
      return { code, stdout: lines.map((line) => `${line}\n`).join(""), stderr };
    },
  };
}

Deno.test("-o json: signals end a run with 130, what only watches with 0, and every line is an object", async () => {
  using ground = new Ground();
  ground.write("long.yml", "- hosts: localhost\n  gather_facts: false\n  tasks:\n    - command: sleep 600\n");
  const run = started(ground, "run -f long.yml");
  const running = () => {
    try {
      return ground.query("SELECT 1 FROM actions WHERE status = 'running'").length === 1;
    } catch {
      return false;
    }
  };
  await ground.until("the command's start", running);
  const watchers = ["status --watch", "status long --watch", "history long --watch", "prompts --watch"]
    .map((command) => ({ command, ...started(ground, command) }));
  const following = started(ground, "logs long -f");
  for (const { command, lines } of watchers) await ground.until(`a line of ${command}`, () => lines.length > 0);
  await ground.until("the start in the log", () => following.lines.some((line) => /action started/.test(line)));
  for (const { process } of watchers) process.kill("SIGINT");
  following.process.kill("SIGTERM");
  for (const { command, end } of watchers) {
    const { code, stdout, stderr } = await end();
    assert.equal(code, 0, `${command}: ${stderr}`);
    for (const line of stdout.trimEnd().split("\n")) {
      const { ok, exit, data, error, command: named } = JSON.parse(line);
      assert.deepEqual([ok, exit, error, named], [true, 0, null, command.split(" ")[0]]);
      assert.notEqual(data, null);
    }
  }
  const followed = await following.end();
  assert.equal(followed.code, 130);
  for (const line of followed.stdout.trimEnd().split("\n")) assert.equal(JSON.parse(line).loop, 1);
  run.process.kill("SIGINT");
  await ground.until("word that it was heard", () => run.err().includes("again"));
  run.process.kill("SIGINT");
  const { exit, error } = document(await run.end(), "run -f long.yml");
  assert.deepEqual([exit, error?.kind], [130, "interrupted"]);

  const worker = started(ground, "worker");
  await ground.until("the worker's first line", () => worker.lines.length > 0);
  worker.process.kill("SIGTERM");
  const { code, stdout } = await worker.end();
  assert.equal(code, 0);
  for (const line of stdout.trimEnd().split("\n")) assert.equal(typeof JSON.parse(line).kind, "string");
});

Deno.test("-o json: whose reader has gone exits as if it had read, says nothing of it, and does not go on for ever", async () => {
  using ground = new Ground();
  ground.write("site.yml", quiet);
  await json(ground, "run -f site.yml");
  const commands = every.filter((command) => command !== "worker" && !/^(pause|cancel|retry|respond)/.test(command));
  await forEach(commands, async (command) => {
    const args = [...command.split(" "), "-o", "json", ...command.startsWith("backup") ? ["--force"] : []];
    const process = ground.command(...args).spawn();
    await process.stdout.cancel();
    const [{ code }, stderr] = await Promise.all([process.status, new Response(process.stderr).text()]);
    assert.equal(code, 0, `${command}: ${stderr}`);
    assert.doesNotMatch(stderr, /pipe|internal error|at file:/i, command);
  });
  // These would go on for ever: the first write after their reader has gone ends them. Each has a loop of its own, which the other brings to no end.
  const watching: [command: string, loop: string][] = [["status --watch", "seen"], ["logs heard -f", "heard"]];
  for (const [, loop] of watching) await json(ground, `submit -f site.yml --name ${loop}`);
  await forEach(watching, async ([command, loop]) => {
    const process = ground.command(...command.split(" "), "-o", "json").spawn();
    const reader = process.stdout.getReader();
    assert.ok((await reader.read()).value!.length > 0);
    await reader.cancel();
    await json(ground, `pause ${loop}`);
    await json(ground, `resume ${loop}`);
    const [{ code }] = await Promise.all([process.status, new Response(process.stderr).text()]);
    assert.equal(code, 0, command);
  });
});

Deno.test("-o json: a bug of ours, exit 70 with its stack", async () => {
  using ground = new Ground();
  ground.write("site.yml", quiet);
  const program = new URL("faulty_program.ts", import.meta.url).pathname;
  // It asks nothing of what lies below the command line.
  const below = every.filter((command) => !["init made", "unit", "completion bash"].includes(command));
  await forEach(below, async (command) => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", program, ...command.split(" "), "-o", "json"],
      cwd: ground.folder,
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    const { exit, error } = document({ code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) }, command);
    assert.deepEqual([exit, error?.kind, error?.message], [70, "bug", "planted"], command);
    assert.match(error!.stack!, /faulty_program/, command);
  });
});
