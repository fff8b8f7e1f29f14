// The bundle as an executable sees itself: `Deno.build.standalone`, and started again as itself. Deno's runtime cannot be downloaded everywhere, and this can be tested everywhere.
import { programRights } from "../../scripts/program_rights.ts";
import { bundled } from "./bundled.ts";

/** A program in a folder; `os` is what it takes its system for. */
export async function compiledAlike(folder: string, os: string = Deno.build.os): Promise<string> {
  const program = `${folder}/ftl2-enterprise`;
  const seen = { ...Deno.build, standalone: true, os };
  await Deno.writeTextFile(
    `${folder}/preload.js`,
    `Object.defineProperty(Deno, "build", { value: ${JSON.stringify(seen)} });
     const hear = Deno.addSignalListener;
     Deno.addSignalListener = (name, listener) => name === "SIGBREAK" ? undefined : hear(name, listener);
     Deno.execPath = () => ${JSON.stringify(program)};
     URL.createObjectURL = () => "blob:null/such-a-program-imports-no-blob";`,
  );
  const words = [Deno.execPath(), "run", "--no-config", ...await programRights(), "--preload", `${folder}/preload.js`];
  const quoted = [...words, await bundled()].map((word) => `'${word}'`).join(" ");
  await Deno.writeTextFile(program, `#!/bin/sh\nexec ${quoted} "$@"\n`, { mode: 0o755 });
  return program;
}
