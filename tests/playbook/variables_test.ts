import assert from "node:assert/strict";
import { names, steps } from "./steps.ts";

const set = (task: { module: string; params: Record<string, unknown> }) =>
  task.module === "set_fact" || task.module === "include_vars"
    ? { ansible_facts: { ...task.params } as Record<string, string> }
    : task.module === "setup"
    ? { ansible_facts: { ansible_x: "fact", x: "fact" } }
    : {};
const last = (seen: ReturnType<typeof steps>) => Object.values(seen.at(-1)!.params).join();
const SAY = '- {name: say, command: "{{ x }}"}';

Deno.test("variables follow Ansible's precedence, each layer over the one before", () => {
  const facts = "- setup: {}\n";
  assert.equal(last(steps(facts + SAY, set)), "fact");
  const keys = "  vars_files: [vars.yml]";
  const files = { "/play/vars.yml": "x: vars_files" };
  assert.equal(last(steps(facts + SAY, set, { keys, files })), "vars_files");
  const block = (inside: string) => `- block:\n${inside.replaceAll(/^/gm, "    ")}\n  vars: {x: block}`;
  assert.equal(last(steps(facts + block(SAY), set, { keys, files })), "block");
  const task = '- {name: say, command: "{{ x }}", vars: {x: task}}';
  assert.equal(last(steps(block(task), set, { keys, files })), "task");
  const include = "- include_vars: {file: a.yml}\n";
  const included = (action: Parameters<typeof set>[0]) =>
    action.module === "include_vars" ? { ansible_facts: { x: "included" } } : set(action);
  assert.equal(last(steps(include + task, included, { keys, files })), "included");
  assert.equal(last(steps(`${include}- set_fact: {x: fact set}\n${task}`, included, { keys, files })), "fact set");
  const extra = { walking: { extraVars: { x: "extra" } }, keys, files };
  assert.equal(last(steps(`- set_fact: {x: fact set}\n${task}`, set, extra)), "extra");
  assert.equal(last(steps('- {command: "{{ x }}", loop: [item], loop_control: {loop_var: x}}', set, extra)), "item");
});

Deno.test("what include_vars and --extra-vars say is templated, what a host says is not", () => {
  const seen = steps(
    '- include_vars: {file: a.yml}\n- {command: "{{ a }} {{ b }}"}',
    ({ module }) => module === "include_vars" ? { ansible_facts: { a: "{{ greeting }}" } } : {},
    {
      walking: { extraVars: { b: "{{ who }}" } },
    },
  );
  assert.equal(last(seen), "hello hello you");
  const answered = steps(
    '- setup: {}\n- {command: "{{ a }}"}',
    ({ module }) => module === "setup" ? { ansible_facts: { a: "{{ greeting }}" } } : {},
  );
  assert.equal(last(answered), "{{ greeting }}");
});

Deno.test("vars_files take the first of a list, wait for facts, and fail where none is there", () => {
  const files = { "/play/vars/common.yml": "x: common", "/play/debian.yml": "x: debian" };
  const keys = `  vars_files: [[nope.yml, common.yml]]`;
  assert.equal(last(steps(SAY, set, { keys, files })), "common");
  const byFact = '  vars_files: ["{{ ansible_os }}.yml"]';
  const facts = ({ module }: { module: string }) =>
    module === "setup" ? { ansible_facts: { ansible_os: "debian" } } : {};
  assert.equal(last(steps(`- setup: {}\n${SAY}`, facts, { keys: byFact, files })), "debian");
  const none = ({ module }: { module: string }) => module === "setup" ? { ansible_facts: { ansible_os: "bsd" } } : {};
  const seen = steps(`- setup: {}\n${SAY}`, none, { keys: byFact, files });
  assert.match(String(seen[1]!.settled!["msg"]), /bsd\.yml/);
});

Deno.test("special variables tell of host, play and run, and cannot be overridden", () => {
  const say = (expression: string, more = {}) => last(steps(`- {command: "x {{ ${expression} }}"}`, set, more));
  assert.equal(say("inventory_hostname ~ ' ' ~ playbook_dir"), "x localhost /play");
  const extraVars = { greeting: "hello", who: "{{ greeting }} you" };
  assert.equal(say("hostvars['localhost'].greeting", { walking: { extraVars } }), "x hello");
  assert.equal(say("hostvars.localhost['who']", { walking: { extraVars } }), "x hello you");
  assert.equal(say("hostvars.localhost.greeting | default('none')"), "x none", "a play's vars are no host's");
  assert.equal(say("vars['greeting'] ~ ' ' ~ vars.who"), "x hello hello you");
  assert.equal(
    say("ansible_run_tags ~ ansible_skip_tags", {
      walking: { selection: { tags: ["a", "untagged"], skipTags: ["b"] } },
    }),
    "x ['a', 'untagged']['b']",
  );
  assert.equal(say("inventory_hostname", { walking: { extraVars: { inventory_hostname: "mine" } } }), "x localhost");
  assert.equal(say("ansible_search_path | join(',')"), "x /play");
  assert.equal(say("'nope' in hostvars"), "x False");
});

Deno.test("hostvars reach the registered results of another host", () => {
  const seen = steps(
    `- {name: one, command: a, register: r}\n- {name: two, command: "{{ hostvars[groups.all | difference([inventory_hostname]) | first].r.stdout }}"}`,
    ({ host, name }) => name === "one" ? { stdout: `of ${host}` } : {},
    { hosts: ["web", "db"] },
  );
  assert.deepEqual(seen.slice(2).map(({ params }) => Object.values(params).join()), ["of db", "of web"]);
});

Deno.test("environment is templated, text for every value, inner over outer", () => {
  const seen = steps('- {command: x, environment: {A: "{{ greeting }}", N: 1, T: true}}', set, {
    keys: "  environment: {A: play, P: play}",
  });
  assert.deepEqual(seen[0]!.terms!.environment, { A: "hello", P: "play", N: "1", T: "True" });
});

Deno.test("--tags and --skip-tags walk what Ansible walks", () => {
  const tasks = `- {name: plain, command: a}
- {name: one, command: b, tags: one}
- {name: two, command: c, tags: "one, two"}
- {name: ever, command: d, tags: always}
- {name: dark, command: e, tags: [never, debug]}
- block: [{name: in block, command: f, tags: inner}]
  tags: outer
- {name: templated, command: g, tags: "{{ greeting }}"}`;
  const walked = (tags: string[], skipTags: string[] = []) =>
    names(steps(tasks, () => ({}), { walking: { selection: { tags, skipTags } } }));
  assert.deepEqual(walked(["all"]), ["plain", "one", "two", "ever", "in block", "templated"]);
  assert.deepEqual(walked(["one"]), ["one", "two", "ever"]);
  assert.deepEqual(walked(["debug"]), ["ever", "dark"]);
  assert.deepEqual(walked(["tagged"]), ["one", "two", "ever", "in block", "templated"]);
  assert.deepEqual(walked(["untagged"]), ["plain", "ever"]);
  assert.deepEqual(walked(["outer"]), ["ever", "in block"]);
  assert.deepEqual(walked(["hello"]), ["ever", "templated"]);
  assert.deepEqual(walked(["all"], ["one"]), ["plain", "ever", "in block", "templated"]);
  assert.deepEqual(walked(["all"], ["always"]), ["plain", "one", "two", "in block", "templated"]);
  assert.deepEqual(walked(["all"], ["tagged"]), ["plain"]);
});

Deno.test("what add_host was given is no template, whoever's words it holds; a file of variables beside the inventory is one", () => {
  const answered = '{{ greeting }} {{ lookup("env", "WHO") }}';
  const seen = steps(
    `- {command: whoami, register: out}
- {add_host: {name: w1, word: "{{ out.stdout }}", list: ["{{ out.stdout }}"], own: "{{ greeting }}"}}
- {command: "{{ hostvars.w1.word }}"}`,
    ({ module, params }) =>
      module === "command" ? { stdout: answered } : module === "add_host"
        ? {
          add_host: {
            host_name: "w1",
            groups: ["fresh"],
            host_vars: Object.fromEntries(Object.entries(params).filter(([name]) => name !== "name")),
          },
        }
        : {},
    {
      inventory: "h1\n",
      files: { "/inv/host_vars/w1.yml": "kept: '{{ greeting }}'" },
      plays:
        `- {hosts: fresh, gather_facts: false, vars: {greeting: hello}, tasks: [command: "{{ word }} {{ list[0] }} {{ own }} {{ kept }}"]}`,
    },
  );
  const commands = seen.filter(({ module }) => module === "command").map(({ params }) => Object.values(params)[0]);
  assert.deepEqual(commands, ["whoami", answered, `${answered} ${answered} hello hello`]);
});

Deno.test("facts say nothing of how a host is entered: they stay under ansible_facts, as Ansible has it", () => {
  const facts = {
    ansible_connection: "local",
    ansible_host: "203.0.113.9",
    ansible_ssh_common_args: "-o ProxyCommand=evil",
    ansible_become_user: "other",
    ansible_sudo_exe: "/tmp/evil",
    ansible_password: "word",
    ansible_python_interpreter: "/tmp/evil",
    ansible_ssh_host_key_rsa_public: "AAAA",
    ansible_ssh_bridge: "br0",
    ansible_local: { a: 1 },
    ansible_os_family: "Debian",
  };
  const seen = steps(
    `- {setup: {}}
- {command: "{{ ansible_facts.host }} {{ ansible_ssh_host_key_rsa_public }} {{ ansible_ssh_bridge }} {{ ansible_os_family }}"}`,
    ({ module }) => module === "command" ? {} : { ansible_facts: facts },
    { inventory: "h1 ansible_host=192.0.2.1\n" },
  );
  assert.equal(last(seen), "203.0.113.9 AAAA br0 Debian");
  const { way } = seen.at(-1)!.terms!.entrance!;
  assert.deepEqual(way, { host: "h1", connection: "ssh", address: "192.0.2.1" });
});
