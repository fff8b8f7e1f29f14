// The file of tokens: what it may say, and that a mistake is told without what stands there.
import assert from "node:assert/strict";
import { readTokens } from "../../src/cli/page_tokens.ts";
import { InputError } from "../../src/model/errors.ts";

const A = "a".repeat(16);
const B = "b-/+=._~0123456789";

function read(text: string): ReturnType<typeof readTokens> {
  return readTokens(text, { file: "tokens", user: "me" });
}

Deno.test("readTokens() reads a line each, past comments and empty lines, whatever the line ends", () => {
  assert.deepEqual(read(`\ufeff# who\r\n\r\n  read  grafana\t${A}\r\nfull ann ${B}\n`), [
    { role: "read", name: "grafana", token: A },
    { role: "full", name: "ann", token: B },
  ]);
});

Deno.test("readTokens() takes a token alone as a full one of the user", () => {
  assert.deepEqual(read(A), [{ role: "full", name: "me", token: A }]);
});

Deno.test("readTokens() names line and column of a mistake, and never repeats what stands there", () => {
  const secret = "SECRETSECRETSECRET";
  for (
    const [text, line, column, said] of [
      [`\nadmin ann ${secret}`, 2, 1, /read or full/],
      [`${secret} ann ${A}`, 1, 1, /read or full/],
      [`full ${secret}`, 1, 1, /A token is missing/],
      [`full ann short`, 1, 10, /fewer than 16 characters: `openssl rand -hex 32`/],
      [`  SHORT`, 1, 3, /fewer than 16/],
      [`full ann b ${secret}`, 1, 12, /more behind the token/],
      [`full ann ${secret}é`, 1, 10, /plain letters and digits/],
      [`full ann ${secret}\nread bob ${secret}`, 2, 10, /stands in the file already/],
    ] as const
  ) {
    assert.throws(() => read(text), (error) => {
      assert.ok(error instanceof InputError);
      assert.match(error.message, said);
      assert.ok(!error.message.includes(secret), error.message);
      assert.deepEqual(error.place, { file: "tokens", line, column });
      return true;
    }, text);
  }
});

Deno.test("readTokens() refuses a file without a token", () => {
  for (const text of ["", "\n\n", "# nothing\n"]) assert.throws(() => read(text), /There is no token in it/);
});
