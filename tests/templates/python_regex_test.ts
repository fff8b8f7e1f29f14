import assert from "node:assert/strict";
import { matchAtStart, pythonRegex, substitute } from "../../src/templates/python_regex.ts";

const FOUND: [pattern: string, text: string, found: string | null][] = [
  ["(?P<a>x)(?P=a)", "axx", "xx"],
  ["\\Ab", "ab", null],
  ["b\\Z", "ab\n", null],
  ["b$", "ab\n", "b"],
  ["a.c", "a\rc", "a\rc"],
  ["a.c", "a\nc", null],
  ["(?s)a.c", "a\nc", "a\nc"],
  ["(?m)^b$", "a\nb\nc", "b"],
  ["(?i)ÄB", "äb", "äb"],
  ["a(?i:B)c", "abc", "abc"],
  ["\\w+", "-é٣_x-", "é٣_x"],
  ["\\bé", "a é", "é"],
  ["\\d", "a٣", "٣"],
  ["[\\w.-]+@[\\w]+", "me.x-y@host", "me.x-y@host"],
  ["[]a]+", "x]a]", "]a]"],
  ["[^]a]+", "]xa", "x"],
  ["[a\\-z]+", "-z", "-z"],
  ["[&~|{}()/&&]+", "&&{}()/", "&&{}()/"],
  ["x{,2}y", "xxxy", "xxy"],
  ["x{y", "x{y", "x{y"],
  ["{}", "{}", "{}"],
  ["a}b", "a}b", "a}b"],
  ["\\-\\_\\ \\#\\/\\@", "-_ #/@", "-_ #/@"],
  ["\\x41\\u0042\\103\\t", "ABC\t", "ABC\t"],
  ["(a)(?#comment)\\1", "aa", "aa"],
  ["(?x) a  b # end", "ab", "ab"],
  ["(?<=a)b(?!c)", "abc ab", "b"],
  ["😀+", "😀😀", "😀😀"],
];

for (const [pattern, text, found] of FOUND) {
  Deno.test(`pythonRegex() reads ${JSON.stringify(pattern)} as Python does`, () => {
    assert.equal(pythonRegex(pattern).exec(text)?.[0] ?? null, found);
  });
}

const REFUSED: [pattern: string, why: RegExp][] = [
  ["a++", /possessive quantifiers are not supported/],
  ["(?>a)", /atomic groups/],
  ["(a)?(?(1)b|c)", /conditional groups/],
  ["\\q", /bad escape \\q/],
  ["(", /^TemplateError: Invalid regular expression "\("/],
  ["[a", /unterminated character set/],
  ["a\\", /end of pattern/],
  ["*a", /Nothing to repeat/],
];

for (const [pattern, why] of REFUSED) {
  Deno.test(`pythonRegex() refuses ${JSON.stringify(pattern)} with a sentence`, () => {
    assert.throws(() => pythonRegex(pattern), why);
  });
}

Deno.test("substitute() knows groups by number and by name", () => {
  assert.equal(substitute(pythonRegex("(?P<k>\\w)=(\\w)?"), "a=1 b=", "\\2\\g<k>\\g<0>\\n\\\\"), "1aa=1\n\\ bb=\n\\");
  assert.throws(() => substitute(pythonRegex("a"), "a", "\\1"), /Invalid group reference "1"/);
  assert.throws(() => substitute(pythonRegex("a"), "a", "\\q"), /Bad escape/);
});

Deno.test("substitute() takes dollar signs for themselves", () => {
  assert.equal(substitute(pythonRegex("a"), "a", "$& $1 $$"), "$& $1 $$");
});

Deno.test("matchAtStart() matches nothing further on", () => {
  assert.equal(matchAtStart(pythonRegex("b"), "ab"), null);
  assert.equal(matchAtStart(pythonRegex("a|b"), "ab")?.[0], "a");
});
