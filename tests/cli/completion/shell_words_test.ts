// What a line says that is being typed into a shell.
import assert from "node:assert/strict";
import { type Shell, typedLine } from "../../../src/cli/completion/shell_words.ts";

const variables: Record<string, string> = { HOME: "/home/me", DB: "x.db" };
const env = (name: string) => variables[name];

function texts(line: string, shell: Shell = "bash"): (string | undefined)[] {
  return typedLine(line, shell, { env }).words.map(({ text }) => text);
}

Deno.test("typedLine() reads words as bash does: quotes, backslashes, variables, and an empty word behind a space", () => {
  assert.deepEqual(texts(`ftl status `), ["ftl", "status", ""]);
  assert.deepEqual(texts(`ftl  'a b'c "d \\"e\\" \\n $DB" f\\ g`), ["ftl", "a bc", `d "e" \\n x.db`, "f g"]);
  assert.deepEqual(texts("ftl ~/a ~x a~ --db=$HOME/l.db ${DB}"), [
    "ftl",
    "/home/me/a",
    "~x",
    "a~",
    "--db=/home/me/l.db",
    "x.db",
  ]);
  assert.deepEqual(texts(`ftl $'it\\'s' '$DB' \\$DB "\\$DB"`), ["ftl", "it's", "$DB", "$DB", "$DB"]);
});

Deno.test("typedLine() executes nothing: of what only the shell can tell it knows nothing", () => {
  assert.deepEqual(texts("ftl $(date now) `a b` $NOPE \"$(x)\" ${A:-b} $'\\x41' end"), [
    "ftl",
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    "end",
  ]);
});

Deno.test("typedLine() says which quotes are open at the cursor", () => {
  for (const [line, open] of [["ftl 'a b", "'"], ['ftl "a b', '"'], ["ftl $'a", "$'"], ["ftl 'a'b", ""]] as const) {
    assert.equal(typedLine(line, "bash", { env }).words.at(-1)?.open, open, line);
  }
});

Deno.test("typedLine() knows where a file's name comes: behind a redirection, which is no word of the program", () => {
  const { words, redirected } = typedLine("ftl status > out.txt web 2>>er", "bash", { env });
  assert.deepEqual([words.map(({ text }) => text), redirected], [["ftl", "status", "web", "er"], true]);
  assert.equal(typedLine("ftl status >out web", "bash", { env }).redirected, false);
});

Deno.test("typedLine() reads fish's quotes as fish does", () => {
  assert.deepEqual(texts(`ftl 'it\\'s' 'a\\n' "$DB" (date) $'x`, "fish").slice(0, 4), ["ftl", "it's", "a\\n", "x.db"]);
});
