import assert from "node:assert/strict";
import { TemplateError } from "../../src/model/errors.ts";
import type { Dict } from "../../src/model/value.ts";
import { FILTERS } from "../../src/templates/filters/registry.ts";
import { lazyScope } from "../../src/templates/scope.ts";
import { evaluate, render } from "../../src/templates/template.ts";
import { cpuMs } from "../fakes/cpu_time.ts";
import { filesOf } from "./files_of.ts";
import { fromPlain } from "../../src/templates/value.ts";

const scope = lazyScope([{
  values: fromPlain({ d: { a: 1 }, xs: [1, 2], s: "text", n: 1, f: 1.5 }) as Dict,
  trusted: true,
}], {
  files: filesOf({
    "/etc/passwd": "root:x",
    "/play/templates/part": "{{ n }}",
    "/play/templates/self": "{% include 'self' %}{% include 'self' %}",
    "/play/templates/extends_self": "{% extends 'extends_self' %}",
    "/play/templates/imports_self": "{% import 'imports_self' as m %}{% import 'imports_self' as n %}",
    "/play/templates/looks_self": "{{ lookup('template', 'looks_self') }}",
    "/play/templates/looks_twice": "{{ lookup('template', 'looks_twice') }}{{ lookup('template', 'looks_twice') }}",
  }),
  searchPath: ["/play/files", "/play"],
});

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
  "('2020-01-01' | to_datetime('%Y-%m-%d'))",
  "(('2020-01-02' | to_datetime('%Y-%m-%d')) - ('2020-01-01' | to_datetime('%Y-%m-%d')))",
  "undef",
  "dict",
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
  "{{ range(1000) | permutations | list }}",
  "{{ range(100) | combinations(50) | list }}",
  "{{ range(100000) | combinations(99999) | list }}",
  "{{ 'x' | password_hash('sha512', 'salt', rounds=999999999) }}",
  "{% for n in range(1000) %}{{ 'x' | password_hash('sha512', 'salt') }}{% endfor %}",
  "{{ '%Y' * 9000000 | int | string | length }}{{ ('%c' * 4000000) | strftime(0) }}",
  "{{ 'a'.expandtabs(10 ** 9) }}{{ '\t'.expandtabs(10 ** 9) }}",
  "{{ 'a' | comment(prefix_count=10 ** 9) }}",
  "{{ [1] | to_json(indent=10 ** 9) }}",
  "{{ 'a b' | wordwrap(1, wrapstring='x' * 9000000) | wordwrap(1, wrapstring='y' * 9000000) }}",
  "{{ query('sequence', 'end=999999999') }}",
  "{{ query('sequence', '3:%999999999d') }}",
  "{{ query('nested', *([range(100)] * 20)) }}",
  "{{ query('cartesian', *([range(100)] * 20)) }}",
  "{{ ('a' * 40 ~ '!') is match('(a+)+$') and ('a' * 5000 ~ '!') is match('(a|aa)+$') }}" +
  "{% for n in range(100000) %}{{ ('a' * 40 ~ '!') is match('(a+)+$') }}{% endfor %}",
  "{{ ('a' * 100000) | regex_replace('(a*)*b', 'x') | regex_findall('(.*,){20}x') }}" +
  "{% for n in range(100000) %}{{ ('a' * 100000) | regex_search('a*a*a*a*b') }}{% endfor %}",
  "{{ 'x' | regex_replace('((x{1,1000}){1,1000}){1,1000}', 'y') }}",
  "{{ (' ' * 300000 ~ 'x') | regex_replace('\\s+$', '') }}",
  "{% set ns = namespace(d={}) %}{% for n in range(100000) %}{% set ns.d = dict(ns.d, **{n | string: n}) %}{% endfor %}",
  "{{ dict(range(100000) | zip(range(100000))) }}",
  "{% for n in range(100000) %}{% include 'part' %}{% endfor %}",
  "{% include 'self' %}",
  "{% extends 'extends_self' %}",
  "{% import 'imports_self' as m %}",
  "{{ lookup('template', 'looks_self') }}",
  "{{ lookup('template', 'looks_twice') }}",
  "{% block a %}{{ self.a() }}{% endblock %}",
  `{% for ${"(".repeat(100_000)}x in y %}{% endfor %}`,
  "{{ (['x' * 1000000] * 100000) | map('upper') | list | length }}",
  "{{ (['x' * 1000000] * 100000) | map('reverse') | map('length') | sum }}",
  "{% set l = [] %}{% set _ = l.append(l) %}{{ query('flattened', l) }}",
  "{{ range(100000) | zip(range(100000)) | unique | length }}",
  "{{ range(100000) | zip(range(100000)) | difference(range(100000) | zip(range(100001))) | length }}",
  "{{ range(100000) | reject('in', range(100000, 200000) | list) | length }}",
  "{{ ([(1, 2)] * 50000) | sum(start=()) | length }}",
  `{{ lookup('sequence', '"' ~ '\\\\"' * 100000) }}`,
  "{{ 'x' | regex_replace('{' ~ '1' * 100000, 'y') }}",
  "{{ 'x' | regex_replace('y' * 100000, 'y') }}",
  "{{ 'x' | regex_replace('{' ~ '1' * 10000000, 'y') }}",
  "{{ ('1' * 60) | to_datetime('%H' * 40 ~ 'x') }}",
  "{% set s = 'x' * 9000000 %}{% for n in range(100000) %}{{ s[n] }}{% endfor %}",
  "{% set s = 'x' * 9000000 %}{% for n in range(100000) %}{{ s.count('y') }}{% endfor %}",
  "{% set s = 'x' * 9000000 %}{% for n in range(100000) %}{{ s is upper }}{% endfor %}",
  "{% set s = 'x' * 9000000 %}{% set t = s[1:] ~ 'x' %}{% for n in range(100000) %}{{ s == t }}{% endfor %}",
  "{% set l = range(100000) | list %}{% for n in range(100000) %}{% set _ = l.index(99999) %}{% endfor %}",
  "{{ [[], []] | product([[], []]) | list | pprint }}" +
  "{% set ns = namespace(x=[]) %}{% for n in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x | flatten }}",
  "{% set ns = namespace(x=[], y=[]) %}{% for n in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% set ns.y = [ns.y, ns.y] %}" +
  "{% endfor %}{{ ns.x == ns.y }}",
  "{% set ns = namespace(x={}, y={}) %}{% for n in range(60) %}{% set ns.x = {1: ns.x, 2: ns.x} %}" +
  "{% set ns.y = {1: ns.y, 2: ns.y} %}{% endfor %}{{ ns.x | combine(ns.y, recursive=true) | length }}",
  "{% set c = cycler(1) %}{% for a in range(100000) %}{% for b in range(100000) %}{{ c.next() }}{% endfor %}{% endfor %}",
];

// What takes time in the square of its length is as bad as what takes for ever; each of these has an end.
const LONG: [expression: string, most: number][] = [
  ["('\n' * 2000000 ~ 'x') | length", 1000],
  ["('<' * 300000) | striptags | length", 1000],
  ["('/' * 300000 ~ 'a/b') | dirname | length", 1000],
  ["('a ' * 50000) | wordwrap(10) | length", 5000],
  ["('a: ' * 50000) | to_yaml | length", 2000],
  ["range(10000) | map('regex_replace', '$', ': 1') | join('\\n') | from_yaml | length", 5000],
  ["('[' * 100000) | fileglob | length", 1000],
  ["('{' * 300000) | length", 1000],
  ["('a: ' * 100000) | trim | length", 1000],
  ["('1' * 1000000 ~ 'x') | float", 3000],
  ["('1' * 1000000 ~ 'x') | int", 3000],
  ["('😀' ~ 'x' * 1000000) | wordwrap(20) | length", 3000],
  ["('a ' * 300000) | wordwrap(9000000) | length", 3000],
  ["('[1,' * 900 ~ '1' ~ ']' * 900) | from_json | to_nice_json | length", 3000],
  ["('1.' * 20000 ~ '0') is version('1.0', version_type='pep440', operator='ge')", 2000],
];

for (const [expression, most] of LONG) {
  Deno.test(`evaluate() takes no square of the length for ${expression}`, () => {
    const took = cpuMs(() => evaluate(expression, scope));
    assert.ok(took < most, `it took ${took} ms`);
  });
}

Deno.test("render() reads a template that opens and never closes in one go", () => {
  for (const piece of ["{% ", "{{ ", "{# ", "{%- raw ", "{% raw %}{% ", "{{ '", "{{ (", "{% if x %}", "{{ x | "]) {
    const took = cpuMs(() => assert.throws(() => render(piece.repeat(30_000), scope), TemplateError, piece));
    assert.ok(took < 3000, `${piece} took ${took} ms`);
  }
});

for (const text of ENDLESS) {
  Deno.test(`render() stops ${text.slice(0, 80)}`, () => {
    const took = cpuMs(() => assert.throws(() => render(text, scope), TemplateError));
    assert.ok(took < 5000, `it took ${took} ms`);
  });
}

// They are small as long as nobody writes them down.
for (
  const expression of [
    "[[1] * 100000] * 100000",
    "['x' * 1000000] * 1000",
    `${"[".repeat(90)}1${"]".repeat(90)} * 99999`,
  ]
) {
  Deno.test(`evaluate() lets no value out that nothing could hold: ${expression.slice(0, 30)}`, () => {
    assert.throws(() => evaluate(expression, scope), TemplateError);
  });
}

Deno.test("evaluate() lets no value out that is nested deeper than whoever goes through it can follow", () => {
  const nested = (levels: number) => `('[' * ${levels} ~ ']' * ${levels}) | from_json`;
  assert.ok(Array.isArray(evaluate(nested(900), scope)));
  assert.throws(() => evaluate(nested(1100), scope), /nested more than 1000 levels deep/);
  const built = "{% set ns = namespace(x=1) %}{% for n in range(1100) %}{% set ns.x = [ns.x] %}{% endfor %}";
  assert.throws(() => render(`${built}{{ ns.x }}`, scope), /nested more than 1000 levels deep/);
});

Deno.test("evaluate() tells who calls what only vaulted values stand for", () => {
  assert.throws(() => evaluate("lookup('vaulted', 'x', '%')", scope), /not for people to write/);
});

Deno.test("render() stops variables that double each other", () => {
  const doubling: Record<string, unknown> = { v0: "0123456789" };
  for (let n = 1; n < 60; n++) doubling[`v${n}`] = `{{ v${n - 1} }}{{ v${n - 1} }}`;
  const layered = lazyScope([{ values: fromPlain(doubling) as Dict, trusted: true }]);
  assert.throws(() => render("{{ v59 }}", layered), /more than 10000000 characters/);
});

Deno.test("long left-associative chains are no nesting", () => {
  assert.equal(evaluate(Array(2000).fill("1").join(" + "), scope), 2000);
});

Deno.test("templates reach no file outside the folders they are looked for in", () => {
  for (
    const name of [
      "/etc/passwd",
      "../etc/passwd",
      "../../etc/passwd",
      "templates/../../etc/passwd",
      "./../../etc/passwd",
    ]
  ) {
    for (
      const text of ["{% include NAME %}", "{% import NAME as m %}", "{% extends NAME %}", "{% from NAME import x %}"]
    ) {
      assert.throws(() => render(text.replace("NAME", `'${name}'`), scope), TemplateError, `${text} ${name}`);
    }
    assert.equal(render(`{% include '/etc/passwd' ignore missing %}ok`, scope), "ok");
  }
});

Deno.test("a variable whose template looks itself up in a file ends", () => {
  const own = lazyScope([{
    values: fromPlain({ again: "{{ lookup('template', 'again') ~ lookup('template', 'again') }}" }) as Dict,
    trusted: true,
  }], { files: filesOf({ "/play/again": "{{ again }}{{ again }}" }), searchPath: ["/play"] });
  assert.ok(cpuMs(() => assert.throws(() => evaluate("again", own), TemplateError)) < 5000);
});

Deno.test("what variables do counts for the template that asks for them", () => {
  const values: Record<string, unknown> = {};
  for (let n = 0; n < 40; n++) values[`v${n}`] = "{% for x in range(100000) %}{% endfor %}x";
  const own = lazyScope([{ values: fromPlain(values) as Dict, trusted: true }]);
  const all = Object.keys(values).map((name) => `{{ ${name} }}`).join("");
  assert.throws(() => render(all, own), /takes more than 2000000 steps/);
});
