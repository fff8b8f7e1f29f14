import assert from "node:assert/strict";
import { TemplateError } from "../../src/model/errors.ts";
import type { Value } from "../../src/model/value.ts";
import { lazyScope } from "../../src/templates/scope.ts";
import { evaluate, render } from "../../src/templates/template.ts";
import { lazyDict, toPlain } from "../../src/templates/value.ts";

const HOSTS: Record<string, Value> = {
  web1: new Map<Value, Value>([["port", 80], ["tags", ["a"]]]),
  web2: new Map<Value, Value>([["port", 81], ["tags", []]]),
};

function counted() {
  const asked: string[] = [];
  const hostvars = lazyDict(() => Object.keys(HOSTS), (name) => {
    asked.push(name);
    return HOSTS[name];
  });
  return { asked, scope: lazyScope([{ values: new Map<Value, Value>([["hostvars", hostvars]]), trusted: false }]) };
}

Deno.test("lazyDict() computes only the entries that are asked for", () => {
  const { asked, scope } = counted();
  assert.equal(evaluate("hostvars['web1'].port ~ hostvars.web2['port']", scope), "8081");
  assert.deepEqual(asked, ["web1", "web2"]);
  assert.equal(evaluate("hostvars | length ~ (hostvars | list | join)", scope), "2web1web2");
  assert.equal(evaluate("hostvars is mapping and hostvars is defined and hostvars", scope) instanceof Map, true);
  assert.deepEqual(asked, ["web1", "web2"]);
});

Deno.test("lazyDict() is a dictionary to every part of a template", () => {
  const { scope } = counted();
  const plain = lazyScope([{
    values: new Map<Value, Value>([["hostvars", new Map(Object.entries(HOSTS))]]),
    trusted: false,
  }]);
  const expressions = [
    "'web1' in hostvars",
    "'web3' in hostvars",
    "hostvars.web3 is defined",
    "hostvars.web3 | default('none')",
    "hostvars['web3'].port is undefined",
    "hostvars.get('web2').port",
    "hostvars.get('web3', 5)",
    "hostvars.keys() | list",
    "hostvars.values() | map(attribute='port') | sum",
    "hostvars.items() | map('first') | list",
    "hostvars | dict2items | map(attribute='key') | join",
    "hostvars | dictsort | length",
    "hostvars | to_json",
    "hostvars | to_nice_yaml",
    "hostvars | combine({'web3': 1})",
    "hostvars == hostvars",
    "['web1', 'web2'] | map('extract', hostvars, 'port') | list",
    "hostvars ~ ''",
    "hostvars | string | length",
    "hostvars | type_debug",
    "dict(hostvars)",
    "hostvars.copy()",
    "hostvars | items | list",
    "hostvars | map('upper') | list",
    "hostvars | first",
    "query('dict', hostvars)",
  ];
  for (const expression of expressions) {
    assert.deepEqual(toPlain(evaluate(expression, scope)), toPlain(evaluate(expression, plain)), expression);
  }
  const loop = "{% for name, vars in hostvars.items() %}{{ name }}={{ vars.port }} {% endfor %}{{ hostvars }}";
  assert.equal(render(loop, scope), render(loop, plain));
});

Deno.test("lazyDict() cannot be changed by a template, and neither can its entries", () => {
  const { scope } = counted();
  for (const change of ["update({'x': 1})", "pop('web1')", "clear()", "setdefault('x', 1)", "popitem()"]) {
    assert.throws(() => evaluate(`hostvars.${change}`, scope), TemplateError, change);
  }
  assert.equal(render("{% set _ = hostvars.web1.tags.append('b') %}ok", scope), "ok");
  assert.deepEqual(toPlain(HOSTS.web1!), { port: 80, tags: ["a"] });
});
