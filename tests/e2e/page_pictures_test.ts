// The pictures in docs/ show the pages as they are: the same record at the same time has the words and links that it had when they were taken.
import assert from "node:assert/strict";
import { noBrowser } from "./page/browser.ts";
import { eachPicture, PICTURES, WORDS, wordsOf } from "./page/pictured.ts";
import { byDeno } from "./program_words.ts";

const DOCS = new URL("../../docs/", import.meta.url);

Deno.test({
  name: "docs: each picture of a page shows what is on it",
  ignore: noBrowser() !== undefined || !byDeno,
  fn: async () => {
    const taken = JSON.parse(await Deno.readTextFile(WORDS)) as Record<string, string[]>;
    const seen: string[] = [];
    await eachPicture(async (name, page) => {
      assert.deepEqual(
        await wordsOf(page),
        taken[name],
        `docs/${name}.png shows another page: deno task pictures takes it again`,
      );
      seen.push(name);
    });
    assert.deepEqual(seen, Object.keys(PICTURES));
    const files = await Array.fromAsync(Deno.readDir(DOCS), ({ name }) => name);
    assert.deepEqual(files.filter((name) => name.endsWith(".png")).sort(), seen.map((name) => `${name}.png`).sort());
  },
});
