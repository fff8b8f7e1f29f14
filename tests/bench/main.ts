// deno task bench [PART...] [--out FILE]: every number next to a baseline measured in the same run, as one table.
import { say, warn } from "../../scripts/say.ts";
import { machine } from "./machine.ts";
import { run } from "./measure.ts";
import { parts } from "./parts.ts";
import { type Group, table, written } from "./table.ts";

const known = Object.values(parts).flatMap(Object.keys);
const { out, wanted, wrong } = asked(Deno.args);
if (wrong !== undefined) {
  warn(`There is no part ${wrong} in the bench: deno task bench [PART...] [--out FILE]; parts: ${known.join(", ")}`);
  Deno.exit(2);
}
const folder = await Deno.makeTempDir({ prefix: "bench-" });
try {
  // Before anything here is at work.
  const head = await machine(folder);
  await run(Deno.execPath(), ["task", "bundle"], { cwd: new URL("../..", import.meta.url).pathname });
  const bundle = new URL("../../dist/ftl2-enterprise.js", import.meta.url).pathname;
  const groups: Group[] = [];
  for (const [title, benches] of Object.entries(parts)) {
    const group: Group = { title, rows: [] };
    for (const [name, bench] of Object.entries(benches)) {
      if (wanted.length === 0 || wanted.includes(name)) group.rows.push(...await bench(folder, bundle));
    }
    groups.push(group);
  }
  const measured = `${head}\n\n${table(groups)}`;
  say(measured);
  if (out !== undefined) {
    const page = await Deno.readTextFile(out).catch(() => "# Numbers\n");
    await Deno.writeTextFile(out, written(page, measured));
    await run(Deno.execPath(), ["fmt", "--quiet", out]);
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}

/** `wrong`: the first word that is no part. */
function asked(args: readonly string[]): { out: string | undefined; wanted: string[]; wrong: string | undefined } {
  const at = args.indexOf("--out");
  const out = at < 0 ? undefined : args[at + 1];
  const wanted = at < 0 ? [...args] : args.filter((_, index) => index !== at && index !== at + 1);
  const missing = at >= 0 && out === undefined ? "--out" : undefined;
  return { out, wanted, wrong: missing ?? wanted.find((name) => !known.includes(name)) };
}
