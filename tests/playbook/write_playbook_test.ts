// What was done on hosts, written as a playbook and read back.
import assert from "node:assert/strict";
import fc from "fast-check";
import { loadModules } from "../../src/app.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { type DoneCall, doneTasks } from "../../src/playbook/done_tasks.ts";
import { parsePlaybook } from "../../src/playbook/parse.ts";
import type { Playbook } from "../../src/playbook/playbook.ts";
import { writePlaybook } from "../../src/playbook/write_playbook.ts";
import { lazyScope } from "../../src/templates/scope.ts";
import { templateValue } from "../../src/templates/template.ts";
import { toPlain } from "../../src/templates/value.ts";
import { memoryFiles } from "../fakes/memory_files.ts";

const modules = await loadModules();

function call(host: string, module: string, params: JsonObject, more: Partial<DoneCall> = {}): DoneCall {
  return { batch: 1, host, module, params, name: `${module} it`, stands: "holds", ...more };
}

function written(calls: readonly DoneCall[], goal = "all is there"): string {
  return writePlaybook({ goal, tasks: doneTasks(calls), added: [], secrets: () => ({ params: {}, environment: {} }) });
}

function read(text: string): Playbook {
  return parsePlaybook("/out.yml", { modules, files: memoryFiles({ "/out.yml": text }) });
}

/** Each play as its hosts and what its tasks call, with parameters as they come out. */
function plays(text: string): unknown[] {
  return read(text).plays.map(({ pattern, tasks }) => [
    pattern,
    ...tasks.map((task) => {
      assert(task.kind === "task");
      return [task.module, toPlain(templateValue(task.params, lazyScope([])))];
    }),
  ]);
}

Deno.test("doneTasks() puts the same call of one decision on many hosts together, and leaves each host's order", () => {
  const copy = { content: "x", dest: "/x" };
  const file = { path: "/d", state: "directory" };
  const tasks = doneTasks([
    ...["a", "b"].flatMap((host) => [call(host, "copy", copy), call(host, "file", file)]),
    call("c", "file", file),
    call("c", "copy", copy),
    call("d", "copy", copy, { batch: 2 }),
    call("a", "copy", copy, { batch: 2 }),
    call("a", "ping", {}),
  ]);
  assert.deepEqual(tasks.map(({ module, hosts }) => [module, ...hosts]), [
    ["copy", "a", "b"],
    ["file", "a", "b", "c"],
    ["copy", "c"],
    ["copy", "d"],
  ]);
});

Deno.test("doneTasks() never puts a call before one that came before it on its host", () => {
  const calls = fc.array(
    fc.record({
      host: fc.constantFrom("a", "b", "c"),
      path: fc.constantFrom("/1", "/2", "/3"),
      batch: fc.constantFrom(1, 2),
    }),
    { maxLength: 30 },
  ).map((all) => all.toSorted((a, b) => a.batch - b.batch));
  fc.assert(fc.property(calls, (all) => {
    const tasks = doneTasks(all.map(({ host, path, batch }) => call(host, "file", { path }, { batch })));
    for (const host of ["a", "b", "c"]) {
      const wanted = [...new Set(all.filter((each) => each.host === host).map(({ path }) => path))];
      assert.deepEqual(tasks.filter(({ hosts }) => hosts.includes(host)).map(({ params }) => params["path"]), wanted);
    }
  }));
});

Deno.test("writePlaybook() writes plays for the hosts in order, and comments for what would run each time", () => {
  const text = written([
    call("web1", "copy", { content: "one\n", dest: "/etc/x", mode: "0644" }),
    call("web2", "copy", { content: "one\n", dest: "/etc/x", mode: "0644" }),
    call("web1", "shell", { cmd: "one\ntwo" }, { stands: "cannot tell" }),
    call("db1", "file", { path: "/gone", state: "absent" }, { become: { method: "sudo", user: "root" } }),
    call("db1", "file", { path: "/was", state: "touch" }, {
      become: { method: "sudo", user: "root" },
      stands: { differs: "/was\n- hosts: all" },
    }),
  ], "all is there\n- hosts: all");
  assert.equal(
    text,
    `# What was done for: all is there
# - hosts: all
# Run it with the inventory and the connection flags of that run. It finds nothing to change where all is still so.
- hosts:
    - web1
    - web2
  gather_facts: false
  tasks:
    - name: copy it
      copy:
        content: |
          one
        dest: /etc/x
        mode: "0644"

- hosts: web1
  gather_facts: false
  tasks: []
    # This ran, and would run each time: no look can tell whether it is needed. With creates or removes, or a when, it can stand here:
    # - name: shell it
    #   shell:
    #     cmd: |-
    #       one
    #       two

- hosts: db1
  gather_facts: false
  become: true
  tasks:
    - name: file it
      file:
        path: /gone
        state: absent
    # This was done, and does not hold any more (/was
    # - hosts: all):
    # - name: file it
    #   file:
    #     path: /was
    #     state: touch
`,
  );
  assert.deepEqual(plays(text).length, 3);
  assert.deepEqual(plays(written([])), [["localhost"]]);
});

Deno.test("writePlaybook() keeps every text as it was, whatever YAML and templates would make of it", () => {
  const pieces = [
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "yes",
    "0644",
    "1:30",
    "null",
    "~",
    "- ",
    ": ",
    "#",
    "'",
    '"',
    "\\",
    "\n",
    "\t",
    " ",
    "é",
    "\u0007",
    "\r",
    "\u0085",
    "\u2028",
    "\ufeff",
    "\ufffd",
    "!x",
    "&a",
    "*a",
    "0x1f",
    "1e3",
    "@",
    "`",
    "|",
    ">",
  ];
  const text = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 4 })), { maxLength: 8 }).map((
    all,
  ) => all.join(""));
  fc.assert(
    fc.property(text, text, fc.boolean(), (content, name, backup) => {
      const params = { content, dest: "/x", backup };
      const out = written([call("a", "copy", params, { name })], content);
      assert.deepEqual(plays(out), [["a", ["copy", params]]]);
    }),
    { numRuns: 300, examples: [[" \n", "", false], ["\n", "", false], [" a\n b\n", "", true], ["\t\n\n", "", true]] },
  );
});

Deno.test("writePlaybook() fetches bound secrets by template, and names hosts that no inventory has", () => {
  const text = writePlaybook({
    goal: "g",
    tasks: doneTasks([call("new", "get_url", { url: "http://x/", dest: "/x", url_username: "me" })]),
    added: ["new"],
    secrets: (module) =>
      module === "get_url"
        ? {
          params: { url_password: "{{ lookup('env', 'WORD') }}" },
          environment: { TOKEN: "{{ lookup('env', 'T') }}" },
        }
        : { params: {}, environment: {} },
  });
  assert.match(text, /^# These hosts were added meanwhile, put them into the inventory: new$/m);
  assert.match(text, /^ {8}url_password: "\{\{ lookup\('env', 'WORD'\) \}\}"$/m);
  assert.match(text, /^ {6}environment:\n {8}TOKEN: "\{\{ lookup\('env', 'T'\) \}\}"$/m);
});
