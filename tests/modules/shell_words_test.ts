import assert from "node:assert/strict";
import fc from "fast-check";
import { compose } from "../../src/modules/scripts/one_script.ts";
import { globWord, pathWord, quote, splitWords } from "../../src/modules/scripts/shell_words.ts";

async function sh(shell: string[], script: string, stdin?: string | Uint8Array): Promise<string> {
  const child = new Deno.Command(shell[0]!, {
    args: [...shell.slice(1), "-c", script],
    env: { HOME: "/home/h", V: "a b*" },
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(stdin instanceof Uint8Array ? stdin : new TextEncoder().encode(stdin ?? "")).catch(() => {});
  await writer.close().catch(() => {});
  const { code, stdout } = await child.output();
  return `${new TextDecoder().decode(stdout)}${code === 0 ? "" : `(${code})`}`;
}

for (const shell of [["dash"], ["bash"], ["busybox", "sh"]]) {
  Deno.test(`quote() passes every text through ${shell.join(" ")}`, async () => {
    const signs = fc.string({
      unit: fc.constantFrom(
        "a",
        "'",
        '"',
        "\\",
        "$",
        "`",
        "(",
        ")",
        " ",
        "\n",
        "*",
        "~",
        "!",
        "{",
        "}",
        "ü",
        "-",
        ";",
        "#",
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(signs, { minLength: 30, maxLength: 30 }), async (texts) => {
        const told = await sh(shell, `printf '%s\\0' ${texts.map(quote).join(" ")}`);
        assert.deepEqual(told.split("\0").slice(0, -1), texts);
        const paths = await sh(
          shell,
          texts.map((text) => `p=${pathWord(`./${text}`)}; printf '%s\\0' "$p"`).join("\n"),
        );
        assert.deepEqual(paths.split("\0").slice(0, -1), texts.map((text) => `./${text}`));
      }),
      { numRuns: 10, seed: 7 },
    );
  });

  Deno.test(`pathWord() lets ${shell.join(" ")} expand a home and variables, and nothing else`, async () => {
    const said = async (path: string) => await sh(shell, `p=${pathWord(path)}; printf %s "$p"`);
    assert.equal(await said("~"), "/home/h");
    assert.equal(await said("~/a b/~"), "/home/h/a b/~");
    assert.equal(await said("~root/x"), "/root/x");
    // busybox drops what follows the name of a user that is not there.
    if (shell[0] !== "busybox") assert.equal(await said("~no-such-user/x"), "~no-such-user/x");
    assert.equal(await said("/x/$V/${V}y"), "/x/a b*/a b*y");
    assert.equal(await said("/$NOT_SET_/${NOT_SET_}/$(id)/$5"), "/$NOT_SET_/${NOT_SET_}/$(id)/$5");
    assert.equal(await said(""), "");
  });

  Deno.test(`compose() stops at the first failure and feeds only who asks (${shell.join(" ")})`, async () => {
    const run = async (...commands: Parameters<typeof compose>[0]) => {
      const { argv, stdin } = compose(commands);
      return await sh(shell, argv[2]!, stdin);
    };
    const say = (text: string) => ({ argv: ["printf", "%s ", text] });
    assert.equal(
      await run(say("a"), { argv: ["sh", "-c", 'echo "$2" "$1"; exit 5', "sh", "x y", "z"] }, say("b")),
      "a z x y\n(5)",
    );
    assert.equal(await run({ argv: ["cat"] }, { argv: ["cat"], stdin: "fed" }, { argv: ["cat"] }), "fed");
    assert.equal(
      await run({ argv: ["pwd"], cwd: "/usr" }, { argv: ["sh", "-c", 'echo "$K"'], env: { K: "it's" } }, {
        argv: ["pwd"],
        cwd: "/",
      }),
      "/usr\nit's\n/\n",
    );
    assert.equal(
      await run({ argv: ["pwd"], cwd: "/no/such" }, say("never")).then((out) => out.includes("never")),
      false,
    );
    const long = { argv: ["sh", "-c", `: ${"long ".repeat(10_000)}\nhead -c 3; echo; exit 6`], stdin: "fed by hand" };
    assert.equal(await run(say("a"), long, say("never")), "a fed\n(6)");
  });
}

Deno.test("compose() refuses two commands that read input", () => {
  assert.throws(
    () => compose([{ argv: ["cat"], stdin: "a" }, { argv: ["cat"], stdin: "b" }]),
    /Cannot compose 2 commands/,
  );
});

Deno.test("globWord() leaves patterns to the shell and quotes the rest", () => {
  assert.equal(globWord("/a b/*.[ch]"), "'/a b/'*.[ch]");
  assert.equal(globWord("/[!a-c]x[]$ ]"), "/[!a-c]x[\\]\\$\\ ]");
  assert.equal(globWord("~/it's ?; touch x"), `"\${HOME-~}"'/it'\\''s '?'; touch x'`);
  assert.equal(globWord("*$A"), `*"\${A-\\$A}"`);
  assert.equal(globWord("/plain"), "/plain");
});

Deno.test("splitWords() reads words as Python's shlex does", () => {
  assert.deepEqual(splitWords(`a 'b c' "d \\"e\\" \\n" f\\ g '' h"i"'j'`), ["a", "b c", 'd "e" \\n', "f g", "", "hij"]);
  assert.deepEqual(splitWords("  \n\t"), []);
  assert.throws(() => splitWords("a 'b"), /No closing quotation/);
  assert.throws(() => splitWords("a \\"), /No escaped character/);
  assert.throws(() => splitWords('a "b\\'), /No escaped character/);
});

Deno.test("splitWords() cuts at Python's four blanks only: a blank that is no break, or a form feed, is part of a word", () => {
  assert.deepEqual(splitWords("a\u00a0b\fc\vd\u2003e f\r\ng"), ["a\u00a0b\fc\vd\u2003e", "f", "g"]);
});
