// What is not as in Ansible, on purpose; README's "Coming from Ansible" says the same.
import assert from "node:assert/strict";
import type { Dict } from "../../src/model/value.ts";
import { lazyScope } from "../../src/templates/scope.ts";
import { evaluate, render } from "../../src/templates/template.ts";
import { fromPlain } from "../../src/templates/value.ts";
import { filesOf } from "./files_of.ts";

const scope = lazyScope([{ values: fromPlain({ text: "[1, 2]" }) as Dict, trusted: true }], {
  files: filesOf({ "/play/templates/list.j2": "[1, 2]", "/play/files/b": "", "/play/files/a": "" }),
  searchPath: ["/play/files", "/play"],
});

Deno.test("password_hash takes 5000 rounds, as crypt does, where none are said", () => {
  assert.equal(
    evaluate("'secret' | password_hash('sha512', 'mysecretsalt')", scope),
    evaluate("'secret' | password_hash('sha512', 'mysecretsalt', rounds=5000)", scope),
  );
  assert.match(String(evaluate("'x' | password_hash('sha256', 'salt')", scope)), /^\$5\$salt\$[./0-9A-Za-z]{43}$/);
});

Deno.test("a date in YAML stays text", () => {
  assert.deepEqual(evaluate("('a: 2020-01-01' | from_yaml).a", scope), "2020-01-01");
});

Deno.test("escape, e, forceescape and safe give plain text, which nothing escapes again", () => {
  assert.equal(render("{{ ('<' | e) ~ '<' }}{{ ('<' | e) + '<' }}{{ '<' | safe | e }}", scope), "&lt;<&lt;<&lt;");
});

Deno.test("the text of the lookup template stays text, whatever it looks like", () => {
  assert.equal(evaluate("lookup('template', 'list.j2')", scope), "[1, 2]");
  assert.equal(evaluate("lookup('template', 'list.j2', convert_data=true)", scope), "[1, 2]");
});

Deno.test("fileglob gives its files sorted", () => {
  assert.deepEqual(evaluate("query('fileglob', '*')", scope), ["/play/files/a", "/play/files/b"]);
});

Deno.test("a filter of Jinja may be named as one of ansible.builtin", () => {
  assert.equal(evaluate("[3, 4] | ansible.builtin.first", scope), 3);
});

Deno.test("datetimes leave a template as text", () => {
  assert.equal(evaluate("'2020-01-02 03:04:05' | to_datetime", scope), "2020-01-02 03:04:05");
  assert.throws(() => evaluate("['2020-01-02 03:04:05' | to_datetime]", scope), /Cannot use the datetime as a value/);
});
