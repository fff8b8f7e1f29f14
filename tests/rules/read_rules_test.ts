// readRules, readLooks: what is read, and the place of what makes no sense.
import assert from "node:assert/strict";
import fc from "fast-check";
import { InputError } from "../../src/model/errors.ts";
import { modules } from "../../src/modules/registry.ts";
import { readLooks, readRules, surveyRules } from "../../src/rules/read_rules.ts";
import { memoryFiles } from "../fakes/memory_files.ts";

const terms = { modules: modules() };

function read(text: string) {
  return readRules("/rules", memoryFiles({ "/rules/a.yml": text }), terms);
}

/** `line:column: sentence` of every mistake. */
function mistakes(text: string): string[] {
  try {
    read(text);
  } catch (error) {
    assert.ok(error instanceof InputError, `${error}`);
    const { file, line, column } = error.place!;
    return `${file}:${line}:${column}: ${error.message}`.split("\n").map((one) => one.replace("/rules/a.yml:", ""));
  }
  throw new Error("no mistake was found");
}

const GOOD = `name: nginx-up
description: nginx runs
goal: nginx answers
hosts: web
observe:
  - name: nginx
    module: ansible.builtin.command
    params: {cmd: systemctl is-active nginx}
  - name: conf
    stat: path=/etc/nginx/nginx.conf get_checksum=false
  - {name: port, command: "ss -ltn 'sport = :80'", hosts: "web:!web3"}
when:
  - nginx.rc != 0
  - not conf.stat.exists or "{{ x }}" == port.stdout
actions:
  - name: Start {{ inventory_hostname }}
    command: systemctl start nginx
    args: {chdir: /}
  - {module: file, params: {path: /x, state: touch}, host: lb1}
status: proposed
origin: {by: me}
`;

Deno.test("readRules() reads both shapes of calls, and makes one condition of a list", () => {
  const [rule] = read(GOOD);
  assert.deepEqual(rule, {
    name: "nginx-up",
    description: "nginx runs",
    goal: "nginx answers",
    hosts: "web",
    observe: [
      { name: "nginx", module: "command", params: { cmd: "systemctl is-active nginx" } },
      { name: "conf", module: "stat", params: { path: "/etc/nginx/nginx.conf", get_checksum: "false" } },
      { name: "port", module: "command", params: { cmd: "ss -ltn 'sport = :80'" }, hosts: "web:!web3" },
    ],
    when: `(nginx.rc != 0) and (not conf.stat.exists or "{{ x }}" == port.stdout)`,
    actions: [
      {
        name: "Start {{ inventory_hostname }}",
        module: "command",
        params: { cmd: "systemctl start nginx", chdir: "/" },
      },
      { name: "file", module: "file", params: { path: "/x", state: "touch" }, host: "lb1" },
    ],
    status: "proposed",
    origin: { by: "me" },
    file: "/rules/a.yml",
  });
});

const SMALL = "name: a\nwhen: up.rc != 0\nactions:\n  - command: uptime\n";

Deno.test("readRules() takes a rule without status as active, for every goal and host", () => {
  const [rule] = read(SMALL);
  assert.equal(rule?.status, "active");
  assert.equal("goal" in rule! || "hosts" in rule!, false);
});

Deno.test("readRules() knows no rules in a folder that is not there, and reads only .yml and .yaml", () => {
  assert.deepEqual(readRules("/rules", memoryFiles({}), terms), []);
  const files = memoryFiles({ "/rules/.a.yml": "{", "/rules/a.yml.part": "{", "/rules/README.md": "{" });
  assert.deepEqual(readRules("/rules", files, terms), []);
  assert.throws(() => readRules("/rules", memoryFiles({ "/rules": SMALL }), terms), /this is a file/);
});

const WRONG: [string, string, string[]][] = [
  [
    "an unknown key",
    `${SMALL}then: x\n`,
    [
      `5:1: "then" is not a key of a rule: did you mean "when"?`,
    ],
  ],
  ["what is missing", "name: a\nstatus: active\n", [`1:1: A rule needs "when" and "actions"`]],
  ["no mapping", "- a\n", [
    "1:1: A rule is a mapping with name, description, goal, hosts, observe, when, actions, status, origin: one rule a file",
  ]],
  ["a status", `${SMALL}status: on\n`, [
    '5:9: "status" is active, proposed or disabled: only an active rule does anything',
  ]],
  ["a name that is no file's", SMALL.replace("name: a", "name: ../a"), [
    `1:7: A rule's name is letters, digits, "-", "_" and ".", at most 80, as in "nginx-answers"`,
  ]],
  ["an expression, inside of it", SMALL.replace("up.rc != 0", "up.rc !! 0"), [
    '2:13: Unexpected character "!"',
  ]],
  ["an expression in a block", SMALL.replace("up.rc != 0", "|\n  up.rc ==\n  and 1"), [
    '4:7: Expected the end of the expression but found "1"',
  ]],
  ["an expression in a list", SMALL.replace("up.rc != 0", "\n  - up.rc == 0\n  - (x"), ['4:5: "(" is never closed']],
  ["an empty condition", SMALL.replace("up.rc != 0", '""'), [
    '2:7: "when" is an expression over what was seen, as in "nginx.rc != 0"',
  ]],
  ["an unknown module", SMALL.replace("command: uptime", "comand: uptime"), ["4:5: "]],
  ["an unknown parameter", SMALL.replace("command: uptime", "copy: {dst: /x}"), [
    "4:12: copy has no parameter 'dst': did you mean 'dest'?",
    "4:5: ",
    "4:5: ",
  ]],
  ["two modules", SMALL.replace("command: uptime", "command: uptime\n    ping: {}"), [
    '5:5: "ping" is not a key of an action',
  ]],
  ["a template", SMALL.replace("command: uptime", 'command: "echo {{ a b }}"'), ["4:25: "]],
  ["an action that is none", SMALL.replace("- command: uptime", "- uptime"), [
    '4:5: An action is a mapping, as in "- {name: up, command: uptime}"',
  ]],
  ["no actions", "name: a\nwhen: x\nactions: []\n", [
    '3:10: Actions are a list, as in "- {name: Start nginx, command: systemctl start nginx}"',
  ]],
  ["a look without a name", `${SMALL}observe: [{command: uptime}]\n`, [
    '5:11: A look has a name, by which conditions know it: "name: up"',
  ]],
  ["two looks of a name", `${SMALL}observe: [{name: a, command: x}, {name: a, command: y}]\n`, [
    '5:41: Two looks are called "a": rename one of them',
  ]],
  ["a look with a name of ours", `${SMALL}observe: [{name: hosts, command: x}]\n`, [
    '5:18: "hosts" means something else in conditions: call the look "hosts_seen"',
  ]],
  ["YAML itself", "name: [\n", ["2:1: This is not valid YAML"]],
  ["all mistakes of a file", "name: 1/2\nwhen: (\nactions: 3\n", ["1:7: ", "2:7: ", "3:10: "]],
];

for (const [what, text, wanted] of WRONG) {
  Deno.test(`readRules() names the place of ${what}`, () => {
    const found = mistakes(text);
    assert.equal(found.length, wanted.length, found.join("\n"));
    wanted.forEach((start, at) => assert.ok(found[at]!.startsWith(start), `${found[at]}\n!== ${start}`));
  });
}

Deno.test("readRules() names every broken file, and surveyRules() has the others", () => {
  const files = memoryFiles({
    "/rules/a.yml": SMALL,
    "/rules/b.yaml": SMALL,
    "/rules/c.yml": "x",
    "/rules/d.yml": "name: d\nwhen: (\nactions: [{ping: }]\n",
  });
  assert.throws(
    () => readRules("/rules", files, terms),
    (error: InputError) =>
      /^\/rules\/a\.yml has a rule called "a" already/.test(error.message) && error.place?.file === "/rules/b.yaml" &&
      /\n\/rules\/c\.yml:1:1: A rule is a mapping/.test(error.message) &&
      /\n\/rules\/d\.yml:2:7: /.test(error.message),
  );
  const { rules, mistakes } = surveyRules("/rules", files, terms);
  assert.deepEqual([rules.map(({ name }) => name), mistakes.length], [["a"], 3]);
});

Deno.test("readRules() asks whoever knows the hosts about patterns", () => {
  const checkPattern = (pattern: string) => {
    if (pattern === "[") throw new InputError("no such pattern");
  };
  const files = memoryFiles({ "/rules/a.yml": `${SMALL}hosts: "["\n` });
  assert.throws(
    () => readRules("/rules", files, { ...terms, checkPattern }),
    (error: InputError) => error.message === "no such pattern" && error.place?.line === 5,
  );
});

Deno.test("readRules() takes braces in looks, goals and descriptions as they are, and says that looks have no templates", () => {
  const docker = "docker inspect -f {{.State.Running}} web";
  const text = `${SMALL}goal: "{{ it"\ndescription: "{% x"\nobserve:\n  - {name: web, command: "${docker}"}\n`;
  const [rule] = read(text);
  assert.deepEqual([rule!.goal, rule!.description, rule!.observe[0]!.params], ["{{ it", "{% x", { cmd: docker }]);
  const ours = text.replace(".State.Running", " inventory_hostname ");
  assert.match(mistakes(ours)[0]!, /^8:12: A look is taken as it is written/);
});

Deno.test("readLooks() reads a list of looks, and nothing else", () => {
  const looks = (text: string) => readLooks("/l.yml", memoryFiles({ "/l.yml": text }), terms);
  assert.deepEqual(looks("- {name: up, command: uptime}\n- {name: root, stat: {path: /}, hosts: db}\n"), [
    { name: "up", module: "command", params: { cmd: "uptime" } },
    { name: "root", module: "stat", params: { path: "/" }, hosts: "db" },
  ]);
  assert.throws(() => looks("up: uptime\n"), /Looks are a list/);
  assert.throws(() => looks("- {name: up, command: uptime, when: x}\n"), /"when" is not a key of a look/);
  assert.throws(() => readLooks("/none.yml", memoryFiles({}), terms), InputError);
});

const word = fc.oneof(
  fc.constantFrom(
    ...["name", "when", "actions", "observe", "status", "origin", "goal", "hosts", "module", "params", "args"],
    ...["command", "stat", "copy", "{{ a }}", "{{", "a.b == 1", "active", "true", "no such", "uptime", "*x", "&x 1"],
    ...["!unsafe x", "!!binary x", "<<", "? a", "[", "]", "{", "}", "1.5", "0x1f", "~", "__proto__", "constructor"],
  ),
  fc.string({ maxLength: 8 }),
);

const yaml = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 3 }), fc.constantFrom("", "- "), word, fc.constantFrom("", ": ", ":\n"), word),
  { maxLength: 12 },
).map((lines) =>
  lines.map(([indent, dash, key, colon, value]) => `${"  ".repeat(indent)}${dash}${key}${colon}${value}`)
    .join("\n")
);

Deno.test("readRules() and readLooks() throw nothing but InputError, whatever a file says", () => {
  const tried = (text: string) => {
    for (
      const attempt of [
        () => read(text),
        () => readLooks("/l.yml", memoryFiles({ "/l.yml": text }), terms),
      ]
    ) {
      try {
        attempt();
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        assert.ok(error.place !== undefined);
      }
    }
  };
  fc.assert(fc.property(fc.oneof(yaml, fc.string()), tried), { numRuns: 2000 });
  const cut = fc.tuple(fc.nat(GOOD.length), fc.nat(20), word);
  fc.assert(
    fc.property(cut, ([at, length, put]) => tried(GOOD.slice(0, at) + put + GOOD.slice(at + length))),
    { numRuns: 1000 },
  );
});
