// -i, --limit and what goes with them, as a person types them: three hosts that are all this machine.
import assert from "node:assert/strict";
import { Ground } from "./program.ts";

const INVENTORY = `web:
  hosts:
    web[1:2]:
  vars: { colour: red }
db:
  hosts:
    db1: { db_password: hunter2-plain }
all:
  vars: { ansible_connection: local }
`;

const SITE = `- hosts: web,nosuch
  gather_facts: false
  tasks:
    - name: deed
      shell: echo {{ inventory_hostname }} {{ colour }} >> DIR/deeds
- hosts: db
  gather_facts: false
  tasks:
    - name: deed
      shell: echo {{ inventory_hostname }} >> DIR/deeds
`;

/** A folder with playbook and inventory. */
function ground(): Ground {
  const ground = new Ground();
  ground.write("inventory.yml", INVENTORY);
  ground.write("site.yml", SITE);
  return ground;
}

Deno.test("run -i walks a playbook on the hosts of its inventory, and warns of patterns that name nothing", async () => {
  using place = ground();
  const { code, stdout, stderr } = await place.run("run", "-i", "inventory.yml", "site.yml");
  assert.equal(code, 0, stderr);
  assert.deepEqual(place.lines("deeds").toSorted(), ["db1", "web1 red", "web2 red"]);
  assert.match(stderr, /^warning: Could not match supplied host pattern, ignoring: nosuch$/m);
  assert.deepEqual(stdout.match(/^\w+\s+: ok=\d+ changed=\d+/gm), [
    "db1  : ok=1 changed=1",
    "web1 : ok=1 changed=1",
    "web2 : ok=1 changed=1",
  ]);
});

Deno.test("run --limit leaves the other hosts alone; several inventories add up; a list of names needs no file", async () => {
  using place = ground();
  assert.equal((await place.run("run", "-i", "inventory.yml", "site.yml", "-l", "web:!web1")).code, 0);
  assert.deepEqual(place.lines("deeds"), ["web2 red"]);
  place.write("only", "db1\n");
  assert.equal((await place.run("run", "-i", "inventory.yml", "site.yml", "--limit", "@only")).code, 0);
  assert.deepEqual(place.lines("deeds"), ["web2 red", "db1"]);
  place.write(
    "all.yml",
    "- hosts: all\n  gather_facts: false\n  tasks:\n    - shell: echo {{ inventory_hostname }} >> DIR/all\n",
  );
  const both = ["-i", "inventory.yml", "-i", "x1,x2", "-c", "local", "--forks", "1"];
  const { code, stderr } = await place.run("run", ...both, "all.yml");
  assert.equal(code, 0, stderr);
  assert.deepEqual(place.lines("all").toSorted(), ["db1", "web1", "web2", "x1", "x2"]);
});

Deno.test("run --list-hosts shows the hosts that ansible-playbook shows, with and without a limit", async () => {
  using place = ground();
  const listed = (text: string) =>
    text.split("\n").filter((line) => /^ {4,}(pattern|hosts \(| {2}\w)/.test(line)).map((line) => line.trim())
      .toSorted();
  for (const limit of [[], ["-l", "web1:db"], ["-l", "db"]]) {
    const theirs = await new Deno.Command("ansible-playbook", {
      args: ["-i", "inventory.yml", "site.yml", "--list-hosts", ...limit],
      cwd: place.folder,
      env: { HOME: place.folder, ANSIBLE_NOCOLOR: "1" },
    }).output();
    const ours = await place.run("run", "-i", "inventory.yml", "site.yml", "--list-hosts", ...limit);
    assert.equal(ours.code, 0, ours.stderr);
    assert.deepEqual(listed(ours.stdout), listed(new TextDecoder().decode(theirs.stdout)));
    assert.ok(listed(ours.stdout).length > 2);
  }
  assert.deepEqual(place.lines("deeds"), []);
});

Deno.test("run refuses what names no host or no file with a sentence and exit 2, and makes no database", async () => {
  using place = ground();
  place.write("broken.yml", "web:\n  hosts: [a, b]\n");
  const cases: [string[], RegExp][] = [
    [["site.yml"], /site\.yml:1:10: This play is for "web,nosuch".*-i inventory\.yml/],
    [["site.yml", "-i", "nosuch.yml"], /nosuch\.yml: There is no such inventory.*-i nosuch\.yml,/],
    [
      ["site.yml", "-i", "inventory.yml", "-l", "nosuch"],
      /--limit nosuch lets no host through: the hosts are web1, web2, db1/,
    ],
    [["site.yml", "-i", "inventory.yml", "-l", "@nosuch"], /nosuch/],
    [["site.yml", "-i", "broken.yml"], /broken\.yml:2:\d+: /],
    [["site.yml", "-i", "inventory.yml", "--become-password-file", "nosuch"], /nosuch: There is no such file/],
    [
      ["site.yml", "-i", "inventory.yml", "-K"],
      /-K asks for a password, and standard input is no terminal\n.*--become-password-file/,
    ],
    [
      ["site.yml", "-i", "inventory.yml", "-e", "ansible_become_pass=hunter2"],
      /-e ansible_become_pass=… is not taken: extra variables are on record.*\n.*-K.*--become-password-file/,
    ],
    [
      ["site.yml", "-i", "inventory.yml", "-e", '{"ansible_password": "hunter2"}'],
      /-e ansible_password=….*\n.*-k.*--connection-password-file/,
    ],
    [["site.yml", "-i", "inventory.yml", "--forks", "0"], /whole number from 1 up/],
    [["site.yml", "-i", "inventory.yml", "-c", "docker"], /Allowed choices are ssh, local/],
    [["site.yml", "-i", "inventory.yml", "--scp-extra-args", "-l 1"], /not built yet: .*--ssh-common-args/],
  ];
  for (const [args, told] of cases) {
    const { code, stderr } = await place.run("run", ...args);
    assert.equal(code, 2, `${args.join(" ")}\n${stderr}`);
    assert.match(stderr, told);
  }
  const submitted = await place.run("submit", "site.yml", "-i", "inventory.yml", "-K");
  assert.equal(submitted.code, 2);
  assert.match(submitted.stderr, /a worker asks nobody.*--become-password-file/);
  assert.deepEqual(place.lines("deeds"), []);
  assert.throws(() => Deno.statSync(place.db), Deno.errors.NotFound);
});

Deno.test("run --syntax-check and --list-tasks need no inventory", async () => {
  using place = ground();
  assert.equal((await place.run("run", "site.yml", "--syntax-check")).code, 0);
  const { code, stdout, stderr } = await place.run("run", "site.yml", "--list-tasks");
  assert.equal(code, 0, stderr);
  assert.match(stdout, /play #1 \(web,nosuch\).*\n {4}tasks:\n {6}deed/);
});

Deno.test("run with an inventory that is a program runs it once, and a run that goes on reads what it said then", async () => {
  using place = ground();
  const program = place.write(
    "hosts.sh",
    `#!/bin/sh
echo "$*" >> DIR/asked
[ -e DIR/fails ] && { echo "no network" >&2; exit 3; }
case $1 in
  --list) echo '{"web": {"hosts": ["web1"]}, "all": {"vars": {"ansible_connection": "local"}}}' ;;
  --host) echo '{"colour": "blue"}' ;;
esac
`,
  );
  await Deno.chmod(program, 0o755);
  place.write(
    "asks.yml",
    "- hosts: web\n  gather_facts: false\n  tasks:\n    - shell: echo {{ colour }} >> DIR/deeds\n" +
      "    - pause: {prompt: Go on?}\n    - shell: echo after {{ colour }} >> DIR/deeds\n",
  );
  const paused = await place.run("run", "-i", "hosts.sh", "asks.yml", "--non-interactive");
  assert.equal(paused.code, 3, paused.stderr);
  assert.deepEqual(place.lines("asked"), ["--list", "--host web1"]);
  place.write("fails", "");
  assert.equal((await place.run("respond", "1", "yes")).code, 0);
  const resumed = await place.run("resume", "1");
  assert.equal(resumed.code, 0, resumed.stderr);
  assert.deepEqual(place.lines("asked"), ["--list", "--host web1"]);
  assert.deepEqual(place.lines("deeds"), ["blue", "after blue"]);
  const broken = await place.run("run", "-i", "hosts.sh", "asks.yml");
  assert.equal(broken.code, 2);
  assert.match(broken.stderr, /hosts\.sh: .*--list` ended with 3: no network/);
});

Deno.test("show and status name inventory and limit, and hosts of a run are on record without secrets", async () => {
  using place = ground();
  assert.equal((await place.run("run", "-i", "inventory.yml", "site.yml", "-l", "web")).code, 0);
  assert.match((await place.run("status", "1")).stdout, /^hosts +inventory\.yml; only web$/m);
  const { stdout } = await place.run("show", "1");
  assert.match(stdout, /^inventory +\/.*\/inventory\.yml$/m);
  assert.match(stdout, /^limit +web$/m);
  assert.equal((await place.run("run", "-i", "inventory.yml", "site.yml")).code, 0);
  const rows = place.query("select hostname as name, vars from hosts where loop_id = 2 order by hostname");
  assert.deepEqual(rows.map(({ name }) => name), ["db1", "web1", "web2"]);
  assert.ok(JSON.stringify(rows).includes("colour"));
  assert.ok(!JSON.stringify(rows).includes("hunter2"));
});
