// Documents that are small as text and endless as values.
import assert from "node:assert/strict";
import { InputError } from "../../src/model/errors.ts";
import { parseYaml, valueOf } from "../../src/templates/document.ts";

/** Lists that each hold the one before nine times. */
function tower(floors: number): string[] {
  const name = (at: number) => `n${at}`;
  const list = (at: number) => Array<string>(9).fill(at === 0 ? "x" : `*${name(at - 1)}`).join(", ");
  return Array.from({ length: floors }, (_, at) => `${name(at)}: &${name(at)} [${list(at)}]`);
}

Deno.test("parseYaml() refuses aliases that repeat each other beyond what can be held, in either order, with a place", () => {
  for (const lines of [tower(12), tower(12).reverse(), tower(12).map((line) => `- {${line}}`)]) {
    assert.throws(() => parseYaml(lines.join("\n"), "site.yml"), (error) => {
      assert.ok(error instanceof InputError);
      assert.match(error.message, /Aliases/);
      return true;
    });
  }
  // As many as written, but each of all.
  const wide = `a: &a [${"x,".repeat(2000)}]\nb: [${"*a,".repeat(2000)}]`;
  assert.throws(() => parseYaml(wide, "site.yml"), /Aliases/);
});

Deno.test("parseYaml() takes aliases that are many, shared or deep, and what only looks like one", () => {
  const many = `a: &a {x: 1}\nb: [${"*a, ".repeat(5000)}]`;
  const { root, ...document } = parseYaml(many, "site.yml");
  assert.equal((valueOf(root, { root, ...document }) as Map<string, unknown[]>).get("b")?.length, 5000);
  parseYaml(tower(5).join("\n"), "site.yml");
  parseYaml('a: "&a *a"\nb: x & y', "site.yml");
});
