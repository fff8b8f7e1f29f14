// Secrets in runs that are killed, refused or short of a value, and before a model: no value is left anywhere.
import assert from "node:assert/strict";
import { modelServer } from "../fakes/model_server.ts";
import { Watch } from "./leaks.ts";
import { Ground } from "./program.ts";
import { ALL, ENV, FILE, latin1, LINE, namesIn, readers, SAID, Sources, textOf, UNMEANT } from "./secrets_ground.ts";
import { Watched } from "./watched.ts";

const LONG = [
  "- hosts: localhost",
  "  gather_facts: false",
  "  vars_files: [items.yml]",
  "  tasks:",
  "    - name: looped",
  "      shell: echo looped >> DIR/deeds",
  "      loop: '{{ items }}'",
  "    - name: printed",
  '      shell: echo ran >> DIR/deeds; printf %s "$TOKEN"',
  "      register: printed",
  "    - name: long",
  '      shell: printf "%s\\n" "$TOKEN"; echo begun >> DIR/deeds; until [ -e DIR/go ] || [ ! -e DIR ]; do sleep 0.02; done; printf %s "$TOKEN" | base64 -w0; cat',
  "      register: long",
  "    - name: told",
  '      copy: {dest: DIR/told, content: "{{ long.stdout }}"}',
  "    - name: used",
  '      copy: {dest: DIR/used, content: "{{ printed.stdout }}"}',
  "",
].join("\n");

Deno.test("a run with secrets that is killed leaves no value behind, and what is not on record is done again on a human's word", async () => {
  using ground = new Ground();
  using sources = new Sources();
  await using watch = new Watch(ALL, UNMEANT);
  ground.write("site.yml", LONG);
  ground.write("items.yml", `items: [${JSON.stringify(SAID)}, other]\n`);
  const flags = sources.flags("shell.environment.TOKEN=LINE", "shell.stdin=SAID");
  const child = ground.command("run", "-f", "site.yml", ...flags).spawn();
  await ground.until("the long command", () => ground.lines("deeds").includes("begun"));
  child.kill("SIGKILL");
  const killed = await child.output();
  const words = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.equal(ALL.in(words(killed.stdout) + words(killed.stderr)), undefined);
  assert.deepEqual(ALL.inDatabase(ground.db), []);
  ground.write("go", "");
  // What the first command printed had a secret in it, so it is not on record, and this process never saw it.
  const asking = await ground.run("resume", "1", "--non-interactive");
  assert.equal(asking.code, 3, asking.stdout + asking.stderr);
  assert.deepEqual(ground.lines("deeds"), ["looped", "looped", "ran", "begun"]);
  assert.match(asking.stdout, /a secret was in what it returned, which is not on record/);
  const told: string[] = [asking.stdout, asking.stderr];
  for (let times = 0; times < 3; times++) {
    const [open] = ground.query("select id from prompts where status = 'pending'");
    if (open === undefined) break;
    const answered = await ground.run("respond", String(open["id"]), "rerun");
    assert.equal(answered.code, 0, answered.stderr);
    const resumed = await ground.run("resume", "1", "--non-interactive");
    told.push(answered.stdout, answered.stderr, resumed.stdout, resumed.stderr);
  }
  const [loop] = ground.query("select status, reason from loops");
  assert.equal(loop!["status"], "completed", told.join("\n"));
  assert.equal(textOf(`${ground.folder}/used`), LINE);
  assert.ok(textOf(`${ground.folder}/told`).startsWith(LINE));
  assert.equal(ALL.in(told.join("\n") + await readers(ground)), undefined);
  assert.deepEqual(ALL.inDatabase(ground.db), []);
  assert.equal(ground.lines("deeds").filter((deed) => deed === "looped").length, 2);
  const meant = ["used", "told", "items.yml"].map((name) => `${ground.folder}/${name}`);
  assert.deepEqual(ALL.inFiles(ground.folder, meant), []);
  assert.deepEqual([...watch.found], []);
});

Deno.test("a run goes on in its later passes with the values that earlier ones have seen", async () => {
  using ground = new Ground();
  using sources = new Sources();
  ground.write(
    "site.yml",
    [
      "- hosts: localhost",
      "  gather_facts: false",
      "  tasks:",
      '    - shell: echo ran >> DIR/deeds; printf %s "$TOKEN"',
      "      register: printed",
      '    - copy: {dest: DIR/used, content: "{{ printed.stdout }}"}',
      "    - shell: echo {{ item | hash('md5') }} >> DIR/deeds",
      '      loop: ["{{ printed.stdout }}", other]',
      "",
    ].join("\n"),
  );
  const { code, stdout, stderr } = await ground.run(
    "run",
    "-f",
    "site.yml",
    ...sources.flags("shell.environment.TOKEN=LINE"),
  );
  assert.equal(code, 0, stdout + stderr);
  assert.equal(ground.query("select count(*) n from iterations where phase = 'completed'")[0]!["n"], 2);
  assert.equal(ground.lines("deeds").length, 3);
  assert.equal(textOf(`${ground.folder}/used`), LINE);
  assert.deepEqual(ALL.inDatabase(ground.db), []);
});

Deno.test("run refuses what would put a secret on record or into an argument list, before it does anything", async () => {
  using ground = new Ground();
  using sources = new Sources();
  Object.assign(ground.env, sources.env);
  ground.write("site.yml", "- hosts: localhost\n  gather_facts: false\n  tasks:\n    - copy: {dest: DIR/made}\n");
  const flags = sources.flags("copy.content=CANARY");
  const refused: [args: string[], sentence: RegExp][] = [
    [["-f", "site.yml", ...flags, "-e", JSON.stringify({ password: ENV })], /A bound secret stands in --extra-vars/],
    [["-f", "site.yml", ...flags, "--name", `of ${ENV}`], /A bound secret stands in the loop's name/],
    [["-f", "site.yml", "-s", "copy.content=NO_SUCH"], /the environment variable NO_SUCH is not set/],
    [["-f", "site.yml", "-s", "copy.content=file:none"], /file:.*\/none: Cannot read .*\/none: it does not exist/],
    [["-f", "site.yml", "-s", "copy.content=command:false"], /`false`, which is to print a secret, ended with 1/],
    [["-f", "site.yml", "-s", "shell.cmd=CANARY"], /bind shell\.environment\.NAME/],
    [["-f", "site.yml", "-s", "copy.contents=CANARY"], /copy has no parameter 'contents': did you mean 'content'/],
  ];
  for (const [args, sentence] of refused) {
    const { code, stdout, stderr } = await ground.run("run", ...args);
    assert.equal(code, 2, `${args}: ${stdout}${stderr}`);
    assert.match(stderr, sentence);
    assert.equal(ALL.in(stdout + stderr), undefined);
  }
  await assert.rejects(Deno.stat(ground.db), Deno.errors.NotFound);
  await assert.rejects(Deno.stat(`${ground.folder}/made`), Deno.errors.NotFound);
});

Deno.test("a task whose text has a secret in it fails with a sentence, and its program is never started", async () => {
  using ground = new Ground();
  using sources = new Sources();
  await using watch = new Watch(ALL);
  Object.assign(ground.env, sources.env);
  ground.write(
    "site.yml",
    [
      "- hosts: localhost",
      "  gather_facts: false",
      "  tasks:",
      '    - shell: printf %s "$TOKEN"',
      "      register: printed",
      ...[
        "shell: 'touch DIR/deed; echo {{ printed.stdout | quote }}'",
        "command: {argv: [touch, DIR/deed, '{{ printed.stdout }}']}",
        "raw: touch DIR/deed {{ printed.stdout | quote }}",
        "file: {path: 'DIR/deed{{ printed.stdout | b64encode }}', state: touch}",
      ]
        .flatMap((task) => [`    - ${task}`, "      ignore_errors: true"]),
      "",
    ].join("\n"),
  );
  const { code, stdout, stderr } = await ground.run(
    "run",
    "-f",
    "site.yml",
    "--once",
    "-s",
    "shell.environment.TOKEN=CANARY",
  );
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout + stderr, /ignored=4/);
  assert.equal((stdout + stderr).match(/would put a secret into the argument list of a program/g)?.length, 4);
  assert.deepEqual(namesIn(ground.folder).filter((name) => name.startsWith("deed")), []);
  assert.equal(ALL.in(stdout + stderr), undefined);
  assert.deepEqual(ALL.inDatabase(ground.db), []);
  assert.deepEqual([...watch.found], []);
});

Deno.test("a model is told no value, whatever hosts say, and what it repeats of the record is refused", async () => {
  using ground = new Ground();
  using sources = new Sources();
  Object.assign(ground.env, sources.env);
  const watch = new Watch(ALL, UNMEANT);
  // Cut where a brief cuts: two or four thousand characters from its beginning and its end.
  const pieces = [2048 - 12, 4096 - 12].map((at) =>
    `${"x".repeat(at)}${FILE}${"y".repeat(20_000)}${FILE}${"z".repeat(at)}`
  );
  const long = pieces.map((text, index) => ground.write(`long${index}`, text));
  const own = ground.write("own", `key=${FILE}\nagain=${btoa(latin1(`k:${FILE}`))}\n`);
  const localhost = { host: "localhost" };
  const made = { ...localhost, module: "copy", params: { dest: `${ground.folder}/made` } };
  const replies: object[] = [
    {
      observe: [
        { ...localhost, name: "own", module: "slurp", params: { src: own } },
        {
          ...localhost,
          name: "text",
          module: "command",
          params: { cmd: `cat ${own}` },
        },
        ...long.map((path) => ({ ...localhost, name: path, module: "command", params: { cmd: `cat ${path}` } })),
        ...long.map((src) => ({ ...localhost, name: `bytes of ${src}`, module: "slurp", params: { src } })),
      ],
    },
    {
      actions: [made, {
        ...localhost,
        module: "shell",
        params: { cmd: `echo "$TOKEN"; printf %s "$TOKEN" | base64; cat` },
      }],
    },
    {
      actions: [{
        ...localhost,
        module: "lineinfile",
        params: { path: `${ground.folder}/repeated`, create: true, line: "key=(secret)" },
      }],
    },
    { converged: true },
  ];
  const server = modelServer(({ n }) => ({ reply: { reasoning: "so", ...replies[n - 1] ?? { blocked: "no more" } } }));
  const flags = sources.flags(
    "copy.content=CANARY",
    "shell.environment.TOKEN=LINE",
    "shell.stdin=SAID",
    "uri.url_password=FILE",
  );
  const words = [
    "--model",
    `openai:scripted@${server.url}`,
    "--max-iterations",
    "6",
    "--yes",
    "--playbook-out",
    "done.yml",
  ];
  const { code, stdout, stderr } = await ground.run("run", "the key is made", ...words, ...flags);
  await watch[Symbol.asyncDispose]();
  const refused = await ground.run("run", `the key is ${FILE}`, ...words, ...flags);
  await server.close();
  const said = stdout + stderr;
  assert.notEqual(code, 70, said);
  assert.equal(refused.code, 2, refused.stderr);
  assert.match(refused.stderr, /A bound secret stands in the goal/);
  assert.equal(textOf(`${ground.folder}/made`), ENV);
  assert.deepEqual(namesIn(ground.folder).filter((name) => name === "repeated"), []);
  const briefs = server.asked.map((asked) => JSON.stringify(asked)).join("\n");
  assert.ok(server.asked.length >= 3, said);
  assert.match(briefs, /\(secret\)/);
  assert.match(briefs, /line of lineinfile has .{1,4}\(secret\).{1,4} in it: a secret value stood there/);
  const shown = await Promise.all([1, 2, 3].map((n) => ground.run("show", "1", "--brief", String(n))));
  const all = [
    said,
    refused.stdout,
    refused.stderr,
    briefs,
    await readers(ground),
    ...shown.map((each) => each.stdout),
  ];
  assert.equal(ALL.in(all.join("\n")), undefined);
  assert.deepEqual(ALL.inDatabase(ground.db), []);
  assert.deepEqual(ALL.inFiles(ground.folder, [own, ...long, `${ground.folder}/made`]), []);
  assert.deepEqual([...watch.found], []);
});

Deno.test("a worker that lacks a secret's source blocks the loop with a sentence, and one that has it goes on at retry", async () => {
  using ground = new Ground();
  using sources = new Sources();
  ground.write(
    "site.yml",
    "- hosts: localhost\n  gather_facts: false\n  tasks:\n    - copy: {dest: DIR/made, mode: '0600'}\n",
  );
  const submitted = await ground.run("submit", "-f", "site.yml", "-s", "copy.content=CANARY");
  assert.equal(submitted.code, 0, submitted.stderr);
  const status = () => ground.query("select status, reason from loops")[0]!;
  {
    await using worker = new Watched(ground.command("worker"));
    await worker.until("the loop to be blocked", () => status()["status"] === "blocked");
  }
  assert.match(String(status()["reason"]), /--secret copy\.content=CANARY: the environment variable CANARY is not set/);
  Object.assign(ground.env, sources.env);
  assert.equal((await ground.run("retry", "1")).code, 0);
  {
    await using worker = new Watched(ground.command("worker"));
    await worker.until("the loop to converge", () => status()["status"] === "completed");
    assert.equal(ALL.in(worker.out + worker.err), undefined);
  }
  assert.equal(textOf(`${ground.folder}/made`), ENV);
  assert.deepEqual(ALL.inDatabase(ground.db), []);
});

Deno.test("resume without a secret's source waits for it, and goes on where the run stood once it is there", async () => {
  using ground = new Ground();
  using sources = new Sources();
  ground.write(
    "site.yml",
    [
      "- hosts: localhost",
      "  gather_facts: false",
      "  tasks:",
      "    - shell: echo once >> DIR/deeds",
      "    - pause: {prompt: Is the disk in}",
      "    - copy: {dest: DIR/made, mode: '0600'}",
      "",
    ].join("\n"),
  );
  const flags = ["run", "-f", "site.yml", "--non-interactive", "-s", "copy.content=CANARY"];
  const { env } = ground;
  Object.assign(env, sources.env);
  assert.equal((await ground.run(...flags)).code, 3);
  assert.equal((await ground.run("respond", "1", "yes")).code, 0);
  Object.assign(env, { CANARY: "" });
  const without = await ground.run("resume", "1");
  assert.equal(without.code, 3, without.stderr);
  assert.match(without.stdout, /--secret copy\.content=CANARY: the environment variable CANARY is empty/);
  Object.assign(env, sources.env);
  const last = await ground.run("resume", "1");
  assert.equal(last.code, 0, last.stdout + last.stderr);
  assert.deepEqual(ground.lines("deeds"), ["once"]);
  assert.equal(textOf(`${ground.folder}/made`), ENV);
});
