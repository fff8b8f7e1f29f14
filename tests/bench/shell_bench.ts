// One command: through the persistent session, with and without a receipt, against starting a process.
import { localTransport } from "../../src/transports/local.ts";
import { clocked, compared, middle, ms, type Row } from "./measure.ts";
import { enter } from "../fakes/entrances.ts";

const ROUNDS = 300;

export async function benchShell(folder: string): Promise<Row[]> {
  await using shell = await localTransport({ receipts: `${folder}/receipts` }).open(enter("localhost"));
  let action = 0;
  const receipt = () => ({ loop: "bench", action: ++action, token: 1 });
  const touch = ["sh", "-c", 'touch "$1"', "sh", `${folder}/touched`];
  const stat = ["-c", "%a %U %s %Y %n", "/etc/passwd"];
  const took = await medians({
    spawn: () => new Deno.Command("true").output(),
    plain: () => shell.run(["true"]),
    receipt: () => shell.run(["true"], { receipt: receipt() }),
    spawnStat: () => new Deno.Command("stat", { args: stat }).output(),
    look: () => shell.run(["sh", "-c", 'stat -c "$2" "$1"', "sh", "/etc/passwd", stat[1]!]),
    builtin: () => shell.run(["sh", "-c", '[ -e "$1" ] && echo there', "sh", "/etc/passwd"]),
    spawnTouch: () => new Deno.Command("touch", { args: [`${folder}/touched`] }).output(),
    deed: () => shell.run(touch, { receipt: receipt(), quick: true }),
  });
  return [
    row("`true` through the session", took.plain, took.spawn),
    row("`true` with a receipt, in a process group of its own", took.receipt, took.spawn),
    row("a look that starts `stat`", took.look, took.spawnStat),
    row("a look that starts no program", took.builtin, took.spawnStat),
    row("a module's `touch` with a receipt", took.deed, took.spawnTouch),
  ];
}

/** The median of each call, all taken in turn, so that what slows the machine down slows all of them. */
async function medians<Name extends string>(
  calls: Record<Name, () => Promise<unknown>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(calls) as Name[];
  const times = new Map(names.map((name) => [name, [] as number[]]));
  for (let round = -20; round < ROUNDS; round++) {
    for (const name of names) {
      const took = await clocked(calls[name]);
      if (round >= 0) times.get(name)!.push(took);
    }
  }
  return Object.fromEntries(names.map((name) => [name, middle(times.get(name)!)])) as Record<Name, number>;
}

function row(what: string, ours: number, spawn: number): Row {
  return { what, ours: ms(ours), baseline: `${ms(spawn)} a Deno.Command`, ratio: compared(ours, spawn) };
}
