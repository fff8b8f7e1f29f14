import assert from "node:assert/strict";
import { fnmatch, globMatches } from "../../src/templates/glob_match.ts";
import { cpuMs } from "../fakes/cpu_time.ts";

// As Python's glob answers, one folder deep.
const MATCHES: [pattern: string, name: string, matches: boolean][] = [
  ["*", "a.txt", true],
  ["*", ".hidden", false],
  [".*", ".hidden", true],
  ["?.txt", "a.txt", true],
  ["?.txt", "ab.txt", false],
  ["?", "😀", true],
  ["a*b*c", "aXXbYYc", true],
  ["a*b*c", "aXXbYY", false],
  ["[ab].txt", "b.txt", true],
  ["[!ab].txt", "b.txt", false],
  ["[!ab].txt", "c.txt", true],
  ["[a-c]x", "bx", true],
  ["[a-c]x", "dx", false],
  ["[]]x", "]x", true],
  ["[!]]x", "ax", true],
  ["[a-]x", "-x", true],
  ["[abc", "[abc", true],
  ["a.b", "axb", false],
  ["*.tar.*", "x.tar.gz", true],
  ["**", "abc", true],
  ["", "", true],
];

Deno.test("globMatches() takes stars, question marks and sets as Python does", () => {
  for (const [pattern, name, matches] of MATCHES) {
    assert.equal(globMatches(pattern, name), matches, `${pattern} ${name}`);
  }
});

Deno.test("fnmatch() says what Python says, of leading dots and slashes too", () => {
  const fits: [string, string, boolean][] = [
    ["a/b/c", "a*", true],
    ["a/b/c", "*/c", true],
    ["a.txt", "?.txt", true],
    ["b1", "[ab][!0]", true],
    ["b0", "[ab][!0]", false],
    ["a+b(c)", "a+b(c)", true],
    ["[x", "[x", true],
    ["two\nlines", "two*", true],
    ["A", "a", false],
    [".hidden", "*", true],
    [".a/.b", "?a*b", true],
    ["^", "[^a]", true],
    ["\\", "[\\]", true],
    ["ax", "[b-a]x", false],
  ];
  for (const [name, pattern, expected] of fits) assert.equal(fnmatch(name, pattern), expected, `${name} ${pattern}`);
});

Deno.test("globMatches() takes no pattern's square", () => {
  const took = cpuMs(() => {
    assert.equal(globMatches(`${"*a".repeat(2000)}b`, "a".repeat(4000)), false);
    assert.equal(globMatches("[".repeat(200_000), "x"), false);
    assert.equal(globMatches(`${"[".repeat(200_000)}]`, "x"), false);
  });
  assert.ok(took < 2000, `it took ${took} ms`);
});
