// The commands that look after the machine, declared: `doctor` and `unit`.
import type { Declare } from "./declaring.ts";
import { declareHosts, declareReach, declareTyped } from "./fleet_flags.ts";
import { declareTypedVaults, declareVaults } from "./vault_flags.ts";

/** Their names. */
export const machineCommands = ["doctor", "unit"] as const;
export type MachineCommand = (typeof machineCommands)[number];

/** Flags of `unit`; absent where they were not given. */
export interface UnitFlags {
  /** As whom the service runs. */
  as?: string;
  /** Where the program will lie. */
  program?: string;
  local?: boolean;
}

/** Declares them. */
export function declareMachine(declare: Declare<MachineCommand>): void {
  declare("doctor", "", "what this machine lacks for the job, and what to type", (doctor) => {
    doctor.option("--model [model]", "put one tiny question to the model that is found, or to this one");
    declareTypedVaults(declareVaults(declareTyped(declareReach(declareHosts(doctor)))))
      .addHelpText(
        "after",
        `
It makes and changes nothing, and tells no secret. With -i each host is entered
as a run would enter it. Exit 0: nothing is in the way. Exit 1: something is,
and each such line says what to type.`,
      );
  });
  declare("unit", "", "print a systemd unit that keeps a worker and its page running", (unit) =>
    unit
      .option("--as <user>", "as whom it runs (default: ftl2)")
      .option("--program <path>", "where the program will lie (default: where this one lies)")
      .option("--local", "this machine is kept, too, with sudo: nothing of it is closed to the service"));
}
