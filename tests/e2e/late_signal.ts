// Runs before the program (`deno run --preload`): signals that it sends to itself come in the last moment before its exit, and are told.
import process from "node:process";

const late: Deno.Signal[] = [];
const { exit } = Deno;

process.kill = (pid, signal) => {
  if (pid !== Deno.pid) throw new Error(`a signal to ${pid}`);
  late.push(signal as Deno.Signal);
  return true;
};

Deno.exit = (code) => {
  for (const signal of late) {
    Deno.stdout.writeSync(new TextEncoder().encode(`sent ${signal}\n`));
    Deno.kill(Deno.pid, signal);
  }
  return exit(code);
};
