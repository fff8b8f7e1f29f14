// Inventories in YAML and JSON.
import type { InventoryCase } from "./case.ts";

/** Each beside Ansible's answer. */
export const YAML_CASES: InventoryCase[] = [
  yaml(
    "yaml_groups",
    `all:
  hosts:
    mail.example.com:
  vars:
    everywhere: 1
  children:
    web:
      hosts:
        web1:
          ansible_host: 10.0.0.1
        web2:
      vars:
        port: 80
    db:
      vars: {port: 5432, list: [1, two, 3.0]}
      hosts:
        db1: {port: 1}
      children:
        replica:
          hosts: {db2: , web1: {extra: true}}
`,
  ),
  yaml(
    "yaml_ranges",
    'web:\n  hosts:\n    web[01:03]: {a: 1}\n    "db-[a:b].x:2222":\n    "[::1]:22":\n    10.0.0.[1:2]: {b: 2}\n    n:\n',
  ),
  yaml(
    "yaml_null_groups",
    "all:\n  children:\n    a:\n    b:\n      hosts:\n    c:\n      vars:\n      children:\n    d: {}\nempty:\nother:\n  hosts: lonely\n  children: named\nnamed:\n  vars: word\n",
  ),
  yaml(
    "yaml_scalars",
    `all:
  hosts:
    h1:
      int: 5
      octal: 0644
      new_octal: 0o17
      text_octal: 08
      hex: 0x1f
      binary: 0b11
      under: 1_000
      minutes: 1:30
      no_minutes: 0:30
      float: 1.5
      whole: 2.0
      point: .5
      exponent: 1e3
      signed_exponent: 1.0e+3
      yes: yes
      no: Off
      y: y
      n: N
      null: ~
      none:
      empty: ""
      quoted: "5"
      single: '5'
      date: 2020-01-01
      big: 123456789012345678901234567890
      template: "{{ other }}"
      block: |
        two
        lines
      folded: >-
        one
        line
      nested: {a: {b: [1, {c: d}]}}
      colon: "a: b"
      unicode: grüße ☃
      escaped: "\\u00e9\\t"
      tagged: !!str 5
`,
  ),
  yaml(
    "yaml_anchors",
    `web:
  vars: &base
    a: 1
    b: {x: 1}
  hosts:
    h1: &h
      c: 3
    h2: *h
    h3:
      <<: *h
      d: 4
db:
  vars:
    <<: *base
    a: 2
  hosts:
    h4: {<<: [*h, *base], c: 9}
`,
  ),
  yaml(
    "yaml_top_level",
    "web:\n  hosts: {w1: , w2: }\nprod:\n  children:\n    web:\n    db:\ndb:\n  hosts: {d1: , w2: }\nlone:\n  hosts: {l1: }\nungrouped:\n  hosts: {u1: , w1: }\n",
  ),
  yaml(
    "yaml_unexpected",
    "all:\n  host: {typo: }\n  hosts: {h1: }\n  note: text\n  children:\n    a: {hosts: {h2: }, extra: [1]}\nword: text\nlist: [1, 2]\nnumber: 5\n",
  ),
  yaml(
    "yaml_unsafe",
    "all:\n  vars:\n    raw: !unsafe '{{ not }} a {% template %}'\n    plain: !unsafe plain\n    number: !unsafe 5\n    deep: !unsafe {a: '{{ x }}', b: 1}\n    list: !unsafe ['{{ x }}', two]\n  hosts: {h1: }\n",
  ),
  yaml(
    "yaml_host_twice",
    "a:\n  hosts:\n    h1: {x: 1, y: 1}\nb:\n  hosts:\n    h1: {x: 2, z: {k: 1}}\nc:\n  hosts:\n    h1: {z: {l: 2}}\n  vars: {x: 9}\n",
  ),
  yaml(
    "yaml_priority",
    'a:\n  vars: {v: a, ansible_group_priority: 5}\n  hosts: {h1: }\nb:\n  vars: {v: b, ansible_group_priority: "3"}\n  hosts: {h1: }\nc:\n  vars: {v: c}\n  hosts: {h1: }\n',
  ),
  yaml("yaml_empty_hosts", "g:\n  hosts:\n    a: {}\n    b: []\n    c: ''\n    d: false\n    e: 0\n    f: null\n"),
  yaml(
    "yaml_children_first",
    "top:\n  children:\n    mid:\n      children:\n        low:\n          hosts: {h1: }\n          vars: {v: low}\n      vars: {v: mid, w: mid}\n  vars: {v: top, w: top, x: top}\nall:\n  vars: {x: all, y: all}\n",
  ),
  yaml(
    "yaml_group_again",
    "all:\n  children:\n    web: {hosts: {a: }}\nweb:\n  hosts: {b: }\n  vars: {x: 1}\nother:\n  children: {web: {hosts: {c: }, vars: {x: 2}}}\n",
  ),
  yaml("yaml_name_clash", "web:\n  hosts:\n    web: {a: 1}\n    db:\n  vars: {b: 2}\ndb:\n  hosts: {x: {c: 3}}\n"),
  yaml("yaml_markers", "---\n# a comment\nall:\n  hosts: {h1: }\n...\n"),
  { name: "yaml_flow", sources: ["hosts"], files: { hosts: "{all: {hosts: {h1: {a: yes}, h2: }}}\n" } },
  { name: "yaml_no_extension", sources: ["hosts"], files: { hosts: "all:\n  hosts:\n    h1:\n      a: 1\n" } },
  { name: "yaml_empty", sources: ["hosts.yml"], files: { "hosts.yml": "" } },
  json("json_file", {
    all: {
      hosts: { h1: { a: 1, b: 1.5, c: [true, null], d: "yes", e: "1e3" } },
      children: { g: { hosts: { h2: null }, vars: { v: 2 } } },
    },
  }),
  {
    name: "json_text",
    sources: ["hosts.json"],
    files: {
      "hosts.json":
        '{"g":\t{"hosts": {"h1": {"exp": 1e3, "whole": 2.0, "big": 123456789012345678901, "u": "\\u00e9\\/", "y": "2020-01-01"}}}}',
    },
  },
  {
    name: "json_no_extension",
    sources: ["hosts"],
    files: { hosts: '{"g": {"hosts": {"h1": {"v": "x"}}, "vars": {"w": false}}}\n' },
  },
  {
    name: "json_unsafe",
    sources: ["h.json"],
    files: {
      "h.json":
        '{"g": {"hosts": {"h1": {"v": {"__ansible_unsafe": "{{ x }}"}, "w": [{"__ansible_unsafe": "plain"}]}}}}',
    },
  },
];

function yaml(name: string, text: string): InventoryCase {
  return { name, sources: ["hosts.yml"], files: { "hosts.yml": text } };
}

function json(name: string, value: unknown): InventoryCase {
  return { name, sources: ["hosts.json"], files: { "hosts.json": JSON.stringify(value) } };
}
