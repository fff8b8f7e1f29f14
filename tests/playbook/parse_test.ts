import assert from "node:assert/strict";
import { loadModules } from "../../src/app.ts";
import { InputError } from "../../src/model/errors.ts";
import { memoryFiles } from "../fakes/memory_files.ts";
import { parsePlaybook } from "../../src/playbook/parse.ts";
import type { Step, Task } from "../../src/playbook/playbook.ts";

const modules = await loadModules();

/** Parses a playbook; `others` are the files beside it, by absolute path. */
function parse(text: string, others: Record<string, string> = {}) {
  return parsePlaybook("/play/site.yml", { modules, files: memoryFiles({ "/play/site.yml": text, ...others }) });
}

/** The first mistake as file:line:column: sentence, and the rest of the sentences. */
function mistake(text: string): string {
  try {
    parse(text);
  } catch (error) {
    assert(error instanceof InputError, `${error}`);
    const { file, line, column } = error.place!;
    return `${file}:${line}:${column}: ${error.message}`;
  }
  assert.fail("nothing was wrong");
}

/** The first of these steps, which is a task. */
function taskIn([step]: readonly Step[]): Task {
  assert(step?.kind === "task");
  return step;
}

const task = (body: string) => `- hosts: localhost\n  tasks:\n    - name: it\n${body.replaceAll(/^/gm, "      ")}`;

Deno.test("parsePlaybook() reads plays, tasks and handlers", () => {
  const playbook = parse(`
- name: first
  hosts: localhost
  vars: {a: 1}
  tasks:
    - name: copy it
      ansible.builtin.copy:
        content: "{{ a }}"
        dest: /tmp/x
      notify: again
      register: copied
      when: [a == 1, true]
  handlers:
    - name: again
      command: uptime
      listen: [topic]
`);
  const [play] = playbook.plays;
  assert.equal(play!.name, "first");
  assert.deepEqual(play!.hosts, ["localhost"]);
  const copy = taskIn(play!.tasks);
  assert.equal(copy.module, "copy");
  assert.equal(copy.path, "0.tasks.0");
  assert.deepEqual(copy.when, ["a == 1", true]);
  assert.deepEqual(copy.params, new Map([["content", "{{ a }}"], ["dest", "/tmp/x"]]));
  assert.deepEqual(
    play!.handlers.map((handler) => taskIn([handler])).map(({ name, listen, path }) => ({ name, listen, path })),
    [
      { name: "again", listen: ["topic"], path: "0.handlers.0" },
    ],
  );
});

Deno.test("parsePlaybook() reads one-line arguments as Ansible does", () => {
  const params = (text: string) => Object.fromEntries(taskIn(parse(task(text)).plays[0]!.tasks).params);
  assert.deepEqual(params('copy: src=a dest="/b c" mode=0644'), { src: "a", dest: "/b c", mode: "0644" });
  const { chdir, ...rest } = params("command: ls -l a=b chdir=/tmp 'c d'");
  assert.equal(chdir, "/tmp");
  assert.deepEqual(Object.values(rest), ["ls -l a=b 'c d'"]);
  const shell = params("shell: echo {{ a }} | grep x\nargs:\n  chdir: /tmp");
  assert.equal(shell["chdir"], "/tmp");
});

Deno.test("parsePlaybook() takes yes and no for booleans, y for text, 0644 for octal, as PyYAML does", () => {
  const [play] = parse("- hosts: localhost\n  vars: {a: yes, b: y, c: 0644, d: 1.0, e: 2020-01-01, f: 1:30}").plays;
  assert.deepEqual([...play!.vars.values()].map((value) => JSON.stringify(value)), [
    "true",
    '"y"',
    "420",
    '{"value":1}',
    '"2020-01-01"',
    "90",
  ]);
});

Deno.test("parsePlaybook() keeps the order and the type of a mapping's keys", () => {
  const [play] = parse('- hosts: localhost\n  vars: {ports: {443: a, 80: b, "9": c}}').plays;
  assert.deepEqual([...(play!.vars.get("ports") as Map<unknown, unknown>).keys()], [443, 80, "9"]);
});

Deno.test("parsePlaybook() gathers facts only where something may read them", () => {
  const gathers = (text: string) => parse(text).plays[0]!.gathering !== undefined;
  assert.equal(gathers(task("debug: {msg: hello}")), false);
  assert.equal(gathers(task('debug: {msg: "{{ ansible_hostname }}"}')), true);
  assert.equal(gathers(task("debug: {msg: x}\nwhen: ansible_facts['os_family'] == 'Debian'")), true);
  assert.equal(gathers(task("debug: {msg: x}\nwhen: not ansible_check_mode")), false);
  assert.equal(gathers("- hosts: localhost\n  gather_facts: true"), true);
});

const MISTAKES: [title: string, text: string, expected: RegExp][] = [
  ["not YAML", "- hosts: [", /site\.yml:1:\d+: This is not valid YAML/],
  ["not a list", "hosts: localhost", /:1:1: A playbook is a list of plays/],
  ["an empty file", "", /A playbook is a list of plays/],
  ["a duplicate key", "- hosts: localhost\n  hosts: localhost", /:2:3: .*unique: "hosts" stands here twice/],
  [
    "a template without quotes",
    task("copy:\n  content: {{ a }}\n  dest: /b"),
    /:5:19: .*needs quotes: write "\{\{ … }}"/,
  ],
  ["a lone template without quotes", task("debug: {{ a }}"), /:4:15: .*needs quotes: write "\{\{ … }}"/],
  ["a loop over a template without quotes", task("command: ls\nloop: {{ a }}"), /:5:14: .*needs quotes/],
  ["a condition in braces without quotes", task("command: ls\nwhen: {{ a }}"), /:5:14: .*needs quotes/],
  ["a variable in braces without quotes", "- hosts: localhost\n  vars: {a: {{ b }}}", /:2:14: .*needs quotes/],
  [
    "a name in braces without quotes",
    "- hosts: localhost\n  tasks:\n    - name: {{ a }}\n      command: ls",
    /:3:14: .*quotes/,
  ],
  ["a template without quotes before a text", task("command: {{ a }}/x"), /:4:\d+: .*needs quotes: write "\{\{ … }}"/],
  ["a colon without quotes", task("debug: {msg: x}\nregister: a: b"), /:5:\d+: .*needs quotes around all of it/],
  ["a list for a key", task("debug:\n  ? [a]\n  : b"), /:5:\d+: .*a key is a text or a number/],
  ["an alias that names nothing", task("command: *x"), /:4:16: .*no &x .*in quotes/],
  ["no hosts", "- tasks: []", /:1:3: A play names its hosts/],
  ["hosts that are no text", "- hosts: [web, 1]", /:1:10: A play names its hosts/],
  ["a mistyped order", "- hosts: web\n  order: sortd", /:2:10: There is no order "sortd": did you mean "sorted"\?/],
  ["a serial that is none", "- hosts: web\n  serial: [1, some]", /:2:11: "serial" is a number of hosts, a share/],
  ["a share of failures that is none", "- hosts: web\n  max_fail_percentage: few", /:2:24: .*from 0 to 100/],
  ["a serial on a task", task("command: ls\nserial: 1"), /:5:7: "serial" belongs to a play/],
  [
    "a mistyped play key",
    "- hosts: localhost\n  taks: []",
    /:2:3: "taks" is not a key of a play: did you mean "tasks"\?/,
  ],
  ["roles", "- hosts: localhost\n  roles: [web]", /:2:3: "roles" is not supported: write the role's tasks/],
  ["a strategy", "- hosts: localhost\n  strategy: free", /:2:3: "strategy" is not supported: leave it out/],
  ["an included role", task("include_role: {name: web}"), /:4:7: .*write "include_tasks: roles/],
  ["another lookup's loop", task("command: ls\nwith_pipe: [ls]"), /:5:7: .*command task with register/],
  ["a mistyped lookup's loop", task("command: ls\nwith_itmes: [1]"), /:5:7: .*did you mean 'items'/],
  [
    "a mistyped lookup",
    task("debug: {msg: \"{{ lookup('fiel', 'x') }}\"}"),
    /:4:\d+: .*'fiel' is not supported: did you mean 'file'/,
  ],
  [
    "a lookup that runs programs",
    task("debug: {msg: x}\nwhen: query('pipe', 'ls')"),
    /:5:\d+: .*command task with register/,
  ],
  ["two loops", task("command: ls\nloop: [1]\nwith_items: [1]"), /:6:7: A task has one loop/],
  ["loop_control alone", task("command: ls\nloop_control: {label: x}"), /:5:7: .*belongs to a task with "loop"/],
  [
    "a mistyped loop_control",
    task("command: ls\nloop: [1]\nloop_control: {lable: x}"),
    /:6:\d+: .*did you mean "label"/,
  ],
  ["register on a block", task("block: [{command: ls}]\nregister: x"), /:5:7: "register" belongs to a task/],
  ["loop on a block", task("block: [{command: ls}]\nloop: [1]"), /:5:7: "loop" is not for blocks/],
  ["rescue without block", task("command: ls\nrescue: []"), /:5:7: "rescue" belongs beside "block"/],
  ["an unknown meta", task("meta: flush_handler"), /:4:13: .*did you mean "flush_handlers"/],
  ["no number of retries", task("command: ls\nuntil: true\nretries: often"), /:6:16: "retries" takes a number/],
  ["an import that is not there", task("import_tasks: nope.yml"), /:4:21: Cannot read \/play\/nope.yml/],
  ["an import by template", task('import_tasks: "{{ a }}.yml"'), /:4:21: .*write "include_tasks"/],
  ["a loop on an import", task("import_tasks: a.yml\nloop: [1]"), /:5:7: "loop" cannot be used with "import_tasks"/],
  ["a key that an include does not hand on", task("include_tasks: a.yml\nnotify: x"), /:5:7: .*write it under "apply"/],
  [
    "a file of variables that is not there",
    "- hosts: localhost\n  vars_files: [v.yml]",
    /:2:16: There is no file v\.yml in \/play or \/play\/vars/,
  ],
  ["a delegate_to that cannot be read", task('command: ls\ndelegate_to: "{{ a "'), /:5:\d+: /],
  ["a delegate_to on a play", "- hosts: web\n  delegate_to: db", /:2:3: "delegate_to" belongs to tasks/],
  ["another connection", task("command: ls\nconnection: docker"), /:5:19: There is no connection "docker" here/],
  ["a mistyped connection", "- hosts: web\n  connection: loca", /:2:15: .*did you mean "local"\?/],
  ["another way to become", task("command: ls\nbecome_method: sud"), /:5:22: .*did you mean "sudo"\?/],
  ["a port that is none", task("command: ls\nport: 70000"), /:5:13: "port" is a number from 1 to 65535/],
  ["a become that is no word", task("command: ls\nbecome: root"), /:5:15: "become" is true or false/],
  ["become on an include", task("include_tasks: a.yml\nbecome: true"), /:5:7: .*write it under "apply"/],
  ["an environment of words", task("command: ls\nenvironment: A=1"), /:5:20: "environment" is a mapping/],
  [
    "a mistyped task key",
    task("command: ls\nregistr: x"),
    /:5:7: "registr" is not a key of a task: did you mean "register"\?/,
  ],
  ["an unknown module", task("copi: {dest: /a}"), /:4:7: .*copi.*copy/],
  ["no module", "- hosts: localhost\n  tasks:\n    - name: it", /:3:7: This task names no module/],
  ["two modules", task("command: ls\ncopy: {content: a, dest: /b}"), /:5:7: A task has one module/],
  ["an unknown parameter", task("copy:\n  content: a\n  dest: /b\n  moed: '1'"), /:7:9: .*moed.*mode/],
  ["a missing parameter", task("copy: {content: a}"), /:4:7: .*dest/],
  ["a wrong choice", task("file: {path: /a, state: dir}"), /:4:\d+: .*state.*directory/],
  ["an unclosed template", task('debug: {msg: "{{ a "}'), /:4:\d+: /],
  ["a template in a block text", task("debug:\n  msg: |\n    one\n    {{ a b }}"), /:7:\d+: /],
  ["a bad condition", task("debug: {msg: a}\nwhen: a ==="), /:5:\d+: /],
  [
    "an unknown handler",
    task("command: ls\nnotify: restart"),
    /:3:7: The task notifies "restart", but the play has no handler/,
  ],
  ["a loop over text", task("debug: {msg: a}\nloop: abc"), /:5:13: "loop" takes a list/],
  ["a bad variable name", "- hosts: localhost\n  vars: {a-b: 1}", /:2:10: "a-b" cannot be a variable's name/],
  ["a boolean for a command", task("shell: true"), /:4:14: "shell" takes a command: write it in quotes/],
  [
    "leftover one-line text",
    task("file: path=/a nonsense"),
    /:4:\d+: "file" takes its parameters as "name: value", not "nonsense"/,
  ],
];

for (const [title, text, expected] of MISTAKES) {
  Deno.test(`parsePlaybook() names the place of ${title}`, () => {
    assert.match(mistake(text), expected);
  });
}

Deno.test("parsePlaybook() refuses a second document, which would never run", () => {
  const one = "- hosts: localhost\n  tasks: []\n";
  assert.match(mistake(`---\n${one}---\n${one}`), /^\/play\/site\.yml:4:1: .*one document.*below each other/);
});

Deno.test("parsePlaybook() refuses an alias inside what it stands for, and bytes that are no UTF-8", () => {
  const play = "- hosts: localhost\n  tasks: []\n  vars:\n";
  assert.match(
    mistake(`${play}    a: &a {k: [*a]}\n`),
    /^\/play\/site\.yml:4:16: The alias \*a stands inside what it names/,
  );
  const text = new TextDecoder().decode(new Uint8Array([...new TextEncoder().encode(`${play}    a: l`), 0xe9, 0x74]));
  assert.match(mistake(text), /^\/play\/site\.yml:4:9: .*not UTF-8/);
  const same = parse(`${play}    a: &a {k: 1}\n    b: [*a, *a]\n`);
  assert.deepEqual(same.plays[0]!.vars.get("b"), [new Map([["k", 1]]), new Map([["k", 1]])]);
});

Deno.test("parsePlaybook() tells all mistakes at once, in the file's order", () => {
  const told = mistake(task("command: ls\nbecome: root\nregistr: x") + "\n    - copi: {}");
  assert.match(told, /"become" is true or false[\s\S]*site\.yml:6:7:[\s\S]*registr[\s\S]*site\.yml:7:7:[\s\S]*copi/);
});

Deno.test("parsePlaybook() finds mistakes in the files that it imports and includes, with their own places", () => {
  const site = "- hosts: localhost\n  tasks:\n    - import_tasks: a.yml\n    - include_tasks: b.yml";
  const others = { "/play/a.yml": "- comand: ls", "/play/b.yml": "- name: x\n  copy: {dest: /a, moed: 1}" };
  assert.throws(
    () => parse(site, others),
    ({ message }: Error) => /a\.yml:1:3|comand.*command/.test(message) && /\/play\/b\.yml:2:\d+: .*moed/.test(message),
  );
});

Deno.test("parsePlaybook() takes strategy: linear for what it is", () => {
  assert.equal(
    parse("- {hosts: web, strategy: linear}\n- {hosts: web, strategy: ansible.builtin.linear}").plays.length,
    2,
  );
});

Deno.test("parsePlaybook() takes become: false, local_action, action and delegate_to: localhost as what they are here", () => {
  const [play] = parse(`- hosts: localhost
  become: false
  tasks:
    - {local_action: command ls -l, become: false}
    - action: {module: copy, content: a, dest: /b}
    - {action: file path=/a state=absent, delegate_to: localhost}`).plays;
  const tasks = play!.tasks.map((step) => taskIn([step]));
  assert.deepEqual(tasks.map(({ module }) => module), ["command", "copy", "file"]);
  assert.deepEqual(Object.fromEntries(tasks[1]!.params), { content: "a", dest: "/b" });
  assert.deepEqual(Object.fromEntries(tasks[2]!.params), { path: "/a", state: "absent" });
});

Deno.test("parsePlaybook() ends imports that import each other", () => {
  assert.throws(
    () => parse("- hosts: localhost\n  tasks: [{import_tasks: a.yml}]", { "/play/a.yml": "- import_tasks: a.yml" }),
    /without end/,
  );
});
