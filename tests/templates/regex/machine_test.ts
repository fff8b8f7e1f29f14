import assert from "node:assert/strict";
import fc from "fast-check";
import { TemplateError } from "../../../src/model/errors.ts";
import { BoundedRegex } from "../../../src/templates/regex/bounded_regex.ts";
import { search } from "../../../src/templates/regex/machine.ts";
import { compileRegex } from "../../../src/templates/regex/program.ts";
import { degree } from "../../../src/templates/regex/risk.ts";
import { readRegex } from "../../../src/templates/regex/tree.ts";
import { cpuMs } from "../../fakes/cpu_time.ts";

// What both find: the match and its groups, from a place on.
function byMachine(source: string, flags: string, text: string, from = 0): (string | undefined)[] | null {
  const program = compileRegex(readRegex(source, flags.includes("i")));
  const slots = search(program, text, { from, sticky: flags.includes("y"), charge: () => {} });
  if (slots === null) return null;
  return Array.from({ length: program.groups + 1 }, (_, n) => {
    const [start = -1, end = -1] = [slots[2 * n], slots[2 * n + 1]];
    return start < 0 || end < 0 ? undefined : text.slice(start, end);
  });
}

function byJavaScript(source: string, flags: string, text: string, from = 0): (string | undefined)[] | null {
  const regex = new RegExp(source, flags.includes("y") ? flags : `${flags}g`);
  regex.lastIndex = from;
  const found = regex.exec(text);
  return found === null ? null : [...found];
}

// Groups stand in no repetition: JavaScript empties them at each turn, Python does not.
const atom = fc.constantFrom("a", "b", "[ab]", "[^a]", "[^]", "\\u{63}", "\\p{L}", "\\n");
const quantifier = fc.constantFrom("", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,3}?", "{2,}");
const { bare } = fc.letrec<{ bare: string; piece: string }>((tie) => ({
  bare: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.array(tie("piece"), { minLength: 1, maxLength: 3 }).map((parts) => parts.join("")),
    fc.tuple(tie("bare"), tie("bare")).map(([left, right]) => `${left}|${right}`),
  ),
  piece: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.tuple(atom, quantifier).map(([one, times]) => one + times),
    fc.tuple(tie("bare"), quantifier).map(([inner, times]) => `(?:${inner})${times}`),
    tie("bare").map((inner) => `(?=${inner})`),
    tie("bare").map((inner) => `(?!${inner})`),
    tie("bare").map((inner) => `(?<=${inner})`),
    tie("bare").map((inner) => `(?<!${inner})`),
  ),
}));
const expression = fc.tuple(bare, fc.boolean(), bare).map(([left, isGroup, right]) =>
  isGroup ? `(${left})(?:${right})` : `(?:${left})(${right})`
);
const text = fc.array(fc.constantFrom("a", "b", "c", "A", "\n"), { maxLength: 6 }).map((all) => all.join(""));

Deno.test("search() finds what JavaScript finds, for any expression and text", () => {
  fc.assert(
    fc.property(expression, text, fc.constantFrom("v", "vi", "vy"), (source, subject, flags) => {
      assert.deepEqual(byMachine(source, flags, subject), byJavaScript(source, flags, subject));
    }),
    { numRuns: 2000, seed: 20261122 },
  );
});

const KNOWN: [source: string, text: string, found: (string | undefined)[] | null][] = [
  ["(a)|b", "b", ["b", undefined]],
  ["(?<x>a+)-\\k<x>", "aa-aa", ["aa-aa", "aa"]],
  ["(a+)(?:\\1)", "aaaa", ["aaaa", "aa"]],
  ["(?:(a)|b)*", "ab", ["ab", "a"]],
  ["(?i:A)b", "ab", ["ab"]],
  ["(?:a*)*b", "aaab", ["aaab"]],
  ["(?:)*x", "x", ["x"]],
  ["[^a]b", "x😀b", ["😀b"]],
  ["(?<=😀)(?:b|c)+", "b😀bc", ["bc"]],
  ["[^b]{2,3}?", "😀😀😀", ["😀😀"]],
  ["[^]*(?:b)", "a😀b😀", ["a😀b"]],
];

Deno.test("search() takes references, names and modifiers, and keeps groups as Python does", () => {
  for (const [source, subject, found] of KNOWN) {
    assert.deepEqual(byMachine(source, "v", subject), found, source);
  }
});

Deno.test("degree() tells what may be exponential from what may not", () => {
  const of = (source: string): number => degree(readRegex(source, false).root);
  assert.equal(of("abc"), 0);
  assert.equal(of("a+b"), 1);
  assert.equal(of("a*b*c*"), 3);
  assert.equal(of("(?:abc)*"), 1);
  for (
    const source of ["(?:a+)+", "(?:a|ab)*", "(?:a?){30}", "a?a?a?a?a?a?a?a?", "(?:[^]*[^]*)*", "(?:(?:ab){2,}c)*"]
  ) {
    assert.equal(of(source), Infinity, source);
  }
});

const DEADLY: [string, string][] = [
  ["(?:a+)+$", `${"a".repeat(40)}!`],
  ["(?:a|aa)+$", `${"a".repeat(60)}!`],
  ["(?:a|a)*b", "a".repeat(40)],
  ["(?:[^]*,){20}x", ",".repeat(200)],
  ["a?".repeat(30) + "a".repeat(30), "a".repeat(29)],
  ["(?:a*)*b", "a".repeat(50)],
  ["(a*)*\\1b", "a".repeat(50)],
];

Deno.test("BoundedRegex ends on expressions and texts that take JavaScript's own for ever", () => {
  for (const [source, subject] of DEADLY) {
    const took = cpuMs(() => {
      try {
        assert.equal(new BoundedRegex(source, "v").exec(subject), null);
      } catch (error) {
        assert.ok(error instanceof TemplateError && /takes too many steps/.test(error.message), String(error));
      }
    });
    assert.ok(took < 5000, `${source} took ${took} ms`);
  }
});

Deno.test("BoundedRegex works as any other in replace, matchAll, split and test, on short and long texts", () => {
  for (const filler of ["", "x".repeat(20_000)]) {
    const subject = `k1=v1;k2=v2;${filler}`;
    const own = new BoundedRegex("(?<key>[a-z]\\p{Nd}+)=([^;]*)", "gv");
    const native = new RegExp(own.source, "gv");
    assert.equal(subject.replace(own, "$2:$<key>"), subject.replace(native, "$2:$<key>"));
    assert.equal(
      subject.replace(own, (...found) => JSON.stringify(found.slice(0, 4).concat(found.at(-1)))),
      subject.replace(native, (...found) => JSON.stringify(found.slice(0, 4).concat(found.at(-1)))),
    );
    const all = (regex: RegExp) => [...subject.matchAll(regex)].map((found) => [found.index, ...found]);
    assert.deepEqual(all(own), all(native));
    assert.deepEqual(subject.split(own), subject.split(native));
    assert.equal(own.test(subject), true);
    assert.equal(own.lastIndex, 5);
    assert.equal("😀a".replace(new BoundedRegex("", "gv"), "-"), "-😀-a-");
    assert.equal(new BoundedRegex("b+$", "gv").exec(`${filler}a`), null);
  }
});
