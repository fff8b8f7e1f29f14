// What ansible-vault encrypts we open, and what we encrypt it opens; what was changed opens nowhere.
import assert from "node:assert/strict";
import fc from "fast-check";
import { newSalt, sealed, unsealed } from "../../src/templates/vault_cipher.ts";
import { isVaultText, readEnvelope, writeEnvelope } from "../../src/templates/vault_text.ts";

const encoder = new TextEncoder();
const python = await new Deno.Command("/usr/bin/python3", {
  args: ["-c", "import ansible.parsing.vault"],
  stdout: "null",
  stderr: "null",
}).output().then(({ success }) => success, () => false);

/** Plaintexts and passwords with all that either may have in it. */
const CASES = fc.sample(
  fc.record({
    plain: fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ unit: "grapheme" }).map((text) => encoder.encode(text)),
    ),
    password: fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.constant(encoder.encode("pä$s w'ord"))),
    label: fc.constantFrom("default", "prod", "dev-1", "a b"),
  }),
  { numRuns: 40, seed: 8 },
).concat([0, 15, 16, 17, 100_000].map((length) => ({
  plain: new Uint8Array(length).fill(7),
  password: encoder.encode("p"),
  label: "default",
})));

function base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

async function theirs(asked: unknown[]): Promise<(string | null)[]> {
  const script = new URL("vault_oracle.py", import.meta.url).pathname;
  const child = new Deno.Command("/usr/bin/python3", { args: [script], stdin: "piped", stdout: "piped" }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(encoder.encode(JSON.stringify(asked)));
  await writer.close();
  return JSON.parse(new TextDecoder().decode((await child.output()).stdout));
}

function opened(text: string, password: Uint8Array): Uint8Array | undefined {
  const envelope = readEnvelope(text);
  assert.ok(!("wrong" in envelope), JSON.stringify(envelope));
  return unsealed(envelope, password);
}

Deno.test({
  name: "readEnvelope() and unsealed() open what ansible-vault encrypts, whatever bytes, password and label",
  ignore: !python && Deno.env.get("CI") !== "true",
  fn: async () => {
    const texts = await theirs(CASES.map(({ plain, password, label }) => ({
      plain: base64(plain),
      password: base64(password),
      label,
    })));
    for (const [at, text] of texts.entries()) {
      const { plain, password, label } = CASES[at]!;
      assert.ok(isVaultText(text!) && isVaultText(encoder.encode(text!)));
      assert.equal((readEnvelope(text!) as { label: string }).label, label);
      assert.deepEqual(opened(text!, password), plain);
    }
  },
});

Deno.test({
  name: "writeEnvelope() and sealed() write what ansible-vault opens, the same text for the same salt",
  ignore: !python && Deno.env.get("CI") !== "true",
  fn: async () => {
    const texts = CASES.map(({ plain, password, label }) =>
      writeEnvelope(sealed(plain, password, { label, salt: newSalt() }))
    );
    const read = await theirs(texts.map((text, at) => ({ sealed: text, password: base64(CASES[at]!.password) })));
    assert.deepEqual(read, CASES.map(({ plain }) => base64(plain)));
    const salt = encoder.encode("always the same");
    const same = CASES.slice(0, 10);
    const salted = await theirs(same.map(({ plain, password, label }) => ({
      plain: base64(plain),
      password: base64(password),
      label,
      salt: base64(salt),
    })));
    assert.deepEqual(
      salted,
      same.map(({ plain, password, label }) => writeEnvelope(sealed(plain, password, { label, salt }))),
    );
  },
});

Deno.test("unsealed() opens nothing with another password, nor what was changed in any place", () => {
  const password = encoder.encode("right");
  const text = writeEnvelope(sealed(encoder.encode("plain"), password, { label: "prod", salt: newSalt() }));
  assert.equal(opened(text, encoder.encode("wrong")), undefined);
  const head = text.indexOf("\n") + 1;
  fc.assert(
    fc.property(
      fc.integer({ min: head, max: text.length - 2 }),
      fc.constantFrom(..."0123456789abcdef"),
      (at, digit) => {
        if (text[at] === digit || text[at] === "\n") return;
        const envelope = readEnvelope(text.slice(0, at) + digit + text.slice(at + 1));
        const content = "wrong" in envelope ? undefined : unsealed(envelope, password);
        // A digit in capitals is the same digit.
        assert.ok(content === undefined || new TextDecoder().decode(content) === "plain");
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("readEnvelope() says what is wrong with a text, and repeats nothing of it", () => {
  const cases: [string, RegExp][] = [
    ["", /first line/],
    ["plain text", /first line/],
    ["$ANSIBLE_VAULT;1.0;AES\n00", /not 1\.1 or 1\.2/],
    ["$ANSIBLE_VAULT;1.1;AES128\n00", /not AES256/],
    ["$ANSIBLE_VAULT;1.1;AES256", /cut or changed/],
    ["$ANSIBLE_VAULT;1.1;AES256\n616", /cut or changed/],
    ["$ANSIBLE_VAULT;1.1;AES256\nhunter2", /cut or changed/],
    ["$ANSIBLE_VAULT;1.1;AES256\n61620a6162", /cut or changed/],
  ];
  for (const [text, sentence] of cases) {
    const envelope = readEnvelope(text);
    assert.ok("wrong" in envelope, text);
    assert.match(envelope.wrong, sentence);
    assert.ok(!envelope.wrong.includes("hunter2"));
  }
  const spaced = writeEnvelope(sealed(encoder.encode("x"), encoder.encode("p"), { label: "a", salt: newSalt() }));
  assert.deepEqual(opened(spaced.replaceAll("\n", "\r\n   "), encoder.encode("p")), encoder.encode("x"));
});
