import assert from "node:assert/strict";
import { replaceModule } from "../../src/modules/replace.ts";
import { Stage } from "./stage.ts";

const replace = replaceModule();

Deno.test("replace finds sections and matches in texts of a megabyte", async () => {
  await using stage = await Stage.open();
  const filler = "key = value # nothing to see here\n".repeat(30_000);
  await stage.write("f", `port = 1\n[a]\n${filler}port = 2\n[b]\nport = 3\n`);
  const params = {
    path: stage.path("f"),
    after: "^\\[a\\]|\\n\\[a\\]",
    before: "\\[b\\]",
    regexp: "^port = (\\d)$",
    replace: "port = 9\\1",
  };
  const { result } = await stage.run(replace, params);
  assert.equal(result.msg, "1 replacements made");
  assert.equal(await stage.read("f"), `port = 1\n[a]\n${filler}port = 92\n[b]\nport = 3\n`);
  assert.equal((await stage.run(replace, params)).plan.kind, "same");
});

Deno.test("replace keeps bytes that are no text, and finds text among them", async () => {
  await using stage = await Stage.open();
  await stage.write("f", Uint8Array.of(0xff, 0xc3, 0xbc, 10, 0xfe, 0x61, 10));
  const { result } = await stage.run(replace, { path: stage.path("f"), regexp: "ü", replace: "ö€" });
  assert.equal(result.msg, "1 replacements made");
  assert.deepEqual([...await Deno.readFile(stage.path("f"))], [0xff, 0xc3, 0xb6, 0xe2, 0x82, 0xac, 10, 0xfe, 0x61, 10]);
});
