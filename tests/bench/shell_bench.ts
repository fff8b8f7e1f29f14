// One command: through the persistent session, with and without a receipt, against starting a process.
import { localTransport } from "../../src/transports/local.ts";
import { ms, type Row, times } from "./measure.ts";

const COMMANDS = 500;

export async function benchShell(folder: string): Promise<Row[]> {
  await using shell = await localTransport({ receipts: `${folder}/receipts` }).open("localhost");
  const each = async (call: (index: number) => Promise<unknown>) => {
    for (let warm = 0; warm < 20; warm++) await call(-1 - warm);
    const start = performance.now();
    for (let index = 0; index < COMMANDS; index++) await call(index + 1);
    return (performance.now() - start) / COMMANDS;
  };
  const spawn = await each(() => new Deno.Command("true").output());
  const plain = await each(() => shell.run(["true"]));
  const look = await each(() => shell.run(["sh", "-c", 'stat -c "%a %U %s %Y %n" "$1"', "sh", "/etc/passwd"]));
  const lookSpawn = await each(() =>
    new Deno.Command("stat", { args: ["-c", "%a %U %s %Y %n", "/etc/passwd"] }).output()
  );
  const receipt = await each((index) =>
    shell.run(["true"], { receipt: { loop: "bench", action: 1000 + index, token: 1 } })
  );
  return [
    row("a command through the session", plain, spawn),
    row("a look with output", look, lookSpawn),
    row("a command with a receipt", receipt, spawn),
  ];
}

function row(what: string, ours: number, spawn: number): Row {
  const ratio = spawn > ours ? `${times(spawn / ours)} faster` : `${times(ours / spawn)} slower`;
  return { what, ours: ms(ours), baseline: `${ms(spawn)} a Deno.Command`, ratio };
}
