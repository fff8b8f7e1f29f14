import assert from "node:assert/strict";
import { TemplateError } from "../../src/model/errors.ts";
import type { Dict } from "../../src/model/value.ts";
import { FILTERS } from "../../src/templates/filters/registry.ts";
import { lazyScope } from "../../src/templates/scope.ts";
import { evaluate, render } from "../../src/templates/template.ts";
import { fromPlain } from "../../src/templates/value.ts";

const scope = lazyScope([{
  values: fromPlain({ d: { a: 1 }, xs: [1, 2], s: "text", n: 1, f: 1.5 }) as Dict,
  trusted: true,
}]);

// Whatever these are in Python or JavaScript, a template must find nothing there.
const REACHING = [
  "constructor",
  "__proto__",
  "prototype",
  "__class__",
  "__defineGetter__",
  "toString",
  "valueOf",
  "hasOwnProperty",
  "length",
  "size",
  "call",
  "apply",
  "bind",
  "typeName",
  "attribute",
  "push",
  "map",
  "__init__",
  "__globals__",
  "__subclasses__",
];
const SUBJECTS = [
  "d",
  "xs",
  "s",
  "n",
  "f",
  "none",
  "true",
  "(1, 2)",
  "range",
  "namespace()",
  "cycler(1)",
  "joiner()",
  "s.upper",
  "d.items",
  "xs.append",
  "lookup",
  "omit",
];

for (const name of REACHING) {
  Deno.test(`attribute "${name}" is undefined on every kind of value`, () => {
    for (const subject of SUBJECTS) {
      for (const access of [`(${subject}).${name}`, `(${subject})['${name}']`, `(${subject}) | attr('${name}')`]) {
        assert.equal(evaluate(`(${access}) is defined`, scope), false, access);
      }
    }
    assert.equal(evaluate(`${name} is defined`, scope), false);
    if (!FILTERS.has(name)) assert.throws(() => render(`{{ s | ${name} }}`, scope), TemplateError);
    assert.throws(() => render(`{{ s is ${name} }}`, scope), TemplateError);
    assert.throws(() => render(`{% ${name} %}`, scope), TemplateError);
    if (!FILTERS.has(name)) assert.throws(() => evaluate(`xs | map('${name}') | list`, scope), TemplateError);
    assert.throws(() => evaluate(`xs | select('${name}') | list`, scope), TemplateError);
    assert.throws(() => evaluate(`lookup('${name}', 'x')`, scope), TemplateError);
    assert.throws(() => evaluate(`'{0.${name}}'.format(d)`, scope), TemplateError);
    assert.throws(() => evaluate(`'x' | regex_replace('x', '\\\\g<${name}>')`, scope), TemplateError);
  });
}

Deno.test("loop, macros and methods show nothing of JavaScript", () => {
  const probe =
    "{% macro m() %}{% endmacro %}{% for x in [1] %}{{ loop.constructor is defined }}{{ loop.items is defined }}" +
    "{{ m.constructor is defined }}{{ m.call is defined }}{% endfor %}";
  assert.equal(render(probe, scope), "FalseFalseFalseFalse");
});

const ENDLESS = [
  "{{ range(10 ** 9) }}",
  "{{ 'a' * 10 ** 9 }}",
  "{{ [1] * 10 ** 9 }}",
  "{{ 9 ** (9 ** 9) }}",
  "{{ 2 ** (10 ** 9) }}",
  "{{ '%1000000000d' % 1 }}",
  "{{ '{:1000000000}'.format(1) }}",
  "{{ 'a'.center(10 ** 9) }}",
  "{{ 'a' | center(10 ** 9) }}",
  "{{ 'a'.zfill(10 ** 9) }}",
  "{{ ('a' * 9000000).replace('a', 'b' * 9000000) }}",
  "{{ ('a' * 9000000) | replace('', 'b' * 9000000) }}",
  "{{ ('a' * 9000000) | regex_replace('a', 'b' * 9000000) }}",
  "{{ (range(100000) | map('string') | list).__len__ | default(['x' * 1000000] * 1000) | join }}",
  "{{ 'a\\nb' | indent(10 ** 9) }}",
  "{{ range(1000) | product(range(1000)) | list | length }}",
  "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
  "{% set ns = namespace(x='a') %}{% for a in range(100) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
  "{% set ns = namespace(x=[1]) %}{% for a in range(100) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
  "{% set ns = namespace(x=3) %}{% for a in range(100) %}{% set ns.x = ns.x * ns.x %}{% endfor %}",
  "{% for a in range(100000) %}{% set x = ('y' * 1000000) | upper %}{% endfor %}",
  "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
  "{% set l = [] %}{% set _ = l.append(l) %}{{ l }}",
  "{% set l = [] %}{% set m = [] %}{% set _ = l.append(l) %}{% set _ = m.append(m) %}{{ l == m }}",
  "{% set l = [1] %}{% set _ = l.append(l) %}{{ l | flatten }}",
  "{% for x in range(100000) %}{{ 'x' * 1000 }}{% endfor %}",
  `{{ ${"(".repeat(100_000)}1${")".repeat(100_000)} }}`,
  `{{ ${"[".repeat(5000)}${"]".repeat(5000)} }}`,
  `{{ ${"not ".repeat(100_000)}1 }}`,
  `{{ ${"-".repeat(100_000)}1 }}`,
  `${"{% if 1 %}".repeat(5000)}${"{% endif %}".repeat(5000)}`,
  "{% for x in [[]] recursive %}{{ loop([x]) }}{% endfor %}",
];

for (const text of ENDLESS) {
  Deno.test(`render() stops ${text.slice(0, 80)}`, () => {
    const began = performance.now();
    assert.throws(() => render(text, scope), TemplateError);
    assert.ok(performance.now() - began < 5000, "it took more than five seconds");
  });
}

Deno.test("render() stops variables that double each other", () => {
  const doubling: Record<string, unknown> = { v0: "0123456789" };
  for (let n = 1; n < 60; n++) doubling[`v${n}`] = `{{ v${n - 1} }}{{ v${n - 1} }}`;
  const layered = lazyScope([{ values: fromPlain(doubling) as Dict, trusted: true }]);
  assert.throws(() => render("{{ v59 }}", layered), /more than 10000000 characters/);
});

Deno.test("long left-associative chains are no nesting", () => {
  assert.equal(evaluate(Array(2000).fill("1").join(" + "), scope), 2000);
});
