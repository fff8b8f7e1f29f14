import assert from "node:assert/strict";
import { TemplateError } from "../../src/model/errors.ts";
import { FILTERS } from "../../src/templates/filters/registry.ts";
import { LOOKUPS } from "../../src/templates/lookups/registry.ts";
import { lookup } from "../../src/templates/lookup.ts";
import { lazyScope } from "../../src/templates/scope.ts";
import { checkSyntax, evaluate } from "../../src/templates/template.ts";
import { TESTS } from "../../src/templates/tests/registry.ts";
import { filesOf } from "./files_of.ts";

interface CoreNames {
  lookups: string[];
  filters: string[];
  tests: string[];
}

const core = JSON.parse(await Deno.readTextFile(new URL("./core_names.json", import.meta.url))) as CoreNames;
const scope = lazyScope([], { files: filesOf({}), searchPath: ["/play"] });

Deno.test("lookup() has or refuses every lookup of ansible-core", () => {
  assert.ok(core.lookups.length > 20);
  for (const name of core.lookups.filter((name) => !LOOKUPS.has(name))) {
    assert.throws(() => lookup(name, ["x"], { scope }), /not supported: (?!there are|did you mean).{20}/, name);
  }
});

Deno.test("every filter of ansible-core and Jinja is there or refused in a sentence", () => {
  assert.ok(core.filters.length > 110);
  for (const name of core.filters.filter((name) => !FILTERS.has(name))) {
    assert.throws(
      () => checkSyntax(`{{ x | ${name} }}`),
      (error: TemplateError) => error.line === 1 && error.message.startsWith(`The filter '${name}' is not supported: `),
      name,
    );
  }
});

Deno.test("every test of ansible-core and Jinja is there", () => {
  assert.ok(core.tests.length > 80);
  assert.deepEqual(core.tests.filter((name) => !TESTS.has(name)), []);
  assert.throws(() => evaluate("'/' is mount", scope), /'mount' is not supported: look through ansible_facts.mounts/);
});

Deno.test("a filter of another collection is refused with what to write instead", () => {
  const refused = ["json_query", "community.general.json_query", "ansible.utils.ipaddr", "ipaddr", "random_mac"];
  for (const name of refused) {
    assert.throws(() => checkSyntax(`{{ x | ${name}('y') }}`), /is of the collection [a-z.]+, which is not part/, name);
  }
  assert.throws(() => checkSyntax("{{ x | nearst }}"), /No filter named 'nearst'/);
  assert.throws(() => checkSyntax("{{ x | defalt }}"), /did you mean 'default'\?/);
});

Deno.test("what would give another value in each pass is refused with a seed or a salt to give", () => {
  assert.throws(() => evaluate("10 | random", scope), /write random\(seed=inventory_hostname\)/);
  assert.throws(() => evaluate("[1, 2] | shuffle", scope), /write shuffle\(seed=inventory_hostname\)/);
  assert.throws(() => evaluate("'x' | password_hash", scope), /write password_hash\('sha512', salt\)/);
  assert.throws(() => evaluate("'x' | password_hash('bcrypt', 'salt')", scope), /write sha512 or sha256/);
  assert.throws(() => evaluate("lipsum()", scope), /each pass would see another text/);
});
