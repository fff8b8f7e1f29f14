import assert from "node:assert/strict";
import { TemplateError, UndefinedVariable } from "../../src/model/errors.ts";
import type { Dict, Value } from "../../src/model/value.ts";
import { lookup } from "../../src/templates/lookup.ts";
import { lazyScope } from "../../src/templates/scope.ts";
import { evaluate } from "../../src/templates/template.ts";
import { fromPlain, toPlain } from "../../src/templates/value.ts";
import { filesOf } from "./files_of.ts";

const FILES = {
  "/play/files/a.txt": "  content of a\n",
  "/play/files/b.conf": "b",
  "/play/files/.hidden.conf": "h",
  "/play/files/deep/c.conf": "c",
  "/play/a.txt": "beside",
  "/play/only.txt": "only here\n",
  "/play/templates/t.j2": "{{ greeting }} {{ extra | default('-') }} {% include 'part.j2' %}\n",
  "/play/templates/part.j2": "part\n",
  "/play/templates/self.j2": "{{ lookup('template', 'self.j2') }}",
  "/play/templates/again.j2": "{{ again }}",
  "/play/templates/broken.j2": "x\n{{ 1 / 0 }}",
  "/play/vars/main.yml": "x: 1",
  "/etc/hostname": "box\n",
  "/play/files/secret.yml": "$ANSIBLE_VAULT;1.1;AES256\n6162",
};
const controller = { files: filesOf(FILES, { HOME: "/root" }), searchPath: ["/play/files", "/play"] };
const scope = lazyScope([{
  values: fromPlain({
    greeting: "hello",
    again: "{{ lookup('template', 'again.j2') }}",
    web_port: 80,
    web_host: "{{ greeting }}",
    undefined_inside: "{{ nothere }}",
  }) as Dict,
  trusted: true,
}], controller);

function found(name: string, terms: unknown[], named: Record<string, unknown> = {}): unknown {
  return toPlain(lookup(name, fromPlain(terms) as Value[], { named: fromPlain(named) as Dict, scope }));
}

Deno.test("lookup() reads a file from files/ before one beside the playbook", () => {
  assert.deepEqual(found("file", ["a.txt", "only.txt"]), ["  content of a", "only here"]);
  assert.deepEqual(found("file", ["a.txt"], { lstrip: true, rstrip: false }), ["content of a\n"]);
  assert.deepEqual(found("ansible.builtin.file", ["/etc/hostname"]), ["box"]);
  assert.deepEqual(found("file", ["files/a.txt"]), ["  content of a"]);
  assert.throws(
    () => found("file", ["none.txt"]),
    /Cannot look up the file "none.txt": there is none at \/play\/files\/none.txt or \/play\/none.txt/,
  );
});

Deno.test("lookup() keeps relative names within the playbook's folder", () => {
  for (const name of ["../etc/hostname", "files/../../etc/hostname", "./../../etc/hostname"]) {
    assert.throws(() => found("file", [name]), /leaves the playbook's folder. Write its absolute path/, name);
    assert.throws(() => found("template", [name]), /leaves the playbook's folder/, name);
    assert.throws(() => found("first_found", [name]), /leaves the playbook's folder/, name);
  }
  assert.throws(() => found("fileglob", ["../etc/*"]), /leaves the playbook's folder/);
  assert.deepEqual(found("file", ["/play/../etc/hostname"]), ["box"]);
});

Deno.test("lookup() reads no vault", () => {
  assert.throws(() => found("file", ["secret.yml"]), /secret\.yml:1:1: This is encrypted by ansible-vault/);
  assert.throws(() => found("unvault", ["secret.yml"]), /no password was given/);
  assert.deepEqual(found("unvault", ["/etc/hostname"]), ["box\n"]);
});

Deno.test("lookup('fileglob') lists files, sorted, without folders and hidden ones", () => {
  assert.deepEqual(found("fileglob", ["*.conf", "deep/*"]), ["/play/files/b.conf", "/play/files/deep/c.conf"]);
  assert.deepEqual(found("fileglob", ["/play/files/*"]), [
    "/play/files/a.txt",
    "/play/files/b.conf",
    "/play/files/secret.yml",
  ]);
  assert.deepEqual(found("fileglob", ["*.none", "nofolder/*"]), []);
  assert.deepEqual(found("fileglob", [".*.conf"]), ["/play/files/.hidden.conf"]);
});

Deno.test("lookup('first_found') takes the first that is there", () => {
  assert.deepEqual(found("first_found", ["no.txt", "a.txt", "only.txt"]), ["/play/files/a.txt"]);
  assert.deepEqual(found("first_found", [["no.txt", "only.txt"]]), ["/play/only.txt"]);
  assert.deepEqual(found("first_found", [{ files: ["no", "hostname"], paths: ["/nowhere", "/etc"] }]), [
    "/etc/hostname",
  ]);
  assert.deepEqual(found("first_found", [{ files: "no", skip: true }]), []);
  assert.throws(() => found("first_found", ["no", "nope"]), /No file was found .* looked for no, nope/);
  assert.deepEqual(toPlain(lookup("first_found", ["t.j2"], { scope, subfolder: "templates" })), [
    "/play/templates/t.j2",
  ]);
  assert.deepEqual(toPlain(lookup("first_found", ["main.yml"], { scope, subfolder: "vars" })), ["/play/vars/main.yml"]);
});

Deno.test("lookup('env') reads the controller's environment", () => {
  assert.equal(evaluate("lookup('env', 'HOME') ~ lookup('ansible.builtin.env', 'NOT', default='-')", scope), "/root-");
  assert.deepEqual(evaluate("query('env', 'HOME', 'HOME')", scope), ["/root", "/root"]);
  assert.throws(() => evaluate("lookup('env', 'NOT', default=undef(hint='set it'))", scope), UndefinedVariable);
});

Deno.test("lookup('template') renders with the variables of its place and its own", () => {
  assert.deepEqual(found("template", ["t.j2"]), ["hello - part\n"]);
  assert.deepEqual(found("template", ["t.j2"], { template_vars: { extra: "x", greeting: "bye" } }), ["bye x part\n"]);
  assert.throws(() => found("template", ["broken.j2"]), /division by zero \(in '\/play\/templates\/broken.j2', line 2/);
});

Deno.test("lookup('template') of a template that looks itself up ends", () => {
  assert.throws(() => found("template", ["self.j2"]), TemplateError);
  assert.throws(() => found("template", ["again.j2"]), TemplateError);
});

Deno.test("lookup('vars') gives a variable, templated, or its default", () => {
  assert.deepEqual(found("vars", ["web_port", "web_host"]), [80, "hello"]);
  assert.deepEqual(found("vars", ["none"], { default: 5 }), [5]);
  assert.deepEqual(found("vars", ["undefined_inside"], { default: 5 }), [5]);
  assert.throws(() => found("vars", ["none"]), (error: UndefinedVariable) => error.variable === "none");
  assert.deepEqual(found("varnames", ["^web_", "port$"]), ["web_port", "web_host", "web_port"]);
});

Deno.test("lookup() gives a template copies of what it may change", () => {
  const own = lazyScope([{ values: fromPlain({ xs: [1] }) as Dict, trusted: false }], controller);
  assert.deepEqual(evaluate("[lookup('vars', 'xs', wantlist=true)[0].append(2), lookup('vars', 'xs')]", own), [null, [
    1,
  ]]);
  assert.deepEqual(own.get("xs"), [1]);
});

Deno.test("lookup() refuses what is not supported with what to write instead", () => {
  const refused = ["pipe", "lines", "url", "password", "random_choice", "config", "inventory_hostnames"];
  for (const name of refused) {
    assert.throws(() => found(name, ["x"]), /^TemplateError: The lookup '\w+' is not supported: .{20}/, name);
  }
  assert.throws(() => found("fileglub", ["x"]), /did you mean 'fileglob'\?/);
  assert.throws(() => found("zzzzzzzzzz", ["x"]), /there are cartesian, csvfile, dict, env, file/);
  assert.throws(() => found("file", ["a.txt"], { rstirp: false }), /no option 'rstirp': did you mean 'rstrip'\?/);
  assert.throws(() => found("file", [["a.txt"]]), /each term must be a string, not a list: write \*list/);
});

Deno.test("lookup() says so where nothing may be looked up", () => {
  assert.throws(() => evaluate("lookup('env', 'HOME')", lazyScope([])), /cannot be used here/);
  assert.throws(() => lookup("file", ["x"], { scope: lazyScope([]) }), /cannot be used here/);
});

Deno.test("lookup() in a template gives none or an empty list for an error that is ignored", () => {
  assert.equal(evaluate("lookup('file', 'none', errors='ignore')", scope), null);
  assert.deepEqual(evaluate("query('file', 'none', errors='warn')", scope), []);
  assert.throws(() => evaluate("lookup('file', 'none', errors='never')", scope), /must be strict, warn or ignore/);
});
