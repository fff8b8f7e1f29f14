import assert from "node:assert/strict";
import type { ModuleResult } from "../../src/model/plan.ts";
import type { Action } from "../../src/model/action.ts";
import type { Way } from "../../src/model/way.ts";
import { type More, steps } from "./steps.ts";

/** The ways of the one task on each host. */
function ways(inventory: string, more: More & { task?: string } = {}): (Way | string)[] {
  const seen = steps(`- {name: it, command: x${more.task ?? ""}}`, () => ({}), { ...more, inventory });
  return seen.map(({ terms, settled }) => settled === undefined ? terms!.entrance!.way : String(settled["msg"]));
}

const way = (inventory: string, more: More & { task?: string } = {}) => ways(inventory, more)[0];

Deno.test("entranceOf() enters hosts of an inventory over ssh, and this machine as it is", () => {
  assert.deepEqual(way("web"), { host: "web", connection: "ssh" });
  assert.deepEqual(way("web ansible_connection=local"), { host: "web", connection: "local" });
  assert.deepEqual(way("web", { pattern: "localhost" }), { host: "localhost", connection: "local" });
  assert.deepEqual(way("localhost", { pattern: "localhost" }), { host: "localhost", connection: "ssh" });
  assert.deepEqual(steps("- command: x")[0]!.terms!.entrance, { way: { host: "localhost", connection: "local" } });
});

Deno.test("entranceOf() reads every connection variable, the older names first", () => {
  const all =
    `web ansible_host=192.0.2.1 ansible_port=2222 ansible_user=ann ansible_ssh_private_key_file=keys/id ansible_timeout=3 ` +
    `ansible_ssh_common_args='-o ProxyJump=bastion' ansible_ssh_extra_args='-o "User=a b"' ansible_ssh_host_key_checking=false`;
  assert.deepEqual(way(all), {
    host: "web",
    connection: "ssh",
    address: "192.0.2.1",
    port: 2222,
    user: "ann",
    keyFile: "/play/keys/id",
    arguments: ["-o", "ProxyJump=bastion", "-o", "User=a b"],
    timeout: 3,
    hostKeys: "accept-new",
  });
  const older =
    "web ansible_host=a ansible_ssh_host=b ansible_port=1 ansible_ssh_port=2 ansible_user=c ansible_ssh_user=d";
  assert.deepEqual(way(older), { host: "web", connection: "ssh", address: "b", port: 2, user: "d" });
  assert.deepEqual(way("web ansible_ssh_private_key_file=~/id"), {
    host: "web",
    connection: "ssh",
    keyFile: "/home/me/id",
  });
});

Deno.test("entranceOf() takes variables over keywords over flags", () => {
  const reach = { user: "flag", keyFile: "/flag", timeout: 9, hostKeys: "accept-new", commonArgs: "-v" } as const;
  const flagged = { walking: { reach } };
  assert.deepEqual(way("web", flagged), {
    ...{ host: "web", connection: "ssh", user: "flag", keyFile: "/flag", arguments: ["-v"] },
    ...{ timeout: 9, hostKeys: "accept-new" },
  });
  const user = (made: Way | string | undefined) => typeof made === "object" ? made.user : made;
  assert.equal(user(way("web", { ...flagged, keys: "  remote_user: play" })), "play");
  assert.equal(
    user(way("web", { ...flagged, keys: "  remote_user: play", task: ', remote_user: "{{ who }}"' })),
    "hello you",
  );
  assert.equal(user(way("web ansible_user=host", { ...flagged, task: ", remote_user: task" })), "host");
  assert.deepEqual(way("web", { keys: "  port: 22\n  connection: local" }), { host: "web", connection: "local" });
  assert.deepEqual(way("web", { keys: "  port: 2022" }), { host: "web", connection: "ssh", port: 2022 });
  assert.deepEqual(way("web", { walking: { reach: { connection: "local" } } }), { host: "web", connection: "local" });
});

Deno.test("entranceOf() becomes whom variables, keywords and flags name", () => {
  const become = (made: Way | string | undefined) => typeof made === "object" ? made.become : made;
  assert.deepEqual(become(way("web", { keys: "  become: true" })), { method: "sudo", user: "root" });
  assert.deepEqual(become(way("web", { walking: { reach: { become: true, becomeUser: "db", becomeMethod: "su" } } })), {
    method: "su",
    user: "db",
  });
  const task = ", become: true, become_user: app, become_method: doas, become_exe: /opt/doas, become_flags: '-n -C x'";
  assert.deepEqual(become(way("web", { task })), {
    ...{ method: "doas", user: "app", exe: "/opt/doas", flags: ["-n", "-C", "x"] },
  });
  assert.deepEqual(become(way("web ansible_become_user=var ansible_become_method=sudo", { task })), {
    ...{ method: "sudo", user: "var", exe: "/opt/doas", flags: ["-n", "-C", "x"] },
  });
  assert.equal(become(way("web ansible_become=no", { task })), undefined);
  assert.deepEqual(become(way("web ansible_become=yes ansible_sudo_user=old")), { method: "sudo", user: "old" });
  assert.equal(become(way("web", { keys: "  become: true", task: ", become: false" })), undefined);
  assert.deepEqual(way("web ansible_connection=local", { keys: "  become: true\n  become_user: '{{ who }}'" }), {
    ...{ host: "web", connection: "local", become: { method: "sudo", user: "hello you" } },
  });
});

Deno.test("entranceOf() keeps passwords out of the way, and takes variables over what was typed", () => {
  const secrets = (inventory: string, more: More = {}) => {
    const [action] = steps("- {name: it, command: x, become: true}", () => ({}), { ...more, inventory });
    const { way, password, becomePassword } = action!.terms!.entrance!;
    assert.doesNotMatch(JSON.stringify([way, action]), /hidden/);
    return [password?.reveal(), becomePassword?.reveal()];
  };
  assert.deepEqual(secrets("web ansible_password=hidden1 ansible_become_password=hidden2"), ["hidden1", "hidden2"]);
  assert.deepEqual(secrets("web ansible_ssh_pass=hidden1 ansible_sudo_pass=hidden2"), ["hidden1", "hidden2"]);
  assert.deepEqual(
    secrets("web ansible_become_pass='{{ pw }}'", {
      keys: "  vars_files: [s.yml]",
      files: { "/play/s.yml": "pw: hidden" },
    }),
    [
      ...[undefined, "hidden"],
    ],
  );
  assert.deepEqual(secrets("web"), [undefined, undefined]);
});

Deno.test("entranceOf() gives the same object wherever it is the same, and another for another password", () => {
  const seen = steps(
    `- {name: one, command: x}
- {name: two, command: y, when: true}
- {name: three, command: z, loop: [1, 2]}
- {name: other, command: x, vars: {ansible_password: b}}`,
    () => ({}),
    { inventory: "web ansible_password=a ansible_host='{{ greeting }}'" },
  );
  const entrances = seen.map(({ terms }) => terms!.entrance);
  for (const entrance of entrances.slice(0, 4)) assert.equal(entrance, entrances[0]);
  assert.notEqual(entrances[4], entrances[0]);
  assert.deepEqual(entrances[4]!.way, entrances[0]!.way);
});

Deno.test("entranceOf() follows set_fact, and fails the task on the host whose way cannot be worked out", () => {
  const facts = ({ module, params }: Action): Partial<ModuleResult> =>
    module === "set_fact" ? { ansible_facts: { ...params } } : {};
  const seen = steps("- set_fact: {ansible_user: ann}\n- {name: it, command: x}", facts, { inventory: "web" });
  assert.equal(seen[1]!.terms!.entrance!.way.user, "ann");
  const [bad, good] = ways("web ansible_host='{{ nope }}'\ndb");
  assert.match(String(bad), /^How to enter web cannot be worked out: ansible_host: 'nope' is undefined.*site\.yml:\d+/);
  assert.deepEqual(good, { host: "db", connection: "ssh" });
  assert.match(
    String(way("web ansible_port=many")),
    /How to enter web: the port is "many", not a number from 1 to 65535/,
  );
  assert.match(String(way("web ansible_connection=docker")), /no connection "docker" here: write "ssh" or "local"/);
  assert.match(String(way("web ansible_become=true ansible_become_method=sud")), /did you mean "sudo"/);
  assert.match(String(way("web ansible_timeout=soon")), /ansible_timeout is "soon"/);
  assert.match(String(way(`web ansible_ssh_common_args="'-o"`)), /the quote ' is not closed/);
});

Deno.test("entranceOf() enters the host that a task is delegated to, by that one's variables", () => {
  const inventory = "web ansible_user=ann ansible_port=22\ndb ansible_host=192.0.2.9 ansible_user=bob\n";
  const on = (task: string) => {
    const [action] = steps(`- {name: it, command: x, ${task}}`, () => ({}), { inventory, pattern: "web" });
    return [action!.host, action!.delegate, action!.terms!.entrance!.way];
  };
  const db = { host: "db", connection: "ssh", address: "192.0.2.9", user: "bob" };
  assert.deepEqual(on("delegate_to: db"), ["web", "db", db]);
  assert.deepEqual(on("delegate_to: 192.0.2.9"), ["web", "192.0.2.9", db]);
  assert.deepEqual(on('delegate_to: "{{ omit }}"').slice(0, 2), ["web", undefined]);
  assert.deepEqual(on("delegate_to: 127.0.0.1"), ["web", "127.0.0.1", { host: "localhost", connection: "local" }]);
  assert.deepEqual(on("delegate_to: else"), ["web", "else", { host: "else", connection: "ssh" }]);
  assert.deepEqual(on("delegate_to: localhost, become: true")[2], {
    ...{ host: "localhost", connection: "local", become: { method: "sudo", user: "root" } },
  });
  const seen = steps('- {name: it, command: x, loop: [db, localhost], delegate_to: "{{ item }}"}', () => ({}), {
    inventory,
  });
  assert.deepEqual(seen.slice(0, 2).map(({ terms }) => terms!.entrance!.way.host), ["db", "db"]);
  assert.deepEqual(seen.slice(2).map(({ terms }) => terms!.entrance!.way.host), ["localhost", "localhost"]);
});

Deno.test("walk() tells how a batch's hosts are entered, but for those that cannot be reached", () => {
  const inventory = "web\ndb ansible_user=bob\ngone\nodd ansible_port=x";
  const seen = steps(
    "- {name: one, command: x}\n- {name: two, command: x, become: false}",
    ({ host }) => host === "gone" ? { unreachable: true } : {},
    { inventory, keys: "  become: true" },
  );
  const become = { method: "sudo", user: "root" };
  assert.deepEqual(seen.at(-1)!.terms!.hosts!().map(({ way }) => way), [
    { host: "web", connection: "ssh", become },
    { host: "db", connection: "ssh", user: "bob", become },
  ]);
});
