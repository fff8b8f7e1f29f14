// Values are read from their sources and put into the calls that they are bound to; nothing says a value.
import assert from "node:assert/strict";
import { InputError } from "../../src/model/errors.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { modules } from "../../src/modules/registry.ts";
import { openSecrets, shortValues } from "../../src/secrets/open_secrets.ts";
import { withBindings } from "../../src/secrets/with_bindings.ts";
import { open, type Said, sources } from "./sources.ts";

const VALUE = "canary-Zebra-4711";

Deno.test("inject() puts values from environment, files and programs into the parameters that they are bound to", async () => {
  const said = {
    env: { DB_PW: `${VALUE}-env` },
    files: { "/run/token": `${VALUE}-file\n` },
    programs: { "vault read -field=x db": `${VALUE}-program\r\n` },
  };
  const given = sources(said);
  const secrets = await openSecrets(
    ["uri.url_password=DB_PW", "copy.content=file:/run/token", "uri.body=command:vault read -field=x db"],
    given,
    { modules: modules() },
  );
  assert.deepEqual(secrets.inject("uri", { url: "http://x" }).params, {
    url: "http://x",
    url_password: `${VALUE}-env`,
    body: `${VALUE}-program`,
  });
  assert.deepEqual(secrets.inject("ansible.builtin.copy", { dest: "/x" }).params, {
    dest: "/x",
    content: `${VALUE}-file`,
  });
  assert.deepEqual(given.asked, ["vault read -field=x db"]);
  const params = { path: "/x" };
  assert.equal(secrets.inject("file", params).params, params);
});

Deno.test("inject() keeps the line ends of a file but for the last, and reads a source once for all its bindings", async () => {
  const given = sources({ programs: { "key": "one\ntwo\n\n" } });
  const bindings = ["copy.content=command:key", "uri.body=command:key"];
  const secrets = await openSecrets(bindings, given, { modules: modules() });
  assert.equal(secrets.inject("copy", {}).params["content"], "one\ntwo\n");
  assert.deepEqual(given.asked, ["key"]);
});

Deno.test("inject() puts a value into the environment, or under a key of a mapping", async () => {
  const secrets = await open(["shell.environment.TOKEN=A", "uri.headers.Authorization=B"], {
    A: VALUE,
    B: `Bearer ${VALUE}`,
  });
  assert.deepEqual(secrets.inject("shell", { cmd: "echo" }), {
    params: { cmd: "echo" },
    environment: { TOKEN: VALUE },
  });
  assert.deepEqual(secrets.inject("uri", { headers: { Accept: "x" } }).params, {
    headers: { Accept: "x", Authorization: `Bearer ${VALUE}` },
  });
  assert.throws(() => secrets.inject("uri", { headers: "text" }), /headers of uri is no mapping here/);
});

Deno.test("inject() leaves a parameter alone that is given, by whatever name, or excluded by another", async () => {
  const secrets = await open(["uri.url_password=A", "copy.content=A", "uri.headers.Key=A"], { A: VALUE });
  for (
    const [module, params] of [
      ["uri", { password: "own", headers: { Key: "own" } }],
      ["copy", { content: "" }],
      ["copy", { src: "file" }],
    ] as const
  ) assert.deepEqual(secrets.inject(module, params).params, params);
  assert.deepEqual(secrets.inject("copy", { content: null }).params, { content: VALUE });
});

Deno.test("withBindings() misses nothing that is bound, and still finds what is wrong", async () => {
  const bound = withBindings(modules(), await open(["lineinfile.path=A", "copy.content=A"], { A: VALUE }));
  const problems = (name: string, params: JsonObject) => bound.problems(name, params, () => false);
  assert.deepEqual(problems("lineinfile", { line: "x" }), []);
  assert.deepEqual(problems("copy", { dest: "/x" }), []);
  assert.deepEqual(problems("copy", { dest: "/x", src: "y" }), []);
  assert.match(problems("copy", {})[0]?.message ?? "", /missing required arguments: dest/);
  assert.match(modules().problems("lineinfile", { line: "x" }, () => false)[0]?.message ?? "", /path/);
});

Deno.test("inject() takes the most specific of several bindings, and lets a glob mean only what takes a text", async () => {
  const env = { A: `${VALUE}-a`, B: `${VALUE}-b`, C: `${VALUE}-c` };
  const secrets = await open(["uri.url_password=B", "*.*password=A", "u*.url_password=C"], env);
  assert.equal(secrets.inject("uri", {}).params["url_password"], env.B);
  assert.equal(secrets.inject("get_url", {}).params["url_password"], env.A);
  assert.deepEqual(secrets.inject("copy", { dest: "/x" }).params, { dest: "/x" });
  assert.deepEqual(secrets.bound("uri"), ["url_password"]);
});

Deno.test("inject() refuses parameters from the record that have its word for a secret in them", async () => {
  const secrets = await open(["uri.body=A"], { A: VALUE });
  assert.throws(
    () => secrets.inject("copy", { content: "password: (secret)\n" }, { recorded: true }),
    /content of copy has "\(secret\)" in it: a secret value stood there.* -s copy\.content=SOURCE/,
  );
  const own = { content: "top (secret)" };
  assert.equal(secrets.inject("copy", own).params, own);
});

const refusals: [binding: string, said: Said, sentence: RegExp][] = [
  ["hunter2-secret", {}, /^A secret is bound as MODULE\.PARAM=NAME, .*: this one has no "=" in it/],
  ["password=DB", {}, /^--secret password=…: before the "=" stands MODULE\.PARAM/],
  ["uri.url_password=", {}, /^--secret uri\.url_password=: behind the "=" stands where the value is/],
  [
    "uri.url_password=my pass!",
    {},
    /^--secret uri\.url_password=…: .* if it is the value itself, put it into a variable/,
  ],
  ["uri.url_password=NONE", {}, /the environment variable NONE is not set where the loop is worked on/],
  ["uri.url_password=E", { env: { E: "" } }, /the environment variable E is empty/],
  ["uri.body=file:/none", {}, /--secret uri\.body=file:\/none: Cannot read \/none: it does not exist/],
  ["uri.body=file:/e", { files: { "/e": "\n" } }, /\/e is empty: put the value there/],
  ["uri.body=command:false", {}, /--secret uri\.body=command:false: `false` ended with 1/],
  ["uri.pasword=E", { env: { E: VALUE } }, /uri has no parameter 'pasword'/],
  ["ury.body=E", { env: { E: VALUE } }, /There is no module 'ury': did you mean 'uri'\?/],
  ["*.no_such=E", { env: { E: VALUE } }, /no module of that name has a parameter no_such/],
  ["shell.cmd=E", { env: { E: VALUE } }, /no secret may be in it: bind shell\.environment\.NAME=… or shell\.stdin=…/],
  ["command.argv=E", { env: { E: VALUE } }, /bind command\.environment\.NAME=… or command\.stdin=…/],
  ["raw.cmd=E", { env: { E: VALUE } }, /bind raw\.environment\.NAME=… instead/],
  ["ansible.builtin.script.cmd=E", { env: { E: VALUE } }, /bind script\.environment\.NAME=… instead/],
  ["shell.environment.A-B=E", { env: { E: VALUE } }, /A-B cannot be the name of an environment variable/],
  ["uri.body=file:/l", { files: { "/l": "x".repeat(70_000) } }, /\/l is longer than 64 KiB: that is a file/],
  [`uri.body=file:/run/${VALUE}`, { files: { [`/run/${VALUE}`]: VALUE } }, /the value stands in the binding itself/],
];

for (const [binding, said, sentence] of refusals) {
  Deno.test(`openSecrets() refuses ${binding} with a sentence that says no value`, async () => {
    await assert.rejects(openSecrets([binding], sources(said), { modules: modules() }), (error) => {
      assert.ok(error instanceof InputError);
      assert.match(error.message, sentence);
      assert.ok(!/hunter2|my pass!|canary-Zebra/.test(error.message), error.message);
      return true;
    });
  });
}

Deno.test("openSecrets() lenient leaves out what is not there, and asks no program", async () => {
  const given = sources({ env: { A: VALUE }, programs: { p: "other-Value" } });
  const bindings = ["uri.body=A", "copy.content=NONE", "uri.url_password=command:p"];
  const secrets = await openSecrets(bindings, given, { modules: modules(), lenient: true });
  assert.deepEqual([secrets.holds(`x${VALUE}`), secrets.holds("other-Value")], [true, false]);
  assert.deepEqual(given.asked, []);
});

Deno.test("shortValues() warns of values that stand in texts by chance", async () => {
  const secrets = await open(["uri.url_password=A", "uri.body=B", "copy.content=C"], { A: "1234", B: "ab", C: VALUE });
  assert.deepEqual(shortValues(secrets), [
    "--secret uri.url_password=A: the value has fewer than 6 characters: it is taken out of what is kept and shown only where it stands as a word of its own",
    "--secret uri.body=B: the value has fewer than 6 characters: it cannot be taken out of what is kept and shown",
  ]);
});

Deno.test("hide() redacts texts, keys and numbers, and gives back the very object where nothing is secret", async () => {
  const secrets = await open(["uri.url_password=A", "uri.body=B"], { A: VALUE, B: "12345678" });
  const clean = { a: [1, "x", { b: null }], when: true };
  assert.equal(secrets.hide(clean), clean);
  assert.deepEqual(secrets.hide({ [`k${VALUE}`]: 1, pin: 12345678, list: [VALUE, 7], deep: { same: clean } }), {
    "k(secret)": 1,
    pin: "(secret)",
    list: ["(secret)", 7],
    deep: { same: clean },
  });
  assert.deepEqual(secrets.hide({ stdout_lines: ["canary-Ze", "[12 bytes left out]", "bra-4711"] }), {
    stdout_lines: ["(secret)", "[12 bytes left out]", "(secret)"],
  });
});

Deno.test("hide() shows of a diff neither the new secret nor the old one that it replaces", async () => {
  const secrets = await open(["lineinfile.line=A"], { A: `key=${VALUE}` });
  const before = "first\nkey=an-older-one\nlast\n";
  const diff = [{ header: "/etc/app", before, after: `first\nkey=${VALUE}\nlast\n` }];
  const shown = "first\n(secret)\nlast\n";
  assert.deepEqual(secrets.hide({ diff }), { diff: [{ header: "/etc/app", before: shown, after: shown }] });
  const other = { header: "/etc/app", before, after: "first\nlast\n" };
  assert.equal(secrets.hide(other), other);
});

Deno.test("learn() hides passwords of connections, which no command is refused for", async () => {
  const secrets = await open([], {});
  assert.equal(secrets.idle, true);
  secrets.learn(["ssh-Passw0rd"]);
  assert.deepEqual([secrets.idle, secrets.redact("x ssh-Passw0rd"), secrets.holds("ssh-Passw0rd")], [
    false,
    "x (secret)",
    false,
  ]);
});
