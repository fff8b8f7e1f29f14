// What a command that says nothing leaves: stands in for the end of one that is not run.
import type { CommandResult } from "../model/command.ts";
import type { World } from "./world.ts";

/** A command that ended well and said nothing. */
export function silentEnd({ clock }: World): CommandResult {
  const now = new Date(clock.now()).toISOString();
  return {
    rc: 0,
    stdout: "",
    stderr: "",
    startedAt: now,
    endedAt: now,
    timedOut: false,
    cancelled: false,
    truncated: false,
  };
}
