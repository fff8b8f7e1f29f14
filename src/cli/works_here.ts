// Where loops can be worked on: not on Windows, which has neither the shells that are needed nor the ssh.
import { Refusal } from "./refusal.ts";

/** Throws Refusal on Windows, before anything begins. */
export function demandShells(): void {
  if (Deno.build.os !== "windows") return;
  throw new Refusal(
    "Windows cannot work on loops: what is done here or over ssh needs a POSIX sh and an ssh that shares its connections",
    {
      hint:
        "In WSL this is Linux, and everything works. From here a record can be read, asked about and shown: status, top, serve",
      kind: "platform",
    },
  );
}
