import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { programWords } from "../e2e/program_words.ts";

const program = fileURLToPath(new URL("../../main.ts", import.meta.url));
const legacy = fileURLToPath(new URL("../data/legacy-loops.db", import.meta.url));

/** Runs the program as a process; through `sh` where the test is about its streams. */
async function start(argv: string[], options: { cwd: string; shell?: string; env?: Record<string, string> }) {
  const command = [...programWords(), ...argv];
  const { cwd, shell, env = {} } = options;
  const [name = "", ...args] = shell === undefined ? command : ["sh", "-c", shell, "sh", ...command];
  const output = await new Deno.Command(name, { args, cwd, env: { NO_COLOR: "1", ...env }, stdin: "null" }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { exit: output.code, out: text(output.stdout), err: text(output.stderr) };
}

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "ftl2-cli-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("the program prints one document and exits by it, whatever goes wrong", async () => {
  await inFolder(async (cwd) => {
    await Deno.writeTextFile(`${cwd}/text.db`, "this is no database, and long enough to be read as one".repeat(99));
    await Deno.writeTextFile(`${cwd}/bad.yml`, "- hosts: localhost\n  tasks:\n    - coppy: {}\n");
    const cases: [string[], number, string][] = [
      [["status", "--bogus"], 2, "usage"],
      [["stauts"], 2, "usage"],
      [["run", "site.yml", "--watch"], 2, "not built"],
      [["run", "install", "nginx", "--tags", "x"], 2, "usage"],
      [["run", "-f", "nope.yml"], 2, "input"],
      [["status"], 2, "store"],
      [["--db", "text.db", "status"], 2, "store"],
      [["--db", "nowhere/loops.db", "init-db"], 2, "store"],
    ];
    for (const [argv, exit, kind] of cases) {
      const ran = await start([...argv, "-o", "json"], { cwd });
      const { ok, exit: said, error } = JSON.parse(ran.out);
      assert.deepEqual([ran.exit, said, ok, error.kind], [exit, exit, false, kind], argv.join(" ") + ran.err);
    }
    assert.deepEqual((await Array.fromAsync(Deno.readDir(cwd), ({ name }) => name)).sort(), ["bad.yml", "text.db"]);
    const bad = await start(["run", "-f", "bad.yml", "-o", "json"], { cwd });
    const { error } = JSON.parse(bad.out);
    assert.deepEqual([bad.exit, error.kind, error.place.line, error.place.column], [2, "input", 3, 7]);
    assert.match(bad.err, /bad\.yml:3:7: .*copy/);
    assert.deepEqual((await Array.fromAsync(Deno.readDir(cwd), ({ name }) => name)).sort(), ["bad.yml", "text.db"]);
  });
});

Deno.test("the program refuses a playbook that is a pipe, instead of waiting for a writer", async () => {
  await inFolder(async (cwd) => {
    const shell = 'mkfifo site.yml && exec timeout -s KILL 120 "$@" run -f site.yml -o json';
    const { exit, out } = await start([], { cwd, shell });
    const { error } = JSON.parse(out);
    assert.deepEqual([exit, error.kind], [2, "input"]);
    assert.match(error.message, /^This is no ordinary file: a loop reads it again/);
  });
});

Deno.test("the program shows every row of a database that the original wrote", async () => {
  await inFolder(async (cwd) => {
    // Whoever opens a database leaves SQLite's own files beside it.
    for (const name of ["loops.db", "original.db"]) await Deno.copyFile(legacy, `${cwd}/${name}`);
    const status = await start(["status", "--all", "-o", "json"], { cwd });
    assert.equal(status.exit, 0, status.err);
    assert.match(status.err, /loops\.db/);
    const { loops } = JSON.parse(status.out).data;
    using original = new Original(`${cwd}/original.db`);
    assert.deepEqual(
      loops.map((loop: { desiredState: string }) => loop.desiredState),
      original.column("loops", "desired_state"),
    );
    const table = await start(["status", "--all"], { cwd });
    assert.equal(table.err, "");
    for (const wanted of original.column("loops", "desired_state")) assert.ok(table.out.includes(String(wanted)));
    const seen = { iterations: 0, actions: 0, increments: 0, hosts: 0, resources: 0, prompts: 0, rule_results: 0 };
    for (const { id } of loops) {
      for (const argv of [["history", String(id), "--actions"], ["show", String(id)]]) {
        assert.equal((await start(argv, { cwd })).exit, 0, argv.join(" "));
      }
      const history = JSON.parse((await start(["history", String(id), "--actions", "-o", "json"], { cwd })).out).data;
      const show = JSON.parse((await start(["show", String(id), "-o", "json"], { cwd })).out).data;
      seen.iterations += history.iterations.length;
      seen.actions += history.actions.length;
      seen.increments += show.increments.length;
      seen.hosts += show.hosts.length;
      seen.resources += show.resources.length;
      seen.prompts += show.prompts.length;
      seen.rule_results += show.ruleResults.length;
    }
    for (const [name, rows] of Object.entries(seen)) assert.equal(rows, original.column(name, "id").length, name);
    const weird = await start(["show", "1"], { cwd });
    assert.match(weird.out, /defaulted_timestamp .*unknown/);
    const words = await start(["resume", "4"], { cwd });
    assert.equal(words.exit, 4);
    assert.match(words.err, /needs a language model/);
  });
});

class Original implements Disposable {
  #file: DatabaseSync;
  constructor(path: string) {
    this.#file = new DatabaseSync(path, { readOnly: true });
  }
  column(table: string, name: string): unknown[] {
    return this.#file.prepare(`select ${name} as value from ${table} order by id`).all().map(({ value }) => value);
  }
  [Symbol.dispose](): void {
    this.#file.close();
  }
}

Deno.test("the program ends quietly when its reader has gone, and not when the disk is full", async () => {
  await inFolder(async (cwd) => {
    const gone = await start(["--help"], { cwd, shell: '{ "$@"; echo "exit $?" >&2; } | :' });
    assert.equal(gone.err, "exit 0\n");
    const full = await start(["--help"], { cwd, shell: '"$@" > /dev/full' });
    assert.equal(full.exit, 1);
    assert.match(full.err, /^error: Cannot write to standard output: .*space/m);
  });
});

Deno.test("the program writes a document larger than a pipe whole", async () => {
  await inFolder(async (cwd) => {
    const word = "x".repeat(100_000);
    const argv = ["run", "-f", "x.yml", word, "-o", "json"];
    const { out, exit } = await start(argv, { cwd, shell: '"$@" | cat' });
    assert.equal(exit, 0);
    assert.ok(JSON.parse(out).error.message.includes(word));
  });
});

Deno.test("init-db creates a database that status reads", async () => {
  await inFolder(async (cwd) => {
    const made = await start(["init-db"], { cwd });
    assert.deepEqual([made.exit, (await Deno.stat(`${cwd}/loops.db`)).isFile], [0, true]);
    assert.match(made.out, /^loops\.db is created/);
    assert.match((await start(["init-db"], { cwd })).out, /up to date: nothing to do/);
    const status = await start(["status"], { cwd });
    assert.deepEqual([status.exit, status.err], [0, ""]);
    assert.match(status.out, /No loop is under way/);
  });
});

Deno.test("readers load neither the modules, the playbook, the engine nor YAML", async () => {
  await inFolder(async (cwd) => {
    const seen = async (argv: string[]) => {
      const folder = `${cwd}/coverage-${argv[0]}`;
      const command = ["run", "-A", "--quiet", `--coverage=${folder}`, program, ...argv];
      const { code } = await new Deno.Command(Deno.execPath(), { args: command, cwd, stdout: "null" }).output();
      assert.equal(code, 0);
      const urls = new Set<string>();
      for await (const { name } of Deno.readDir(folder)) {
        if (name.endsWith(".json")) urls.add(JSON.parse(await Deno.readTextFile(`${folder}/${name}`)).url);
      }
      const loaded = [...urls];
      assert.ok(loaded.some((url) => url.endsWith("/src/cli/program.ts")));
      return loaded;
    };
    await start(["init-db"], { cwd });
    // Who holds a lease, and whether he is gone, is a file that imports nothing.
    const room =
      /\/src\/(modules|playbook|engine|templates|transports|worker|telemetry)\/(?!owner\.ts)|\/(yaml|diff)\/\d/;
    for (const argv of [["status", "-a"], ["init-db"], ["--version"]]) {
      assert.deepEqual((await seen(argv)).filter((url) => room.test(url)), [], argv.join(" "));
    }
    assert.ok((await seen(["modules"])).some((url) => url.includes("/src/modules/")));
  });
});
