import assert from "node:assert/strict";
import { BadEncoding, decodeText, encodeText } from "../../src/modules/text/character_encoding.ts";

/** What Python's codecs make of a text. */
async function python(text: string, encoding: string): Promise<number[]> {
  const { stdout, code } = await new Deno.Command("/usr/bin/python3", {
    args: ["-c", "import sys; sys.stdout.buffer.write(sys.argv[1].encode(sys.argv[2]))", text, encoding],
    stdin: "null",
  }).output();
  assert.equal(code, 0, encoding);
  return [...stdout];
}

Deno.test("encodeText() writes the bytes that Python writes, and decodeText() reads them back", async () => {
  const names = [
    "utf-8",
    "UTF8",
    "utf_8_sig",
    "latin-1",
    "ISO-8859-1",
    "iso-8859-15",
    "cp1252",
    "windows-1251",
    "koi8-r",
  ];
  for (const name of [...names, "utf-16", "utf-16-le", "utf_16_be", "cp437", "ascii"]) {
    const text = /1251|koi8/.test(name)
      ? "привет\n"
      : name === "ascii"
      ? "plain\n"
      : /437/.test(name)
      ? undefined
      : "grüße\n";
    if (text === undefined) {
      assert.throws(() => encodeText("x", name), BadEncoding, name);
      continue;
    }
    const bytes = encodeText(text, name);
    assert.deepEqual([...bytes], await python(text, name), name);
    assert.equal(decodeText(bytes, name).replace(/^\ufeff/, ""), text, name);
  }
});

Deno.test("encodeText() and decodeText() refuse what an encoding does not have", () => {
  assert.throws(() => encodeText("€", "latin-1"), /'latin-1' has no "€"/);
  assert.throws(() => encodeText("é", "ascii"), BadEncoding);
  assert.throws(() => encodeText("Ω", "cp1252"), BadEncoding);
  assert.throws(() => decodeText(Uint8Array.of(0xff), "utf-8"), BadEncoding);
  assert.throws(() => decodeText(Uint8Array.of(0xff), "ascii"), BadEncoding);
  assert.throws(() => decodeText(Uint8Array.of(1), "klingon"), /unknown encoding: klingon/);
  for (const name of ["constructor", "__proto__"]) assert.throws(() => encodeText("x", name), BadEncoding, name);
  assert.throws(() => encodeText("x", "gbk"), /can be read in this encoding, but not written/);
});
