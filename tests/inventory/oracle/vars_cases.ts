// Variables in files, and which of them win.
import type { InventoryCase } from "./case.ts";

const EVERYWHERE = ["v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9"];

/** Each beside Ansible's answer. */
export const VARS_CASES: InventoryCase[] = [
  {
    name: "vars_extensions",
    sources: ["hosts"],
    files: {
      hosts: "[a]\nh1\n[b]\nh2\n[c]\nh3\n[d]\nh4\n[e]\nh5\n",
      "group_vars/a": "v: none\n",
      "group_vars/a.yml": "v: yml\nw: 1\n",
      "group_vars/b.yml": "v: yml\n",
      "group_vars/b.yaml": "v: yaml\nw: 1\n",
      "group_vars/c.yaml": "v: yaml\n",
      "group_vars/c.json": '{"v": "json", "w": 1}\n',
      "group_vars/d.json": '{"v": 1e3, "w": "yes"}\n',
      "group_vars/e.txt": "v: txt\n",
      "host_vars/h1.yml": "h: 1\n",
      "host_vars/h2": "h: 2\n",
      "host_vars/h3.yaml": "h: 3\n",
      "host_vars/h4.json": '{"h": 4}\n',
      "host_vars/h5.bak": "h: 5\n",
    },
  },
  {
    name: "vars_folders",
    sources: ["hosts"],
    files: {
      hosts: "[web]\nweb1\n[dot.ted]\nweb1\n",
      "group_vars/web/10-first.yml": "a: first\nb: first\n",
      "group_vars/web/20-second": "b: second\nc: second\n",
      "group_vars/web/sub/x.yml": "c: sub\nd: sub\n",
      "group_vars/web/sub/deeper/y.json": '{"d": "deeper"}\n',
      "group_vars/web/sub.d/z.yml": "unread: 1\n",
      "group_vars/web/.hidden.yml": "unread: 2\n",
      "group_vars/web/backup.yml~": "unread: 3\n",
      "group_vars/web/notes.txt": "unread: 4\n",
      "group_vars/web.yml": "unread: 5\n",
      "group_vars/all.yml/inner.yml": "from_folder: all.yml\n",
      "group_vars/dot.ted.yml": "dotted: 1\n",
      "host_vars/web1/b.yml": "hb: 2\nha: 2\n",
      "host_vars/web1/a.yml": "ha: 1\n",
    },
  },
  {
    name: "vars_precedence",
    sources: ["inv/hosts"],
    folder: "play",
    files: {
      "inv/hosts": `[low]\nh1 ${set(9, "host")}\nh2\n[high:children]\nlow\n[low:vars]\n${lines(3, "low")}[high:vars]\n${
        lines(2, "high")
      }[all:vars]\n${lines(1, "all")}`,
      "inv/group_vars/all.yml": yaml(4, "inv_all"),
      "play/group_vars/all.yml": yaml(5, "play_all"),
      "inv/group_vars/high.yml": yaml(6, "inv_high"),
      "inv/group_vars/low.yml": yaml(7, "inv_low"),
      "play/group_vars/high.yml": yaml(8, "play_high"),
      "inv/host_vars/h1.yml": "v9: inv_host\nonly: inv_host\n",
      "play/host_vars/h1.yml": "only: play_host\n",
    },
  },
  {
    name: "vars_replace",
    sources: ["hosts.yml"],
    files: {
      "hosts.yml": "web:\n  hosts: {h1: {m: {c: 3}}, h2: }\n  vars: {m: {a: 1}, l: [1]}\n",
      "group_vars/web.yml": "m: {b: 2}\nl: [2]\n",
      "group_vars/all.yml": "m: {z: 0}\nl: [0]\nk: {x: 1}\n",
      "host_vars/h2.yml": "k: {y: 2}\n",
    },
  },
  {
    name: "vars_sources_over_depth",
    sources: ["one/hosts", "two/hosts", "one/more"],
    files: {
      "one/hosts": "[low]\nh1\n[high:children]\nlow\n",
      "two/hosts": "[other]\nh1\n",
      "one/more": "[low]\nh2\n",
      "one/group_vars/low.yml": "a: one-low\nb: one-low\n",
      "two/group_vars/high.yml": "a: two-high\n",
      "two/group_vars/low.yml": "c: two-low\n",
      "one/group_vars/other.yml": "b: one-other\nc: one-other\n",
    },
  },
  {
    name: "vars_implicit_localhost",
    sources: ["hosts"],
    folder: "play",
    files: {
      hosts: "[web]\nweb1\n[all:vars]\na=1\nansible_connection=ssh\n",
      "group_vars/all.yml": "b: 2\n",
      "group_vars/ungrouped.yml": "no: 1\n",
      "play/group_vars/all.yml": "c: 3\n",
      "host_vars/localhost.yml": "d: 4\n",
      "play/host_vars/localhost.yml": "d: 5\n",
    },
  },
  {
    name: "vars_empty_files",
    sources: ["hosts"],
    files: {
      hosts: "[web]\nh1\n[db]\nh1\n",
      "group_vars/web.yml": "",
      "group_vars/db.yml": "---\n# none\n",
      "group_vars/all.yml": "[]\n",
      "host_vars/h1.yml": "{}\n",
    },
  },
  {
    name: "vars_odd_names",
    sources: ["hosts"],
    files: {
      hosts: "[web-1]\nh.example.com\n10.0.0.1\n[grüße]\nhôte\n/srv/chroot\na/b\n::1\n",
      "group_vars/web-1.yml": "a: 1\n",
      "group_vars/grüße.yml": "b: 1\n",
      "host_vars/h.example.com": "c: 1\n",
      "host_vars/10.0.0.1.yml": "d: 1\n",
      "host_vars/hôte.yml": "e: 1\n",
      "host_vars/srv/chroot": "f: 1\n",
      "host_vars/a/b.yml": "g: 1\n",
      "host_vars/::1.yml": "h: 1\n",
    },
  },
  {
    name: "vars_no_folder",
    sources: ["hosts"],
    folder: "play",
    files: {
      hosts: "[web]\nh1\n",
      group_vars: "a file\n",
      "play/host_vars": "a file\n",
      "play/group_vars/web": "x: 1\n",
    },
  },
  {
    name: "vars_values",
    sources: ["hosts"],
    files: {
      hosts: "[web]\nh1\n",
      "group_vars/web.yml":
        "s: !unsafe '{{ x }}'\nansible_group_priority: 7\nn: 08\nf: 1.0\nb: on\nd: 2020-01-01\ntext: |\n  a\n  b\nt: '{{ y }}'\n? 5\n: five\n",
    },
  },
  {
    name: "vars_same_folder",
    sources: ["inv/hosts"],
    folder: "inv",
    files: {
      "inv/hosts": "[low]\nh1\n[high:children]\nlow\n",
      "inv/group_vars/low.yml": "v: low\n",
      "inv/group_vars/high.yml": "v: high\n",
      "inv/group_vars/all.yml": "v: all\nw: all\n",
    },
  },
];

function set(from: number, value: string): string {
  return EVERYWHERE.slice(from - 1).map((name) => `${name}=${value}`).join(" ");
}

function lines(from: number, value: string): string {
  return EVERYWHERE.slice(from - 1).map((name) => `${name}=${value}\n`).join("");
}

function yaml(from: number, value: string): string {
  return EVERYWHERE.slice(from - 1).map((name) => `${name}: ${value}\n`).join("");
}
