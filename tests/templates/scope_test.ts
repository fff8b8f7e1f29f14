import assert from "node:assert/strict";
import { TemplateError, UndefinedVariable } from "../../src/model/errors.ts";
import type { Dict } from "../../src/model/value.ts";
import { lazyScope } from "../../src/templates/scope.ts";
import { evaluate, render, templateValue } from "../../src/templates/template.ts";
import { fromPlain, OMIT, toPlain } from "../../src/templates/value.ts";

const layer = (values: Record<string, unknown>, trusted = true) => ({ values: fromPlain(values) as Dict, trusted });

Deno.test("lazyScope() lets later layers win", () => {
  assert.equal(lazyScope([layer({ a: 1 }), layer({ a: 2 })]).get("a"), 2);
});

Deno.test("lazyScope() templates trusted values from the top of the layers", () => {
  const scope = lazyScope([layer({ greeting: "hi {{ who }}", who: "all" })]);
  assert.equal(scope.get("greeting"), "hi all");
  assert.equal(scope.child(layer({ who: "you" })).get("greeting"), "hi you");
  assert.equal(scope.get("greeting"), "hi all");
});

Deno.test("lazyScope() never templates what came from a host, however it is reached", () => {
  const scope = lazyScope([
    layer({ copy: "{{ stdout }}", nested: { deep: "{{ fact.x }}" } }),
    layer({ stdout: "{{ 7 * 7 }}", fact: { x: "{{ lookup('env', 'HOME') }}" } }, false),
  ]);
  assert.equal(scope.get("stdout"), "{{ 7 * 7 }}");
  assert.equal(scope.get("copy"), "{{ 7 * 7 }}");
  assert.equal(render("{{ copy }} {{ nested.deep }}", scope), "{{ 7 * 7 }} {{ lookup('env', 'HOME') }}");
  assert.equal(templateValue("{{ copy }}", scope), "{{ 7 * 7 }}");
});

Deno.test("lazyScope() computes a value once, and only when it is asked for", () => {
  let asked = 0;
  const counted = {
    values: new Map([["never", "{{ nothere }}"], ["a", "{{ b }}{{ b }}"], ["b", "x{{ 1 }}"]]) as Dict,
    trusted: true,
  };
  const scope = lazyScope([counted]);
  const get = scope.get.bind(scope);
  scope.get = (name) => {
    asked++;
    return get(name);
  };
  assert.equal(scope.get("a"), "x1x1");
  const first = asked;
  assert.equal(scope.get("a"), "x1x1");
  assert.equal(asked, first + 1);
});

Deno.test("lazyScope() names a variable that refers to itself", () => {
  const scope = lazyScope([layer({ a: "{{ b }}", b: ["{{ a }}"] })]);
  assert.throws(() => scope.get("a"), /^TemplateError: recursive loop detected in variable 'a'/);
  assert.throws(() => render("x\n {{ a | default(1) }}", scope), (error: TemplateError) => {
    assert.equal(error.line, 2);
    return /recursive loop/.test(error.message);
  });
});

Deno.test("lazyScope() takes a variable whose template is undefined for undefined", () => {
  const scope = lazyScope([layer({ a: "{{ missing.x }}" })]);
  assert.equal(evaluate("a is defined", scope), false);
  assert.equal(evaluate("a.b | default('x')", scope), "x");
  assert.throws(() => evaluate("a", scope), (error: UndefinedVariable) => error.variable === "missing");
});

Deno.test("lazyScope() says in which variable a template failed", () => {
  const scope = lazyScope([layer({ a: "x\n{{ 1 / 0 }}" })]);
  assert.throws(() => render("{{ a }}", scope), (error: TemplateError) => {
    assert.equal(error.message, "division by zero (in variable 'a', line 2, column 6)");
    assert.deepEqual([error.line, error.column], [1, 4]);
    return true;
  });
});

Deno.test("lazyScope() lists each name once", () => {
  assert.deepEqual([...lazyScope([layer({ a: 1, b: 2 }), layer({ b: 3 })]).names()].sort(), ["a", "b"]);
});

Deno.test("a template that changes a variable changes its own copy", () => {
  const scope = lazyScope([layer({ xs: [1], d: { k: [1] } }, false)]);
  assert.equal(
    render("{% set _ = xs.append(2) %}{{ xs }}{% set _ = d.k.append(9) %}{{ d }}", scope),
    "[1, 2]{'k': [1, 9]}",
  );
  assert.equal(render("{{ xs | attr('append')(5) }}{{ xs }}", scope), "[1, 5]");
  assert.deepEqual(toPlain(scope.get("xs") ?? null), [1]);
  assert.deepEqual(toPlain(scope.get("d") ?? null), { k: [1] });
});

Deno.test("templateValue() leaves out what is omitted, at any depth", () => {
  const scope = lazyScope([layer({ mode: "{{ undefined_mode | default(omit) }}" })]);
  const params = fromPlain({ path: "/x", mode: "{{ mode }}", list: ["{{ omit }}", "a", { k: "{{ omit }}" }] });
  assert.deepEqual(toPlain(templateValue(params, scope)), { path: "/x", list: ["a", {}] });
  assert.equal(templateValue("{{ omit }}", scope), OMIT);
  assert.throws(() => templateValue("x{{ omit }}", scope), /must be the whole value/);
});

Deno.test("templateValue() keeps the type of one lone expression", () => {
  const scope = lazyScope([layer({ n: 5, f: 2.5, xs: [1], text: "[1]" })]);
  const values = [
    "{{ n }}",
    "{{ n + 1 }}",
    "{{ f }}",
    "{{ xs }}",
    "{{ n == 5 }}",
    "{{ text }}",
    " {{ n }}",
    "{{ xs }}\n",
    "{{ text }}\n",
  ];
  assert.deepEqual(values.map((value) => toPlain(templateValue(value, scope))), [
    5,
    6,
    2.5,
    [1],
    true,
    "[1]",
    " 5",
    [1],
    "[1]\n",
  ]);
});
