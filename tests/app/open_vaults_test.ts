// Vaults, opened with whatever passwords there are; and where those come from.
import assert from "node:assert/strict";
import { openVaults, reopen, withVaults } from "../../src/app/open_vaults.ts";
import { type Heard, vaultPasswordsOf } from "../../src/app/vault_passwords.ts";
import { Secret } from "../../src/model/secret.ts";
import { InputError, VaultClosed } from "../../src/model/errors.ts";
import { lookup } from "../../src/templates/lookup.ts";
import { lazyScope } from "../../src/templates/scope.ts";
import { templateValue } from "../../src/templates/template.ts";
import { vaultedValue } from "../../src/templates/vaulted_value.ts";
import { localFiles } from "../../src/transports/local_files.ts";
import { memoryFiles } from "../fakes/memory_files.ts";
import { vaulted } from "../e2e/vault_ground.ts";

const place = { file: "/v", line: 3, column: 5 };
const keyed = (label: string, password: string) => ({ label, password: new Secret(password) });
const text = (content: Uint8Array) => new TextDecoder().decode(content);

function opening(...passwords: ReturnType<typeof keyed>[]) {
  const learned: string[] = [];
  return { learned, vaults: openVaults(passwords, (parts) => learned.push(...parts.map(({ value }) => value))) };
}

Deno.test("openVaults() opens with the label's own password, else with any, and tells what came out once", () => {
  const { vaults, learned } = opening(keyed("a", "one"), keyed("b", "two"), keyed("b", "three"));
  const sealed = vaulted("hello", { password: "three", label: "b" });
  assert.equal(text(vaults.open(sealed, place)), "hello");
  assert.equal(text(vaults.open(sealed, place)), "hello");
  assert.equal(text(vaults.open(vaulted("other", { password: "one", label: "nobody's" }), place)), "other");
  assert.deepEqual(learned, ["hello", "other"]);
});

Deno.test("openVaults() throws VaultClosed with the place where no password fits, also where another loop's did", () => {
  const sealed = vaulted("hello", { password: "one", label: "a" });
  assert.equal(text(opening(keyed("a", "one")).vaults.open(sealed, place)), "hello");
  for (const { vaults, learned } of [opening(), opening(keyed("a", "two"), keyed("c", "x"))]) {
    assert.throws(() => vaults.open(sealed, place), (error) => {
      assert.ok(error instanceof VaultClosed);
      assert.deepEqual(error.place, place);
      return true;
    });
    assert.deepEqual(learned, []);
  }
  const { vaults } = opening(keyed("a", "one"));
  assert.throws(() => vaults.open(`${sealed.trimEnd().slice(0, -2)}\n`, place), InputError);
});

Deno.test("withVaults() reads files as what they say, bytes as they are, and knows values that stand in plain files", () => {
  const { vaults, learned } = opening(keyed("default", "one"));
  const sealed = vaulted("a: hunter2\n", { password: "one" });
  const value = vaulted("by itself", { password: "one" }).trimEnd();
  const files = withVaults(
    memoryFiles({
      "/sealed": sealed,
      "/plain": `v: !vault |\n  ${value.replaceAll("\n", "\n  ")}\nw: !vault |\n  ${
        vaulted("closed", { password: "none has it" }).replaceAll("\n", "\n  ")
      }\n`,
      "/json": JSON.stringify({ v: { __ansible_vault: vaulted("in JSON", { password: "one" }) } }),
    }),
    vaults,
  );
  assert.equal(files.readText("/sealed"), "a: hunter2\n");
  assert.equal(text(files.read("/sealed")), sealed);
  assert.deepEqual([vaults.isVault("/sealed"), vaults.isVault("/plain")], [true, false]);
  reopen(["/plain", "/json", "/none"], files);
  assert.deepEqual(learned, ["hunter2", "by itself", "in JSON"]);
});

Deno.test("vaultedValue() opens where a template asks for it, and says where it stands where it stays closed", () => {
  const sealed = vaulted("it's {{ no }} template", { password: "one", label: "d'v" });
  const vars = new Map([["v", vaultedValue(sealed, { file: "/it's {{ here }}", line: 2, column: 4 })]]);
  const scope = (vaults: ReturnType<typeof opening>["vaults"]) =>
    lazyScope([{ values: vars, trusted: true }], { files: withVaults(memoryFiles({}), vaults), searchPath: [] });
  const open = scope(opening(keyed("default", "one")).vaults);
  assert.equal(templateValue("<{{ v }}> {{ v | length }}", open), "<it's {{ no }} template> 22");
  assert.throws(
    () => templateValue("{{ v }}", scope(opening().vaults)),
    /\/it's \{\{ here \}\}:2:4: This is encrypted/,
  );
  assert.deepEqual(lookup("vars", ["v"], { scope: open }), ["it's {{ no }} template"]);
  assert.throws(() => vaultedValue("plain", place), /After !vault stands/);
});

Deno.test("the filters vault and unvault are each other's inverse, and open what a template has the password of", () => {
  const scope = lazyScope([{
    values: new Map([["s", vaulted("hello", { password: "one", label: "x" })]]),
    trusted: false,
  }]);
  const value = (expression: string) => templateValue(`{{ ${expression} }}`, scope);
  assert.equal(value("s | unvault('one')"), "hello");
  assert.equal(value("'plain' | unvault('one')"), "plain");
  assert.equal(value("'text' | vault('pw', 'salt', 'mine') | unvault('pw')"), "text");
  assert.match(String(value("'text' | vault('pw', 'salt', 'mine')")), /^\$ANSIBLE_VAULT;1\.2;AES256;mine\n/);
  assert.equal(value("'text' | vault('pw', 'salt') == 'text' | vault('pw', 'salt')"), true);
  assert.throws(() => value("s | unvault('two')"), /Unable to decrypt: the password is another one/);
});

Deno.test("vaultPasswordsOf() reads files, runs programs, tells clients their label, and opens an encrypted password with those before", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const write = (name: string, content: string, mode = 0o600) =>
      Deno.writeTextFile(`${folder}/${name}`, content, { mode });
    await write("plain", "  one \n\n");
    await write("sealed", vaulted("two\n", { password: "one" }));
    await write("say", "#!/bin/sh\necho run >> $0.runs; echo three\n", 0o700);
    await write("keys-client.sh", '#!/bin/sh\n[ "$2" = dev ] || exit 2\necho "four $1 $2"\n', 0o700);
    await write("fails", "#!/bin/sh\necho hunter2; echo hunter2 >&2; exit 3\n", 0o700);
    await write("empty", " \n");
    const { signal } = new AbortController();
    const heard: Heard = new Map();
    const open = (sealed: string, path: string, before: readonly ReturnType<typeof keyed>[]) =>
      text(openVaults(before, () => {}).openFile(sealed, path));
    const read = async (...vaults: [label: string, name: string][]) => {
      const named = vaults.map(([label, name]) => ({ label, file: `${folder}/${name}` }));
      const found = await vaultPasswordsOf(named, { files: localFiles(), heard, open }, signal);
      return found.map(({ label, password }) => `${label}: ${password.reveal()}`);
    };
    assert.deepEqual(
      await read(["default", "plain"], ["default", "sealed"], ["x", "say"], ["dev", "keys-client.sh"], ["x", "say"]),
      ["default: one", "default: two", "x: three", "dev: four --vault-id dev", "x: three"],
    );
    assert.equal(await Deno.readTextFile(`${folder}/say.runs`), "run\n");
    const refused: [string, string, RegExp][] = [
      ["x", "none", /no such file of a vault password \(x\)/],
      ["x", "empty", /it is empty/],
      ["prod", "keys-client.sh", /knows no vault password for prod/],
      ["x", "sealed", /no password was given/],
      ["x", "fails", /which is to say the vault password of x, ended with 3/],
    ];
    for (const [label, name, sentence] of refused) {
      await assert.rejects(read([label, name]), (error) => {
        assert.ok(error instanceof InputError);
        assert.equal(error.place?.file, `${folder}/${name}`);
        assert.match(error.message, sentence);
        assert.doesNotMatch(error.message, /hunter2/);
        return true;
      });
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
