// What a deed of apt comes to: Ansible's returns, and a sentence where it did not work.
import type { CommandResult } from "../../model/command.ts";
import type { ModuleResult } from "../../model/plan.ts";
import type { JsonObject } from "../../model/json.ts";
import { lines } from "../../templates/characters.ts";
import { NO_PACKAGE, NO_UPDATE } from "./apt_commands.ts";
import { didNothing } from "./apt_simulation.ts";
import { Fields } from "../scripts/fields.ts";
import { quoteAll } from "../scripts/shell_words.ts";

/** stdout and stderr, each with its list of lines. */
export function streams(stdout: string, stderr: string): JsonObject {
  return { stdout, stdout_lines: lines(stdout), stderr, stderr_lines: lines(stderr) };
}

/** A command line of apt-get as results name it. */
export function commandText(argv: readonly string[]): string {
  return `apt-get ${quoteAll(argv)}`;
}

/** The failure of a command line, in Ansible's form, with what to do where we know it. */
export function aptFailure(
  cmd: string,
  { rc, stdout, stderr }: Pick<CommandResult, "rc" | "stdout" | "stderr">,
): ModuleResult & { msg: string } {
  const said = stderr.trim() || stdout.trim().split("\n").slice(-1).join("");
  return {
    changed: false,
    failed: true,
    msg: `'${cmd}' failed: ${said}${advice(stderr)}`,
    rc,
    ...streams(stdout, stderr),
  };
}

function advice(stderr: string): string {
  if (/are you root\?|Permission denied/.test(stderr)) return " (write become: true)";
  if (/dpkg was interrupted/.test(stderr)) return " (a task before this one: command: dpkg --configure -a)";
  if (/Held packages were changed/.test(stderr)) return " (write allow_change_held_packages: true to change them)";
  if (/Packages were downgraded/.test(stderr)) return " (write allow_downgrade: true to go back to it)";
  if (/Could not get lock/.test(stderr)) return " (another program holds it: lock_timeout says how long to wait)";
  return "";
}

/** The result of a deed: the predicted one, with apt's words in place of the simulation's. */
export function concludeApt(predicted: ModuleResult, output: CommandResult): ModuleResult {
  const at = output.stdout.indexOf("\0");
  const stdout = at < 0 ? output.stdout : output.stdout.slice(0, at);
  const { rc, stderr } = output;
  const failed = { changed: false, failed: true, rc };
  if (output.timedOut || output.cancelled) {
    return { ...failed, msg: output.timedOut ? "Timed out" : "Cancelled", ...streams(stdout, stderr) };
  }
  if (rc === NO_UPDATE || rc === NO_PACKAGE) return { ...failed, msg: stderr.trim() };
  // The end tells of the lists, however the rest went.
  const told = new Fields(output.stdout.slice(at + 1));
  const renewed = told.raw("renewed") === "yes";
  const cache = "cache_updated" in predicted
    ? { cache_updated: renewed, cache_update_time: told.number("cache_update_time") ?? 0 }
    : {};
  if (rc !== 0) {
    const cmd = typeof predicted.cmd === "string" ? predicted.cmd : "apt-get";
    return { ...aptFailure(cmd, { rc, stdout, stderr }), ...cache };
  }
  if (predicted.cmd === undefined) {
    // Only the lists, or only the cache of downloads.
    return { ...predicted, ...cache, changed: predicted.cache_updated === true ? renewed : predicted.changed };
  }
  const words = { ...streams(stdout, stderr), ...("msg" in predicted ? { msg: stdout } : {}) };
  return { ...predicted, ...cache, ...words, changed: "marked" in predicted || !didNothing(stdout) };
}
