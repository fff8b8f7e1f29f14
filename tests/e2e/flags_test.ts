// The flags of run in the real program: each changes the outcome, and listings say what ansible-playbook says.
import assert from "node:assert/strict";
import { Ground } from "./program.ts";
import { programWords } from "./program_words.ts";

const decoder = new TextDecoder();

/** A play that writes down which of its tasks were walked, and what they saw. */
const SITE = `
- name: Web
  hosts: localhost
  gather_facts: false
  tags: site
  vars: {colour: red, source: play}
  pre_tasks:
    - name: before
      shell: echo before >> DIR/walked
      tags: always
  tasks:
    - name: "page of {{ colour }}"
      copy: {content: "{{ colour }} {{ source }} {{ ansible_diff_mode }} {{ ansible_check_mode }}\\n", dest: DIR/page}
      tags: [page, files]
    - shell: echo plain >> DIR/walked
    - block:
        - ansible.builtin.shell: echo block >> DIR/walked
      rescue:
        - name: in rescue
          ping:
          tags: rescuing
      always:
        - ping:
      tags: blk
    - import_tasks: more.yml
      tags: imported
    - include_tasks: more.yml
      tags: included
    - name: only when asked
      shell: echo never >> DIR/walked
      tags: [never, rare]
    - meta: flush_handlers
  post_tasks:
    - name: after
      shell: echo after >> DIR/walked
- hosts: localhost
  tasks: []
`;

function site(): Ground {
  const ground = new Ground();
  ground.write("site.yml", SITE);
  ground.write("more.yml", "- name: more\n  shell: echo more >> DIR/walked\n  tags: deep\n");
  return ground;
}

async function walked(...flags: string[]): Promise<string> {
  using ground = site();
  const { code, stderr } = await ground.run("run", "site.yml", "--once", ...flags);
  assert.equal(code, 0, stderr);
  return ground.lines("walked").join(" ");
}

async function ansible(ground: Ground, ...args: string[]): Promise<string> {
  const env = { HOME: ground.folder };
  const command = new Deno.Command("ansible-playbook", { args: ["site.yml", ...args], cwd: ground.folder, env });
  const { success, stdout, stderr } = await command.output();
  assert(success, decoder.decode(stderr) + decoder.decode(stdout));
  return decoder.decode(stdout);
}

Deno.test("run --list-tasks, --list-tags, --list-hosts and --syntax-check print what ansible-playbook prints, and make no database", async () => {
  using ground = site();
  for (
    const flags of [
      ["--list-hosts"],
      ["--list-tasks", "--list-tags", "--list-hosts"],
      ["--syntax-check", "--list-tasks"],
      ["--list-tasks", "--tags", "page,blk", "-t", "rare"],
      ["--list-tasks", "--list-tags", "--skip-tags", "deep", "--skip-tags", "files"],
      ["--list-tasks", "--tags", "nowhere"],
    ]
  ) {
    const [ours, theirs] = await Promise.all([
      ground.run("run", "-f", "site.yml", ...flags),
      ansible(ground, ...flags),
    ]);
    assert.deepEqual([ours.stdout, ours.stderr, ours.code], [theirs, "", 0], flags.join(" "));
  }
  const { code, envelope } = await ground.json("run", "site.yml", "--list-tasks", "--tags", "blk");
  const { playbook, plays } = envelope["data"] as {
    playbook: string;
    plays: { name: string; tasks: { name: string; module: string; tags: string[]; line: number; part?: string }[] }[];
  };
  assert.deepEqual([code, playbook, plays.length, plays[0]!.name], [0, `${ground.folder}/site.yml`, 2, "Web"]);
  assert.deepEqual(plays[0]!.tasks.map(({ name, tags, line, part }) => [name, tags.join(), line, part]), [
    ["before", "always,site", 8, undefined],
    ["ansible.builtin.shell", "blk,site", 17, undefined],
    ["in rescue", "blk,rescuing,site", 19, "rescue"],
    ["ping", "blk,site", 23, "always"],
  ]);
  assert.throws(() => Deno.statSync(ground.db), Deno.errors.NotFound);
  assert.deepEqual(ground.lines("walked"), []);
});

Deno.test("run --syntax-check names a mistake and exits 2, without a database", async () => {
  using ground = new Ground();
  ground.write("site.yml", "- hosts: localhost\n  tasks:\n    - coppy: {}\n");
  const { code, stderr } = await ground.run("run", "site.yml", "--syntax-check");
  assert.equal(code, 2);
  assert.match(stderr, /site\.yml:3:7: .*copy/);
  assert.throws(() => Deno.statSync(ground.db), Deno.errors.NotFound);
});

Deno.test("run --tags and --skip-tags walk what they select", async () => {
  const cases: [string[], string][] = [
    [[], "before plain block more more after"],
    [["-t", "blk"], "before block"],
    [["--tags", "blk,deep"], "before block more"],
    [["-t", "blk", "-t", "included,deep"], "before block more more"],
    [["-t", "rare", "--skip-tags", "always"], "never"],
    [["--skip-tags", "blk,imported"], "before plain more after"],
    [["--skip-tags", "site"], ""],
  ];
  for (const [flags, expected] of cases) assert.equal(await walked(...flags), expected, flags.join(" "));
});

Deno.test("run says so when tags select nothing, and exits 0", async () => {
  using ground = site();
  const { code, stderr } = await ground.run("run", "site.yml", "-t", "blok", "--skip-tags", "always");
  assert.equal(code, 0);
  assert.match(stderr, /^warning: no task is tagged "blok": did you mean blk\? the tags are blk, deep, files, /m);
  assert.match(stderr, /^warning: the tags select no task$/m);
  assert.deepEqual(ground.lines("walked"), []);
  const { envelope } = await ground.json("run", "site.yml", "-q", "-t", "blok");
  assert.match(String((envelope["data"] as { warnings: string[] }).warnings), /^no task is tagged "blok"/);
  assert.equal((await ground.run("run", "site.yml", "-t", "blk", "--once")).stderr.includes("warning"), false);
});

Deno.test("run -e sets variables over all others, of the types that Ansible gives them", async () => {
  using ground = new Ground();
  const text = "{{ [a, a | type_debug, b, c, d, d | type_debug, e, f, f | type_debug, g] | to_json }}";
  ground.write(
    "site.yml",
    `- hosts: localhost\n  gather_facts: false\n  vars: {a: 0, c: play}\n  tasks:\n    - set_fact: {c: fact}\n    - copy: {content: '${text}', dest: "DIR/{{ out }}"}\n`,
  );
  ground.write("vars.yml", "a: 1\nc: file\nd: 2.0\n");
  ground.write("vars.json", '{"f": 1e3, "g": {"x": [null, true, "{{ a }}"]}}');
  const flags = ["-e", "@vars.yml", "-e", "a=2 b='x y'", "-e", '{"e": "{{ a }}{{ b }}"}', "-e", "@vars.json"];
  await ansible(ground, "-e", "out=theirs", ...flags);
  const { code, stderr } = await ground.run("run", "site.yml", "--once", "-e", "out=ours", ...flags);
  assert.equal(code, 0, stderr);
  assert.deepEqual(ground.lines("ours"), ground.lines("theirs"));
  assert.match(ground.lines("ours")[0]!, /^\["2", ".*", "x y", "file", 2\.0, "float", "2x y", 1000\.0, "float", /);
});

Deno.test("run -e with a mistake names file, line and column, and nothing is half done", async () => {
  using ground = site();
  ground.write("bad.yml", "a: 1\nb: [\n");
  const { code, envelope } = await ground.json("run", "site.yml", "-e", "a=1", "-e", "@bad.yml");
  const { kind, place } = envelope["error"] as { kind: string; place: unknown };
  assert.deepEqual([code, kind, place], [2, "input", { file: `${ground.folder}/bad.yml`, line: 3, column: 1 }]);
  assert.throws(() => Deno.statSync(ground.db), Deno.errors.NotFound);
});

Deno.test("run --once stops after one pass, --max-iterations at its number, and --name names the loop", async () => {
  using ground = site();
  const passes = async (...flags: string[]) => {
    const { code, envelope } = await ground.json("run", "site.yml", "-t", "page", ...flags);
    return [code, (envelope["data"] as { passes: number }).passes];
  };
  assert.deepEqual(await passes("-e", "colour=1"), [0, 2]);
  assert.deepEqual(await passes("-e", "colour=2", "--once"), [0, 1]);
  assert.deepEqual(await passes("-e", "colour=3", "--max-iterations", "1"), [1, 1]);
  assert.equal((await ground.run("show", "web")).code, 2);
  assert.deepEqual(await passes("--name", "web"), [0, 2]);
  assert.match((await ground.run("show", "web")).stdout, /^name +web$/m);
});

Deno.test("run --check only looks, as --dry-run does; --diff tells tasks so, and shows what differs", async () => {
  using ground = site();
  for (const flag of ["-C", "--check", "--dry-run"]) {
    const { code, stdout } = await ground.run("run", "site.yml", flag, "-t", "page");
    assert.equal(code, 5, flag);
    assert.match(stdout, /^\+red play False True$/m);
  }
  assert.throws(() => Deno.statSync(`${ground.folder}/page`), Deno.errors.NotFound);
  const quiet = await ground.run("run", "site.yml", "-t", "page", "--once");
  assert.doesNotMatch(quiet.stderr, /^\+red/m);
  assert.deepEqual(ground.lines("page"), ["red play False False"]);
  for (const flag of ["-D", "--diff"]) {
    const { stderr } = await ground.run("run", "site.yml", "-t", "page", "--once", "-e", `source=${flag}`, flag);
    assert.match(stderr, new RegExp(`^\\+red ${flag} True False$`, "m"));
  }
});

Deno.test("resume goes on with the tags, extra variables and --diff that the loop began with; show tells them", async () => {
  using ground = new Ground();
  ground.write(
    "site.yml",
    `
- hosts: localhost
  gather_facts: false
  vars: {colour: red}
  tasks:
    - pause: {prompt: "Go on?"}
      tags: always
    - copy: {content: "{{ colour }} {{ ansible_diff_mode }} {{ ansible_run_tags }}\\n", dest: DIR/page}
      tags: page
    - shell: echo other >> DIR/walked
`,
  );
  const began = await ground.run("run", "site.yml", "-e", "colour=blue", "-t", "page", "--diff");
  assert.equal(began.code, 3, began.stderr);
  const shown = await ground.run("show", "1");
  assert.match(shown.stdout, /^tags +page$/m);
  assert.match(shown.stdout, /^extra vars +colour$/m, "values may be secrets");
  const screen = await inTerminal(ground, "\n", "resume", "1");
  assert.deepEqual(ground.lines("page"), ["blue True ['page']"], screen);
  assert.match(screen, /\+blue True/);
  assert.deepEqual(ground.lines("walked"), []);
});

/** What a human sees who types this beforehand. */
async function inTerminal(ground: Ground, typed: string, ...args: string[]): Promise<string> {
  const words = [...programWords(), "--db", ground.db, ...args];
  const child = new Deno.Command("script", {
    args: ["-qec", words.map((word) => `'${word}'`).join(" "), "/dev/null"],
    cwd: ground.folder,
    env: { ...ground.env, NO_COLOR: "1", TERM: "xterm" },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(typed));
  const { code, stdout } = await child.output();
  await writer.close().catch(() => {});
  const screen = decoder.decode(stdout);
  assert.equal(code, 0, screen);
  return screen;
}

const ASKING = `
- hosts: localhost
  gather_facts: false
  tasks:
    - pause: {prompt: "Which colour?"}
      register: asked
    - copy: {content: "<{{ asked.user_input }}>\\n", dest: DIR/colour}
    - shell: echo once >> DIR/deeds
`;

Deno.test("a pause asks: without a human exit 3, in a terminal its answer is registered, and nobody is asked twice", async () => {
  using ground = new Ground();
  ground.write("ask.yml", ASKING);
  const first = await ground.json("run", "ask.yml");
  assert.equal(first.code, 3);
  const { prompts } = first.envelope["data"] as { prompts: { kind: string; text: string; options: string[] }[] };
  assert.deepEqual(prompts.map(({ kind, options }) => [kind, options]), [["pause", []]]);
  assert.match(prompts[0]!.text, /Which colour\?$/);
  const again = await ground.run("resume", "1", "--non-interactive");
  assert.equal(again.code, 3);
  assert.match(again.stdout, /question: .*Which colour\?\nto go on: .* resume 1 \(in a terminal it asks there\)/);
  assert.deepEqual(ground.lines("deeds"), []);
  const screen = await inTerminal(ground, "dark red\n", "resume", "1");
  assert.equal(screen.split("Which colour?").length - 1, 1, screen);
  assert.deepEqual([ground.lines("colour"), ground.lines("deeds")], [["<dark red>"], ["once"]]);
});

Deno.test("a pause is ended by Enter alone: its answer is empty", async () => {
  using ground = new Ground();
  ground.write("ask.yml", ASKING);
  const screen = await inTerminal(ground, "\n", "run", "ask.yml");
  assert.match(screen, /Answer, or Enter alone/);
  assert.deepEqual([ground.lines("colour"), ground.lines("deeds")], [["<>"], ["once"]]);
});
