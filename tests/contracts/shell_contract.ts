// What every way into a host must do: run against each shell and each transport.
import type { Shell } from "../../src/ports/shell.ts";
import { commandsContract } from "./shell_commands.ts";
import { endingsContract } from "./shell_endings.ts";
import { filesContract } from "./shell_files.ts";
import { holdsContract } from "./shell_holds.ts";
import { quickContract } from "./shell_quick.ts";
import { receiptsContract } from "./shell_receipts.ts";

/** How a test opens a shell. */
export interface WayIn {
  /** A new shell whose receipts lie in this folder. */
  open(options: { receipts: string; keepBytes?: number }): Promise<Shell>;
  /** As whom its commands run, where that is not who runs the tests. */
  as?: { uid: number; gid: number };
  /** The arguments of `deno` that start a controller which does the same in a process of its own: see shell_controller.ts. */
  controller: string[];
}

/** Registers the suite. `name` begins every title. */
export function shellContract(name: string, way: WayIn): void {
  commandsContract(name, way);
  endingsContract(name, way);
  filesContract(name, way);
  receiptsContract(name, way);
  quickContract(name, way);
  holdsContract(name, way);
}
