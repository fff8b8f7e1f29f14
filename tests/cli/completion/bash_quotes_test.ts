// What is put behind what has been typed into bash says there what it says, whatever the name: bash itself is asked.
import assert from "node:assert/strict";
import fc from "fast-check";
import { quotedWithin } from "../../../src/cli/completion/bash_quotes.ts";
import { lacking } from "../../modules/needs.ts";

const OPEN = ["", "'", '"', "$'"] as const;
const END = { "": "", "'": "'", '"': '"', "$'": "'" };

/** Letters that a shell takes for more than letters, and some that it does not. */
const LETTERS = [..." \"'`$(){}[]<>|&;*?!#~=\\^%@:,.-+aZ0éß世"];

Deno.test({
  name: "quotedWithin() keeps a shell from expanding anything of a name, in whichever quotes it is put",
  ignore: lacking("bash"),
  fn: () => {
    const names = fc.sample(fc.array(fc.constantFrom(...LETTERS), { minLength: 1, maxLength: 12 }), {
      numRuns: 400,
      seed: 7,
    }).map((letters) => letters.join(""));
    names.push("$(touch pwned)", "`touch pwned`", "a;touch pwned", "it's", "{a,b}", "!!", "~root");
    const cases = names.flatMap((name) =>
      OPEN.map((open) => ({ name, word: `${open}${quotedWithin(open, name)}` + END[open] }))
    );
    // Read as from a terminal, where `!` looks up the history.
    const words = cases.map(({ word }) => `printf '%s\\0' ${word}\n`).join("");
    const { out, err } = bash(`set -o history -o histexpand\n${words}`);
    assert.equal(err, "");
    assert.deepEqual(out.split("\0").slice(0, -1), cases.map(({ name }) => name));
    assert.match(bash("set -o history -o histexpand\necho a!nope\n").err, /event not found/, "it does look");
  },
});

function bash(script: string): { out: string; err: string } {
  const file = Deno.makeTempFileSync();
  try {
    Deno.writeTextFileSync(file, script);
    const { stdout, stderr } = new Deno.Command("sh", {
      args: ["-c", 'exec bash --norc < "$0"', file],
      env: { LC_ALL: "C.UTF-8" },
    }).outputSync();
    return { out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
  } finally {
    Deno.removeSync(file);
  }
}
