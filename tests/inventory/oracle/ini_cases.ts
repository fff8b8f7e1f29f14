// Inventories in INI.
import type { InventoryCase } from "./case.ts";

/** Each beside Ansible's answer. */
export const INI_CASES: InventoryCase[] = [
  ini("ini_hosts", "alpha\nbeta.example.com\n  gamma  \n\n192.168.0.7\nunder_score\n"),
  ini("ini_sections", "lone\n[web]\nweb1\nweb2\n[db]\ndb1\nweb2\n[web]\nweb3\nweb1\n[empty]\n"),
  ini(
    "ini_section_values",
    `[web]
web1
[web:vars]
int=5
negative = -5
zero=007
text=hello world
yes=yes
true=True
lower=true
none=None
list=[1, 'two', 3.0]
dict={'a': {'b': [True, None]}, 1: 'one'}
tuple=1,2
single=(1,)
address=10.0.0.1
quoted="in quotes"
single_quoted='in quotes'
half="half
empty=
commented=5 # five
not_commented=five # five
path=/etc/x=y
hex=0x1F
octal=0o17
big=123456789012345678901234567890
million=1_000_000
float=1.50
whole=2.0
exponent=1e3
template={{ other }}
escaped='a\\tb'
joined='a' 'b'
unicode=grüße
spaces   =   around
semicolon=a ; b
equal==
`,
  ),
  ini(
    "ini_host_values",
    `[web]
web1 int=5 text=hello quoted="two words" inner='"5"' bool=True lower=false none=None
web2 list="[1, 2, 'x']" dict="{'a': 1}" bare=[1,2] path=/a/b=c empty= quotes='' hash=a#b more=lost
web3 escaped=a\\ b backslash="a\\\\b" dollar='$HOME' half="it's" joined=a"b c"d
web4 json='{"a": true, "b": null}' python="{'a': True}" template="{{ x }}" ipv6="::1" neg=-3 plus=+4
"web5" 'key with space=x'=1 dup=1 dup=2
web6	tab=1	tabbed="a	b"
web7 unicode=grüße x="\\u00e9" y='é'
`,
  ),
  ini(
    "ini_comments",
    `# first
; second
web1 # trailing
web2 a=1 # b=2
web3 a=x;y
  # indented
[g] # of a section
web4#no
[g:vars]  # of a section
a=1
#b=2
[kids:children]   #comment
g # trailing
`,
  ),
  ini(
    "ini_ranges",
    `[web]
web[1:3]
pad[08:11].example.com
step[1:9:3]
open[:2]
zero[0:2]
wide[098:102]
none[5:1]
[web:vars]
x=1
[vars]
v[1:2] ansible_host=10.0.0.1 n=1
`,
  ),
  ini(
    "ini_ranges_letters",
    "[db]\ndb-[a:c]\nup[A:C]\nmix[x:B]\nstep[a:g:2]\nmany[1:2]-[a:b]-[01:02].net\n10.0.[0:1].[1:2]\n",
  ),
  ini(
    "ini_ports",
    `web1:2222
web2:22 a=1
[::1]:2222
[2001:db8::1]:22 v6=1
2001:db8::2
10.0.0.1:8022
r[1:2]:2022
web1:3333
under_:22
[web3]:23
`,
  ),
  ini("ini_bracketed_ranges", "[1:3]:22\n[w[1:2]]:23\nw[1:2]:24\n"),
  ini("ini_ipv6_ranges", "[v6]\n2001:db8::[1:3]\n[fe80::[a:c]]:22\nfe80::1%eth0\n::ffff:192.0.2.3\n"),
  ini(
    "ini_children",
    `[all_of_it:children]
front
back
[front:children]
web
[back:children]
db
web
[web]
web1
[db]
db1
[db:vars]
who=db
[back:vars]
who=back
[front:vars]
who=front
[all_of_it:vars]
who=all
deep=yes
`,
  ),
  ini(
    "ini_children_later",
    "[a:children]\nb\n[c:children]\nb\nd\n[b:children]\nd\n[d]\nh1\n[b:vars]\nv=b\n[d:vars]\nv=d\n",
  ),
  ini("ini_vars_before", "[web:vars]\na=1\n[kids:vars]\nb=2\n[web]\nw1\n[kids:children]\nweb\n"),
  ini("ini_duplicates", "[a]\nh1 x=1 y=1\n[b]\nh1 x=2\nh1:22 z=3\nh2:22\n[a:vars]\nx=9\nq=1\nq=2\n"),
  ini("ini_name_clash", "[web]\nweb a=1\ndb\n[db]\nx1 b=2\n[db:vars]\nc=3\n[web:vars]\nd=4\n"),
  ini(
    "ini_all_and_ungrouped",
    "lone\n[all]\nh1\n[all:vars]\nv=all\nw=all\n[ungrouped:vars]\nv=ungrouped\n[ungrouped]\nh2\n[g]\nh2\nh3\n[g:vars]\nw=g\n",
  ),
  ini("ini_all_children", "[all:children]\nweb\ndb\n[db]\nd1\n[web]\nw1\n[ungrouped]\nu1\nw1\n"),
  ini(
    "ini_priority",
    `[a]
h1
[b]
h1
[c]
h1
[a:vars]
v=a
w=a
ansible_group_priority=10
[b:vars]
v=b
w=b
[c:vars]
w=c
ansible_group_priority='20'
`,
  ),
  ini(
    "ini_depth",
    `[deep3]
h1
[deep2:children]
deep3
[deep1:children]
deep2
deep3
[zz]
h1
[deep1:vars]
v=1
a=1
[deep2:vars]
v=2
a=2
[deep3:vars]
v=3
[zz:vars]
v=zz
a=zz
b=zz
[deep1:vars]
b=late
`,
  ),
  ini(
    "ini_odd_names",
    "[web-1]\nh1\n[2020]\nh2\n[web.prod]\nh3\n[grüße]\nh4\n[web-1:vars]\na=1\n[a/b]\nh5\n[up:children]\nweb-1\n2020\n",
  ),
  ini("ini_unicode", "hôte1 farbe=grün\n[gruppe]\n日本.example ort='東京'\nhost😀 x=1\n[gruppe:vars]\ntext=naïve ☃\n"),
  ini("ini_odd_hosts", "-dash\nend-\na..b\nhost/with/slash\nuser@host\n/srv/chroot\n*star\n'two words' x=1\n"),
  { name: "ini_empty", sources: ["hosts"], files: { hosts: "" } },
  { name: "ini_only_comments", sources: ["hosts"], files: { hosts: "# nothing\n\n; here\n" } },
  { name: "ini_in_yml", sources: ["hosts.yml"], files: { "hosts.yml": "[web]\nweb1 a=1\n" } },
  {
    name: "ini_extensions",
    sources: ["a.ini", "b.txt", "c.prod"],
    files: { "a.ini": "h1\n", "b.txt": "[b]\nh2\n", "c.prod": "[c]\nh3 x=1\n" },
  },
  {
    name: "ini_line_ends",
    sources: ["hosts"],
    files: { hosts: "[web]\r\nweb1 a=1\r\n\r\n[web:vars]\r\nb=two\r\nc='3'\r\n" },
  },
  ini("ini_localhost", "localhost ansible_connection=local\n127.0.0.1 x=1\n[web]\nweb1\n[all:vars]\ny=2\n"),
  ini("ini_loopback", "127.0.0.1 x=1\n[web]\nweb1\n[all:vars]\ny=2\n"),
  ini("ini_ungrouped_parent", "lone\nboth\n[web]\nboth\n[top:children]\nungrouped\nweb\n[top:vars]\nx=1\n"),
  { ...ini("ini_wide_tree", tree()), anyOrder: true },
];

function ini(name: string, text: string): InventoryCase {
  return { name, sources: ["hosts"], files: { hosts: text } };
}

function tree(): string {
  const groups = ["a", "b", "c"].flatMap((top) => [
    `[${top}:children]\n${top}1\n${top}2\n`,
    ...["1", "2"].map((sub) => `[${top}${sub}]\n${top}${sub}-h[1:2]\nshared\n[${top}${sub}:vars]\nv=${top}${sub}\n`),
  ]);
  return groups.join("");
}
