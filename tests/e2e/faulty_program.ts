// The program with a bug planted below the command line: whatever a command asks for throws.
import { leave, processIo } from "../../src/cli/process_io.ts";
import type { Wiring } from "../../src/cli/context.ts";
import { main } from "../../src/cli/program.ts";

const wiring = new Proxy({} as Wiring, {
  get: () => () => {
    throw new Error("planted");
  },
});

await leave(await main(Deno.args, processIo(), wiring));
