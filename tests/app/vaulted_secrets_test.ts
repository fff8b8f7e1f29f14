// Which values of a vault are hidden, and from when on.
import assert from "node:assert/strict";
import { partsOf } from "../../src/app/vaulted_parts.ts";
import { VaultedSecrets } from "../../src/app/vaulted_secrets.ts";
import { Redactor } from "../../src/secrets/redactor.ts";

/** What of a text reads otherwise once these contents were opened. */
function told(
  text: string,
  contents: string[],
  { sure = [], names = [] }: { sure?: string[]; names?: string[] } = {},
): string {
  const redactor = new Redactor();
  const parts = new VaultedSecrets({ learn: (values) => redactor.add(values), digests: (own) => [`sum of ${own}`] });
  for (const content of contents) parts.add(partsOf(new TextEncoder().encode(content)));
  parts.add(sure.map((value) => ({ name: "", value, sure: true })));
  parts.know(names);
  return redactor.redact(text);
}

Deno.test("VaultedSecrets hides texts and long numbers of a vault's data, with their base64 and their checksums", () => {
  const content = "a: hunter2-long\nb: [{c: 12345678}, 'two words']\nd: {e: |\n  first line\n  second line\n}\n";
  const data = "a: hunter2-long\nb: [{c: 12345678}, 'two words']\nd:\n  e: |\n    first line\n    second line\n";
  assert.equal(told("hunter2-long 12345678 two words", [data]), "(secret) (secret) (secret)");
  assert.equal(told(btoa("hunter2-long"), [data]), "(secret)");
  assert.equal(told("sum of hunter2-long", [data]), "(secret)");
  assert.equal(told("x second line y", [data]), "x (secret) y");
  // What is no YAML is read line by line.
  assert.equal(told("first line", [content]), "(secret)");
});

Deno.test("VaultedSecrets leaves alone what could be anything, unless it is called like a secret or was encrypted by itself", () => {
  const plain = "a: present\nb: true\nc: 80\nd: 5432\ne: root\nf: prod\ng: /etc\nh: PostgreSQL\ni: 1.5\nj: changed\n";
  const text = "present true 80 5432 root prod /etc postgresql 1.5 changed PostgreSQL";
  assert.equal(told(text, [plain]), text.replace("PostgreSQL", "PostgreSQL"));
  assert.equal(told("5432 and 54321 of xroot", ["pin: 5432\ndb_password: root\n"]), "(secret) and 54321 of xroot");
  assert.equal(told("root present", [], { sure: ["root", "present"] }), "(secret) (secret)");
  // A record in which nothing has changed or failed would tell nothing.
  assert.equal(told("changed failed", ["password: changed"], { sure: ["failed"] }), "changed failed");
  assert.equal(told("x9Kq abcde", ["a: x9Kq\nb: abcde"]), "(secret) abcde");
});

Deno.test("VaultedSecrets hides what programs take out of a value: of JSON, of lines with names, of addresses", () => {
  const json = '{"user": "bob", "password": "json-inside", "more": [{"pin": 4711}, "in a list"]}';
  const lines = "# why\nDB_PASS=line-inside\nexport TOKEN='second inside'\nPORT=5432\n";
  const address = "postgres://app:p%40ss@db.example.org/x";
  const text = "json-inside 4711 in a list line-inside second inside p%40ss p@ss bob 5432";
  const hidden = "(secret) (secret) (secret) (secret) (secret) (secret) (secret) bob 5432";
  assert.equal(told(text, [], { sure: [json, lines, address] }), hidden);
  assert.equal(told(text, [`a: '${json}'\nb: ${JSON.stringify(lines)}\nc: ${address}\n`]), hidden);
  assert.equal(told("{ [x: {{ y }}", [], { sure: ["{ [x: {{ y }}"] }), "(secret)");
});

Deno.test("VaultedSecrets leaves names of hosts alone, and how they are entered", () => {
  const data = "ansible_host: far.example.org\nansible_user: deployer\nansible_password: sesame\nother: web-server-1\n";
  assert.equal(
    told("far.example.org deployer sesame web-server-1 web-server-10", [data], { names: ["web-server-1"] }),
    "far.example.org deployer (secret) web-server-1 web-server-10",
  );
});

Deno.test("VaultedSecrets hides nothing before hosts are known, and all of it afterwards", () => {
  const redactor = new Redactor();
  const parts = new VaultedSecrets({ learn: (values) => redactor.add(values), digests: () => [] });
  parts.add([{ name: "", value: "web-server-1", sure: false }, { name: "", value: "hunter2-long", sure: false }]);
  assert.equal(redactor.idle, true);
  parts.know(["web-server-1"]);
  parts.add([{ name: "", value: "another-one", sure: false }]);
  assert.equal(redactor.redact("web-server-1 hunter2-long another-one"), "web-server-1 (secret) (secret)");
});

Deno.test("partsOf() finds values in inventories, environment files, templates, tasks and bytes", () => {
  const values = (text: string) => partsOf(new TextEncoder().encode(text)).map(({ name, value }) => `${name}=${value}`);
  assert.deepEqual(values("[web]\nweb1 ansible_password=sesame note='two words'\n"), [
    "=[web]",
    "ansible_password=sesame",
    "note=two words",
  ]);
  assert.deepEqual(values('export TOKEN="abc def"\n# why\nPORT: 1\n'), ["TOKEN=abc def", "=# why", "PORT=1"]);
  assert.deepEqual(values("url = http://{{ user }}:fixed@{{ host }}/\n"), ["url=http://", "url=:fixed@", "url=/"]);
  assert.deepEqual(values("- name: install\n  apt: {name: nginx, deb: x.deb}\n  when: a\n  vars: {name: own}\n"), [
    "deb=x.deb",
    "name=own",
  ]);
  assert.deepEqual(partsOf(Uint8Array.of(0xff, 0, 1)).map(({ value }) => value), [btoa("\xff\0\x01")]);
});
