import assert from "node:assert/strict";
import { assembleModule } from "../../src/modules/assemble.ts";
import { joinFragments } from "../../src/modules/text/fragments.ts";
import { Stage } from "./stage.ts";

const assemble = assembleModule();

for (const words of [["sh"], ["busybox", "sh"]]) {
  Deno.test(`assemble joins bytes that are no text, and more than an output keeps (${words.join(" ")})`, async () => {
    await using stage = await Stage.open(words, { keepBytes: 4096 });
    const parts = [Uint8Array.of(0, 255, 10), new Uint8Array(20_000).fill(120), Uint8Array.of(0xc3)];
    for (const [at, part] of parts.entries()) await stage.write(`d/${at}`, part);
    const params = { src: stage.path("d"), dest: stage.path("f") };
    const { result } = await stage.run(assemble, params);
    assert.equal(result.changed, true, JSON.stringify(result));
    const expected = [...parts[0]!, ...parts[1]!, 10, ...parts[2]!];
    assert.deepEqual([...await Deno.readFile(stage.path("f"))], expected);
    assert.equal((await stage.run(assemble, params)).plan.kind, "same");
    assert.deepEqual(stage.names(), ["d", "f"]);
  });
}

Deno.test("assemble refuses what ansible-vault encrypted, unless it is to be copied as it is", async () => {
  await using stage = await Stage.open();
  await stage.write("d/1", "$ANSIBLE_VAULT;1.1;AES256\n00\n");
  const params = { src: stage.path("d"), dest: stage.path("f"), remote_src: false };
  const { result } = await stage.run(assemble, params);
  assert.match(String(result.msg), /d\/1: This is encrypted by ansible-vault, and no password.*decrypt: false/);
  assert.equal((await stage.run(assemble, { ...params, decrypt: false })).result.changed, true);
});

Deno.test("joinFragments() ends fragments, and reads Python's escapes in the delimiter", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const parts = ["a", "b\n", "c"].map((text) => ({ name: text, content: bytes(text) }));
  const joined = (delimiter: string, always = false) =>
    new TextDecoder("latin1").decode(joinFragments(parts, delimiter, always));
  assert.equal(joined(""), "a\nb\nc");
  assert.equal(joined("--"), "a\n--\nb\n--\nc");
  assert.equal(joined("\\x41\\102\\t\\q\\\\"), "a\nAB\t\\q\\\nb\nAB\t\\q\\\nc");
  assert.equal(joined("-\\n"), "a\n-\nb\n-\nc");
  assert.equal(joined("-\\n", true), "a\n-\n\nb\n-\n\nc");
});
