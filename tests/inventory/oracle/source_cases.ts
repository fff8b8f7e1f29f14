// Programs, folders, comma lists, and several sources together.
import type { InventoryCase } from "./case.ts";

/** Each beside Ansible's answer. */
export const SOURCE_CASES: InventoryCase[] = [
  program("program_meta", {
    web: { hosts: ["w1", "w2"], vars: { a: 1, b: 1.0, t: "{{ x }}" }, children: ["sub"] },
    sub: ["w3", "w1"],
    db: { hosts: ["d1"] },
    _meta: { hostvars: { w1: { x: 1, ansible_host: "10.0.0.1" }, d1: { y: [1] }, stranger: { z: 1 } } },
  }),
  program("program_simple", {
    alone: { a: 1, b: 2 },
    listed: ["h1", "h2"],
    none: [],
    kids: { children: ["listed", "fresh"] },
    _meta: { hostvars: {} },
  }),
  program("program_all", {
    _meta: { hostvars: { h1: { v: 1 } } },
    all: { children: ["ungrouped", "g"], vars: { w: 1 } },
    g: { hosts: ["h1"] },
    ungrouped: { hosts: ["h2"] },
  }),
  program("program_unsafe", {
    g: { hosts: ["h1"], vars: { u: { __ansible_unsafe: "{{ raw }}" } } },
    _meta: { hostvars: { h1: { v: { __ansible_unsafe: "plain" } } } },
  }),
  program("program_empty", {}),
  {
    name: "program_asked",
    sources: ["inv.sh"],
    files: {
      "inv.sh": `#!/bin/sh
if [ "$1" = --host ]; then
  case $2 in h1) echo '{"n": 1, "f": 2.0}';; h2) echo '{}';; *) echo "name: $2";; esac
else
  echo '{"g": {"hosts": ["h1", "h2", "h3"]}, "solo": {"k": "v"}, "_meta": {}}'
fi
`,
    },
  },
  { name: "text_executable", sources: ["hosts"], files: { hosts: "[web]\nweb1 a=1\n" }, executable: ["hosts"] },
  {
    name: "folder",
    sources: ["inv"],
    files: {
      "inv/01-hosts": "[web]\nweb1 a=ini\nweb2\n[web:vars]\nv=ini\n",
      "inv/02-more.yml": "web:\n  hosts: {web1: {a: yaml}, web3: }\n  vars: {v: yaml}\ndb: {hosts: {db1: }}\n",
      "inv/03-program":
        `#!/bin/sh\necho '{"db": {"hosts": ["db2", "web1"]}, "_meta": {"hostvars": {"web1": {"a": "program"}}}}'\n`,
      "inv/04-old.bak": "[bak]\nx1\n",
      "inv/05.ini": "[ini]\nx2\n",
      "inv/06.cfg": "[cfg]\nx3\n",
      "inv/07~": "[tilde]\nx4\n",
      "inv/.hidden": "[hidden]\nx5\n",
      "inv/08.retry": "x6\n",
      "inv/09.md": "[md]\nx7\n",
      "inv/10.txt": "x8\n",
      "inv/11.pyc": "x9\n",
      "inv/12.orig": "x10\n",
      "inv/sub/deeper/hosts": "[deep]\ndeep1\n",
      "inv/group_vars/web.yml": "gv: 1\nv: file\n",
      "inv/host_vars/web1.yml": "hv: 1\na: file\n",
      "inv/sub/group_vars/deep.yml": "unread: 1\n",
      "inv/vars_plugins/x": "[plug]\nx11\n",
    },
  },
  { name: "folder_empty", sources: ["inv", "hosts"], files: { "inv/.keep": "", hosts: "h1\n" } },
  {
    name: "folder_children_across",
    sources: ["inv"],
    files: {
      "inv/a": "[web]\nw1\n[db]\nd1\n",
      "inv/b": "[prod:children]\nweb\ndb\n[prod:vars]\nx=1\n[web:vars]\ny=2\n",
    },
  },
  {
    name: "several_sources",
    sources: ["one/hosts", "two/hosts.yml", "three/hosts"],
    files: {
      "one/hosts": "[web]\nh1 v=one w=one\nh2\n[web:vars]\ng=one\n",
      "two/hosts.yml": "web:\n  vars: {g: two}\n  hosts: {h1: {v: two}, h3: }\ntop: {children: {web: }}\n",
      "three/hosts": "lone\nh3 v=three\n[top:vars]\ng=top\nq=1\n",
      "one/group_vars/web.yml": "f: one\ng2: one\n",
      "two/group_vars/web.yml": "f: two\n",
      "two/group_vars/top.yml": "g2: two-top\n",
      "three/host_vars/h1.yml": "hv: three\n",
      "one/host_vars/h1.yml": "hv: one\nhw: one\n",
    },
  },
  { name: "comma_list", sources: ["web1,web2, web3 ,web1"], files: {} },
  { name: "comma_localhost", sources: ["localhost,"], files: {} },
  {
    name: "comma_forms",
    sources: ["web[1:3],10.0.0.1:22,[::1]:2222,2001:db8::5,user@host,h:x,end_:22,[w]:23,[w[1:2]]:24,"],
    files: {},
  },
  {
    name: "comma_and_file",
    sources: ["hosts", "web1,new:22", "later"],
    files: { hosts: "[web]\nweb1 a=1\n", later: "[g]\nnew b=2\nweb1\n" },
  },
  {
    name: "comma_group_vars",
    sources: ["web1,web2"],
    folder: "play",
    files: {
      "play/group_vars/all.yml": "a: 1\n",
      "play/group_vars/ungrouped.yml": "u: 1\n",
      "play/host_vars/web2": "h: 2\n",
    },
  },
  { name: "comma_in_path", sources: ["a,b"], files: { "a,b": "h1 x=1\n", "host_vars/h1": "y: 2\n" } },
];

function program(name: string, output: unknown): InventoryCase {
  return { name, sources: ["inv"], files: { inv: `#!/bin/sh\ncat <<'END'\n${JSON.stringify(output)}\nEND\n` } };
}
