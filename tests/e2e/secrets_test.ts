// Secrets that are planted wherever one can pass, and looked for wherever one could have got to.
import assert from "node:assert/strict";
import { modelServer } from "../fakes/model_server.ts";
import { noFarm } from "../sshd/farm.ts";
import { FleetGround } from "./fleet_ground.ts";
import { canaryValue, Needles, Watch } from "./leaks.ts";
import { Ground } from "./program.ts";
import { Watched } from "./watched.ts";

const [ENV = "", FILE = "", SAID = "", LINE = "", PASSWORD = ""] = ["env", "file", "said", "line", "pass"].map(
  canaryValue,
);
const ALL = new Needles(ENV, FILE, SAID, LINE, PASSWORD);
/** What no process is to have but those that are meant to. */
const UNMEANT = new Needles(FILE, SAID, PASSWORD);

/** Secrets outside the ground, and what names them. */
class Sources implements Disposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "sources-" });
  readonly env: Record<string, string> = { CANARY: ENV };

  constructor() {
    Deno.writeTextFileSync(`${this.folder}/file`, `${FILE}\n`);
    Deno.writeTextFileSync(`${this.folder}/said`, `${SAID}\n`);
    Deno.writeTextFileSync(`${this.folder}/line`, LINE);
  }

  /** `-s` for each binding; `FILE`, `SAID` and `LINE` are those here. */
  flags(...bindings: string[]): string[] {
    return bindings.flatMap((each) => [
      "-s",
      each.replace("=FILE", `=file:${this.folder}/file`).replace("=SAID", `=command:cat ${this.folder}/said`)
        .replace("=LINE", `=file:${this.folder}/line`),
    ]);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

/** What every reader says of a loop. */
async function readers(ground: Ground): Promise<string> {
  const said: string[] = [];
  for (
    const words of [
      ["status", "1"],
      ["history", "1", "--actions"],
      ["show", "1"],
      ["logs", "1"],
      ["hosts", "--loop", "1"],
      ["prompts"],
      ["-o", "json", "status", "1"],
      ["-o", "json", "history", "1", "--actions"],
      ["-o", "json", "show", "1"],
      ["-o", "json", "logs", "1"],
      ["-o", "json", "hosts", "--loop", "1"],
    ]
  ) {
    const { code, stdout, stderr } = await ground.run(...words);
    assert.equal(code, 0, `${words}: ${stderr}`);
    said.push(stdout, stderr);
  }
  return said.join("\n");
}

/** A server that wants a password, a header and a body, and says all of them again in other forms. */
function echoing(): Deno.HttpServer<Deno.NetAddr> & { heard: string[] } {
  const heard: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (request) => {
    const body = await request.text();
    const authorization = request.headers.get("authorization") ?? "";
    const key = new TextDecoder().decode(
      Uint8Array.from(request.headers.get("x-key") ?? "", (char) => char.charCodeAt(0)),
    );
    const told = { authorization, key, body, again: btoa(encodeURIComponent(body)), form: encodeURIComponent(key) };
    heard.push(JSON.stringify(told));
    return Response.json(told, {
      headers: { "x-echo": encodeURIComponent(key), "set-cookie": `t=${btoa("x" + encodeURIComponent(body))}` },
    });
  });
  return Object.assign(server, { heard });
}

/** Prints a secret in several forms, and a long output whose head ends and whose tail begins within it. */
const PRINTING = [
  'printf "%s\\n" "$TOKEN"',
  'printf %s "$TOKEN" | base64',
  'printf "user:%s" "$TOKEN" | base64 -w0; echo',
  'printf %s "$TOKEN" | od -An -tx1 | tr -d " \\n"; echo',
  'printf %s "$TOKEN" >&2',
];
const HALF = 512 * 1024;
const CUT = [
  `head -c ${HALF - 12} /dev/zero | tr "\\0" x`,
  'printf %s "$TOKEN"',
  "head -c 2000000 /dev/zero | tr '\\0' y",
  'printf %s "$TOKEN"',
  `head -c ${HALF - 12} /dev/zero | tr "\\0" z`,
];

function site(url: string, dir: string): string[] {
  return [
    `    - copy: {dest: ${dir}/copied, mode: "0600"}`,
    `    - uri: {url: "${url}/get", url_username: admin, force_basic_auth: true, return_content: true}`,
    "      register: got",
    "    - debug: {var: got}",
    `    - uri: {url: "${url}/post", method: POST, body_format: raw, url_username: admin, force_basic_auth: true, return_content: true}`,
    "      register: posted",
    `    - copy: {dest: "${dir}/registered", content: "{{ posted.json.key }}"}`,
    "    - set_fact: {kept: '{{ posted.json }}'}",
    "    - debug: {msg: 'the {{ kept.body }} was sent, {{ kept.key | b64encode }}'}",
    `    - shell: ${JSON.stringify(PRINTING.join("; "))}`,
    "      register: printed",
    "    - debug: {var: printed}",
    `    - shell: ${JSON.stringify(CUT.join("; "))}`,
    "      register: cut",
    "    - debug: {msg: '{{ cut.stdout | length }} {{ cut.stdout[524200:524700] }}'}",
    "    - command: cat",
    `    - shell: "cat > ${dir}/stdin; cat ${dir}/stdin; exit 3"`,
    "      ignore_errors: true",
    `    - name: "named {{ printed.stdout_lines[0] }}"`,
    "      debug: {msg: '{{ item }}'}",
    "      loop: '{{ printed.stdout_lines }}'",
    `    - lineinfile: {path: ${dir}/copied, line: "again {{ printed.stdout_lines[0] }}"}`,
    `    - template: {src: page.j2, dest: ${dir}/page}`,
    "    - copy: {dest: /none/such/folder/x}",
    "      ignore_errors: true",
    "    - fail: {msg: 'it was {{ printed.stdout }}'}",
    "      ignore_errors: true",
    "    - setup: {gather_subset: [env]}",
    "    - include_vars: vars.yml",
    "    - debug: {msg: '{{ motd }}'}",
    "    - debug: {msg: '{{ ansible_become_password | b64encode }} {{ ansible_become_password }}'}",
    `    - template: {src: literal.j2, dest: ${dir}/literal}`,
  ];
}

const BINDINGS = [
  "copy.content=CANARY",
  "uri.url_password=FILE",
  "uri.headers.X-Key=FILE",
  "uri.body=SAID",
  "shell.environment.TOKEN=LINE",
  "shell.stdin=SAID",
  "command.stdin=FILE",
];

for (const where of ["this machine", "a host over ssh"]) {
  Deno.test({
    name: `a run with secrets everywhere, on ${where}, does its work and leaves no value behind`,
    ignore: where !== "this machine" && noFarm() !== undefined,
  }, async () => {
    await using ground = await FleetGround.make();
    using sources = new Sources();
    Object.assign(ground.env, sources.env);
    const server = echoing();
    await using watch = new Watch(ALL, UNMEANT);
    const dir = `${ground.folder}/world`;
    const url = `http://127.0.0.1:${server.addr.port}`;
    ground.write("page.j2", "the page says {{ printed.stdout_lines[0] }}\n");
    await Deno.chmod(ground.write("tell", "#!/bin/sh\ncat >> DIR/told\n"), 0o755);
    // Files of the user's own that have a value in them are read, and not kept.
    ground.write("literal.j2", `literally ${ENV}\n`);
    ground.write("vars.yml", `motd: ${JSON.stringify(`welcome ${FILE}`)}\n`);
    if (where === "this machine") {
      ground.write(
        "inventory.yml",
        `all: {vars: {key: ${JSON.stringify(FILE)}, ansible_become_password: ${
          JSON.stringify(PASSWORD)
        }}, hosts: {here: {ansible_connection: local}}}\n`,
      );
    } else {
      await ground.farm.sshd({ names: ["far"] });
      ground.inventory(["far"], [
        `key: ${JSON.stringify(FILE)}`,
        `ansible_become_password: ${JSON.stringify(PASSWORD)}`,
      ]);
    }
    ground.site(...site(url, dir));
    const flags = [...sources.flags(...BINDINGS), "--diff", "--notify", `command:${ground.folder}/tell`];
    const dry = await ground.converge(...flags, "--dry-run", "--name", "dry");
    assert.ok([1, 5].includes(dry.code), dry.stderr);
    const first = await ground.converge(...flags, "--once", "--name", "real");
    assert.equal(first.code, 0, first.stdout + first.stderr);
    const json = await ground.run("-o", "json", "run", "-f", "site.yml", "-i", "inventory.yml", ...flags, "--once");
    assert.equal(json.code, 0, json.stdout);
    await server.shutdown();

    // The work was done, with the values themselves.
    const read = (name: string) => textOf(`${dir}/${name}`);
    assert.ok(read("copied").startsWith(ENV));
    assert.ok(read("copied").includes(`again ${LINE}`));
    assert.equal(read("registered"), FILE);
    assert.equal(read("stdin"), `${SAID}\n`);
    assert.equal(read("page"), `the page says ${LINE}\n`);
    const posted = server.heard.map((each) => JSON.parse(each)).find(({ body }) => body !== "");
    assert.equal(posted.body, SAID);
    assert.equal(posted.authorization, `Basic ${btoa(latin1(`admin:${FILE}`))}`);

    // Nothing of it is anywhere else, nor what a short one could be found by.
    const checksums = await Promise.all(["SHA-1", "SHA-256"].map((name) => digest(name, FILE)));
    assert.ok(
      ground.query("select result from actions where module = 'copy'").some(({ result }) =>
        String(result).includes('"checksum":"(secret)"')
      ),
    );
    const all = JSON.stringify(ground.query("select result, params from actions"));
    assert.deepEqual(checksums.filter((each) => all.includes(each)), []);
    for (const { stdout, stderr } of [dry, first, json]) assert.equal(ALL.in(stdout + stderr), undefined);
    assert.ok(first.stdout.includes("(secret)") || first.stderr.includes("(secret)"));
    assert.equal(ALL.in(await readers(ground)), undefined);
    assert.deepEqual(ALL.inDatabase(ground.db), []);
    assert.deepEqual(
      ALL.inFiles(ground.folder, [
        ...["copied", "registered", "stdin", "page", "literal"].map((each) => `${dir}/${each}`),
        ...["literal.j2", "vars.yml", "inventory.yml"].map((each) => `${ground.folder}/${each}`),
      ]),
      [],
    );
    assert.ok(watch.looks > 0);
    assert.deepEqual([...watch.found], []);
    assert.deepEqual(leftOnHost(ground), []);
  });
}

/** Receipts and temporary files of sessions, wherever a host keeps them. */
function leftOnHost(ground: Ground): string[] {
  const homes = ground.query("select uid from loops").flatMap((
    { uid },
  ) => [`/root/.ftl2/${uid}`, `${ground.folder}/.ftl2/${uid}`]);
  const temporary = ["/tmp", "/var/tmp", "/dev/shm"].flatMap((folder) =>
    [...Deno.readDirSync(folder)].filter(({ name }) => /^\.?ftl2/.test(name)).map(({ name }) => `${folder}/${name}`)
  );
  return [...homes, ...temporary].filter((path) => {
    try {
      return ALL.inFiles(path).length > 0;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
      throw error;
    }
  });
}

async function digest(name: string, text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest(name, new TextEncoder().encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function textOf(path: string): string {
  return Deno.readTextFileSync(path);
}

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name);
}

function latin1(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}

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
