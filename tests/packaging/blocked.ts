// Loaded before the program: at SIGUSR2 its thread stands still until a file is there, as if SQLite or a template took for ever.
import { there } from "../rooms/there.ts";

const gate = Deno.env.get("BLOCKED") ?? "";
const nothing = new Int32Array(new SharedArrayBuffer(4));

Deno.addSignalListener("SIGUSR2", () => {
  Deno.writeTextFileSync(`${gate}.shut`, "");
  while (!there(gate)) Atomics.wait(nothing, 0, 0, 20);
});
