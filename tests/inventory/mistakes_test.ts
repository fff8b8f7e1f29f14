// What is wrong with an inventory is said with file, line and column, and with what to write instead.
import assert from "node:assert/strict";
import { readInventory } from "../../src/inventory/read_inventory.ts";
import { InputError } from "../../src/model/errors.ts";
import { memoryFiles } from "../fakes/memory_files.ts";

/** The mistake in a file, as people see it; its host's variables are asked for, too. */
function mistake(name: string, text: string, more: Record<string, string> = {}): string {
  const path = `/i/${name}`;
  try {
    const inventory = readInventory([path], { files: memoryFiles({ [path]: text, ...more }) });
    for (const host of inventory.hosts) inventory.variables(host);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { file, line, column } = error.place ?? {};
    return `${[file, line, column].filter((part) => part !== undefined).join(":")}: ${error.message}`;
  }
  return "no mistake";
}

const CASES: [what: string, file: string, text: string, expected: RegExp][] = [
  [
    "a range of a number and a letter",
    "hosts",
    "[web]\nok\n  web[1:a] x=1\n",
    /^\/i\/hosts:3:3: .*"web\[1:a\]" makes no sense: its ends are two numbers, or two letters; write "web\[1:9\]"/,
  ],
  ["a padded range that is longer at its end", "hosts", "web[01:100]\n", /^\/i\/hosts:1:1: .*as long as the end/],
  ["a range without an end", "hosts", "web[1:]\n", /^\/i\/hosts:1:1: .*it has no end/],
  ["a range that is not closed", "hosts", "h1\nweb[1:2\n", /^\/i\/hosts:2:1: .*"\[" is not closed/],
  ["letters backwards", "hosts", "db-[c:a]\n", /ends before it begins/],
  ["a step of nothing", "hosts", "db-[1:9:0]\n", /a step of 0 never ends/],
  ["one number for a range", "hosts", "db[5]\n", /it has a begin and an end/],
  ["more hosts than there can be", "hosts", "h[1:99999999]\n", /more than 1000000 hosts/],
  [
    "a section that is not closed",
    "hosts",
    "h\n[web\nh2\n",
    /^\/i\/hosts:2:1: This section is not closed: write "\[web\]"$/,
  ],
  [
    "a section with a space",
    "hosts",
    "[my web]\nh2\n",
    /^\/i\/hosts:1:1: The section \[my web\] cannot be read: .*without spaces/,
  ],
  [
    "a section of another kind",
    "hosts",
    "[web:host]\nh2\n",
    /^\/i\/hosts:1:1: .*write \[web\], \[web:vars\] or \[web:children\]/,
  ],
  [
    "a comment that is none behind a section",
    "hosts",
    "[web] ; mine\nh2\n",
    /^\/i\/hosts:1:1: Behind the section \[web\] stands more/,
  ],
  [
    "variables of a group that is nowhere",
    "hosts",
    "h\n[web:vars]\na=1\n",
    /^\/i\/hosts:2:1: .*\[web:vars\].* nowhere: write \[web\] with its hosts/,
  ],
  ["a child that is nowhere", "hosts", "h\n[web:children]\n  db\n", /^\/i\/hosts:3:3: .*"db" that is nowhere/],
  [
    "a variable without a value",
    "hosts",
    "[web]\nh\n[web:vars]\n  novalue\n",
    /^\/i\/hosts:4:3: Expected key=value in \[web:vars\], got: novalue$/,
  ],
  [
    "a host's variable with spaces",
    "hosts",
    "[web]\nh x=1 a = 1\n",
    /^\/i\/hosts:2:7: Expected key=value behind the host "h", got: a \(no spaces around/,
  ],
  ["a quote that is not closed", "hosts", "[web]\nh a='x\n", /^\/i\/hosts:2:5: .*the quote ' is not closed/],
  ["a backslash at the end", "hosts", "h a=x\\\n", /^\/i\/hosts:1:6: .*backslash/],
  ["two words for a child", "hosts", "[a]\n[b:children]\na c\n", /^\/i\/hosts:3:1: Expected the name of one group/],
  [
    "groups in a circle",
    "hosts",
    "[a:children]\nb\n[b:children]\nc\n[c:children]\na\n",
    /^\/i\/hosts:6:1: Groups cannot stand in a circle: "a" > "b" > "c" > "a"/,
  ],
  ["a group in itself", "hosts", "[a:children]\na\n", /^\/i\/hosts:2:1: The group "a" cannot be its own child/],
  ["all below another group", "hosts", "[a:children]\nall\n", /^\/i\/hosts:2:1: The group "all" is above every group/],
  [
    "a priority that is no number",
    "hosts",
    "[a]\nh\n[a:vars]\nansible_group_priority=high\n",
    /^\/i\/hosts:4:1: ansible_group_priority is a whole number/,
  ],
  ["bytes that are no UTF-8", "hosts", "[web]\nh\ufffd\n", /^\/i\/hosts:2:2: This is not UTF-8/],
  [
    "a list for groups",
    "hosts.yml",
    "# c\n- a\n- b\n",
    /^\/i\/hosts\.yml:2:1: An inventory in YAML is a mapping of groups, this is a list/,
  ],
  [
    "a list for hosts",
    "hosts.yml",
    "all:\n  hosts:\n    - a\n",
    /^\/i\/hosts\.yml:3:5: "hosts" of the group "all" is a list, and must be a mapping: write a line "name:" each/,
  ],
  ["a list for variables", "hosts.yml", "all:\n  vars: [a]\n", /^\/i\/hosts\.yml:2:9: "vars" .*"name: value"/],
  [
    "a text for a host's variables",
    "hosts.yml",
    "all:\n  hosts:\n    h1: text\n",
    /^\/i\/hosts\.yml:3:9: The variables of the host "h1" are a mapping, this is a text/,
  ],
  [
    "a number for a host",
    "hosts.yml",
    "all:\n  hosts:\n    5:\n",
    /^\/i\/hosts\.yml:3:5: The name of a host is text: put it in quotes$/,
  ],
  [
    "a number for a group",
    "hosts.yml",
    "all:\n  children:\n    2020: {}\n",
    /^\/i\/hosts\.yml:3:5: The name of a group is text/,
  ],
  [
    "groups in a circle in YAML",
    "hosts.yml",
    "a:\n  children:\n    b:\n      children:\n        a:\n",
    /^\/i\/hosts\.yml:3:5: Groups cannot stand in a circle/,
  ],
  ["a range in YAML", "hosts.yml", "all:\n  hosts:\n    ok:\n    web[1:a]:\n", /^\/i\/hosts\.yml:4:5: The host range/],
  ["what is no YAML", "hosts.yml", "all:\n  hosts:\n  h1: {a: 1\n", /^\/i\/hosts\.yml:4:1: This is not valid YAML/],
  [
    "a key that stands twice",
    "hosts.yml",
    "all:\n  hosts: {a: }\n  hosts: {b: }\n",
    /^\/i\/hosts\.yml:3:3: .*"hosts" stands here twice/,
  ],
  [
    "YAML without an extension",
    "hosts",
    "---\nall:\n  hosts:\n    - h1\n",
    /^\/i\/hosts:4:5: "hosts" of the group "all" is a list/,
  ],
  [
    "a secret of ansible-vault",
    "hosts.yml",
    "all:\n  vars:\n    p: !vault |\n      $ANSIBLE_VAULT;1.1;AES256\n",
    /^\/i\/hosts\.yml:3:15: This value cannot be opened: It was cut or changed/,
  ],
  [
    "a file of ansible-vault",
    "hosts",
    "$ANSIBLE_VAULT;1.1;AES256\n61\n",
    /^\/i\/hosts:1:1: This is encrypted by ansible-vault, and no password was given/,
  ],
  [
    "the end of a raw text in an unsafe one",
    "hosts.yml",
    "all:\n  vars:\n    a: !unsafe '{% endraw %}'\n",
    /^\/i\/hosts\.yml: .*endraw/,
  ],
  [
    "what is no JSON",
    "hosts.json",
    '{"all":\n {"hosts": {"a": }}}\n',
    /^\/i\/hosts\.json:2:18: This is not valid JSON: expected a value$/,
  ],
  [
    "a list for hosts in JSON with tabs",
    "hosts.json",
    '{"all": {\n\t"hosts": ["a"]}}\n',
    /^\/i\/hosts\.json:2:11: "hosts" of the group "all" is a list/,
  ],
  [
    "the file of an inventory plugin",
    "aws.yml",
    "# c\nplugin: amazon.aws.aws_ec2\n",
    /^\/i\/aws\.yml:2:1: .*inventory plugin amazon\.aws\.aws_ec2, and plugins are not run here: .*ansible-inventory -i \/i\/aws\.yml --list --yaml/,
  ],
  [
    "TOML",
    "hosts.toml",
    "[web.hosts]\n",
    /^\/i\/hosts\.toml: Inventories in TOML are not read: write its hosts as YAML/,
  ],
];

for (const [what, file, text, expected] of CASES) {
  Deno.test(`readInventory names the place of ${what}`, () => assert.match(mistake(file, text), expected));
}

Deno.test("readInventory says what may be named where a source is not there", () => {
  assert.throws(
    () => readInventory(["/i/none"], { files: memoryFiles({}) }),
    /There is no inventory \/i\/none: .*"web1,web2"/,
  );
});

Deno.test("Inventory.variables names the place of a mistake in a file of variables", () => {
  const files = (text: string) => ({ "/i/group_vars/all.yml": text });
  assert.match(
    mistake("hosts", "h1\n", files("# c\n- a\n")),
    /^\/i\/group_vars\/all\.yml:2:1: A file of variables is a mapping/,
  );
  assert.match(
    mistake("hosts", "h1\n", files("a: 1\nb: c: d\n")),
    /^\/i\/group_vars\/all\.yml:2:4: This is not valid YAML/,
  );
  assert.match(
    mistake("hosts", "h1\n", files("$ANSIBLE_VAULT;1.1;AES256\n61\n")),
    /^\/i\/group_vars\/all\.yml:1:1: .*vault/,
  );
  assert.match(mistake("hosts", "h1\n", files("{ a: 1 ]")), /^\/i\/group_vars\/all\.yml:1:\d+: This is not valid YAML/);
});

Deno.test("Inventory.warnings tell that a folder's files are passed by, and what to do", () => {
  const { warnings, hosts } = readInventory(["/i"], { files: memoryFiles({ "/i/hosts.ini": "web1\n" }) });
  assert.deepEqual(hosts, []);
  assert.match(
    warnings[0] ?? "",
    /^There is no file in \/i that could be an inventory: in a folder \.ini, .* name such a file itself/,
  );
});

Deno.test("Inventory.warnings tell keys that mean nothing and names that clash, with file and line", () => {
  const text = "all:\n  host: {typo: }\n  hosts: {web: }\n  note: text\nweb:\nword: text\n";
  const { warnings } = readInventory(["/i/h.yml"], { files: memoryFiles({ "/i/h.yml": text }) });
  assert.deepEqual(warnings, [
    '/i/h.yml:2: Skipping unexpected key (host) in group (all), only "vars", "children" and "hosts" are valid',
    "/i/h.yml:4: Skipping key (note) in group (all) as it is not a mapping, it is a text",
    "/i/h.yml:6: Skipping word as this is not a valid group definition: it is a text",
    "Found both group and host with same name: web",
  ]);
});
