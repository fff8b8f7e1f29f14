import assert from "node:assert/strict";
import { splitArguments, words } from "../../src/templates/free_form.ts";

Deno.test("words() cuts at blanks, and keeps quotes and templates whole", () => {
  assert.deepEqual(words(`a "b c" d='e f' {{ g | h('i j') }} k\\ l`), [
    "a",
    '"b c"',
    "d='e f'",
    "{{ g | h('i j') }}",
    "k\\ l",
  ]);
});

Deno.test("splitArguments() takes every pair apart and unquotes it", () => {
  const { args, rest } = splitArguments(`src=a dest="b c" note='it is'`);
  assert.deepEqual(Object.fromEntries(args), { src: "a", dest: "b c", note: "it is" });
  assert.equal(rest, "");
});

Deno.test("splitArguments() leaves a command's own words as written", () => {
  const { args, rest } = splitArguments(`dd if=/dev/zero  of='a b' creates=/tmp/x`, ["creates"]);
  assert.deepEqual(Object.fromEntries(args), { creates: "/tmp/x" });
  assert.equal(rest, "dd if=/dev/zero  of='a b'");
});

Deno.test("splitArguments() takes a pair out where it stands, not where its text stood before", () => {
  const { args, rest } = splitArguments("make --chdir=/tmp xchdir=/tmp  chdir=/tmp all\n\n", ["chdir"]);
  assert.deepEqual(Object.fromEntries(args), { chdir: "/tmp" });
  assert.equal(rest, "make --chdir=/tmp xchdir=/tmp  all\n\n");
});

Deno.test("splitArguments() reads the escapes of a pair's value, and leaves those of a regular expression", () => {
  const { args } = splitArguments(String.raw`content="a\tb\n" line="say \"x\"" re='^\d+\s\.' path=C:\\x u=\u00fc\x41`);
  assert.deepEqual(Object.fromEntries(args), {
    content: "a\tb\n",
    line: 'say "x"',
    re: String.raw`^\d+\s\.`,
    path: String.raw`C:\x`,
    u: "üA",
  });
});
