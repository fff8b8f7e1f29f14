// Start-up: whole processes from the bundle, against an empty program.
import { median, ms, type Row, run, times } from "./measure.ts";

const ROUNDS = 15;

export async function benchStartup(folder: string, bundle: string): Promise<Row[]> {
  const empty = `${folder}/empty.js`;
  await Deno.writeTextFile(empty, "");
  const db = `${folder}/startup.db`;
  await run(Deno.execPath(), ["run", "-A", bundle, "--db", db, "init-db"]);
  // Deno keeps what it compiled at the first start.
  await run(Deno.execPath(), ["run", "-A", bundle, "--db", db, "status"]);
  const baseline = await median(ROUNDS, () => run(Deno.execPath(), ["run", "-A", empty]));
  const version = await median(ROUNDS, () => run(Deno.execPath(), ["run", "-A", bundle, "--version"]));
  const status = await median(ROUNDS, () => run(Deno.execPath(), ["run", "-A", bundle, "--db", db, "status"]));
  const modules = await median(ROUNDS, () => run(Deno.execPath(), ["run", "-A", bundle, "modules", "copy"]));
  const row = (what: string, ours: number): Row => ({
    what,
    ours: ms(ours),
    baseline: `${ms(baseline)} an empty program`,
    ratio: `${times(ours / baseline)} as long`,
  });
  return [
    row("start-up of --version", version),
    row("start-up of status", status),
    row("start-up of modules, all of them loaded", modules),
  ];
}
