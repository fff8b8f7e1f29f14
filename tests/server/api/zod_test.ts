import assert from "node:assert/strict";
import { lateEntry } from "../../../scripts/late_packages.ts";

const SOURCES = ["src/server/api", "src/deciders"];

Deno.test("lateEntry() packs all of zod that is used: what the bundle lacks would only be missed when it runs", () => {
  const packed = /export \{ ([^}]*) \} from "zod"/.exec(lateEntry("models"))?.[1]?.split(/[\s,]+/) ?? [];
  const used = new Set<string>();
  for (const folder of SOURCES) {
    const path = new URL(`../../../${folder}/`, import.meta.url);
    for (const { name } of Deno.readDirSync(path)) {
      if (!name.endsWith(".ts")) continue;
      const text = Deno.readTextFileSync(new URL(name, path));
      for (const [, member] of text.matchAll(/\bz\.(\w+)/g)) used.add(member!);
    }
  }
  assert.ok(used.size > 10);
  assert.deepEqual([...used].filter((name) => !packed.includes(name)), []);
});
