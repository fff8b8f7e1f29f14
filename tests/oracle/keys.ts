// Which keys of a result are compared: all that Ansible returns, but for those that no two runs share and its own machinery.
import type { Json, JsonObject } from "../../src/model/json.ts";

/** Times, inodes, devices, process ids, and what only Ansible's own machinery says. */
const NEVER = new Set([
  ...[
    "start",
    "end",
    "delta",
    "elapsed",
    "atime",
    "ctime",
    "mtime",
    "inode",
    "dev",
    "blocks",
    "block_size",
    "device_type",
    "stop",
    "attr_flags",
    "attributes",
  ],
  ...["invocation", "diff", "exception", "warnings", "deprecations", "module_stdout", "module_stderr", "version"],
  ...[
    "ansible_facts",
    "ansible_loop_var",
    "ansible_index_var",
    "ansible_loop",
    "item",
    "_ansible_no_log",
    "mimetype",
    "charset",
    "date",
    "last_modified",
  ],
]);

/** Keys that hold temporary paths of Ansible's, or Ansible's own sentences. */
const OF_MODULE: { [module: string]: readonly string[] } = {
  copy: ["src", "md5sum", "path"],
  template: ["src", "md5sum", "path"],
  assemble: ["src", "md5sum", "path"],
  unarchive: ["src", "extract_results"],
  pause: ["stdout", "stop"],
  get_url: ["src"],
  uri: ["body"],
  script: [],
  tempfile: ["path"],
};

/** What is compared of a failure: its sentence is ours, and that there is one the outcome says. */
const OF_FAILURE = new Set([
  ...[
    "failed",
    "changed",
    "attempts",
    "status",
    "failed_when_result",
    "assertion",
    "evaluated_to",
    "results",
    "skipped",
  ],
]);
const OF_COMMAND = new Set(["rc", "cmd", "stdout", "stdout_lines", "stderr", "stderr_lines"]);
/** Modules that run what they are told and cannot know what it does. */
export const COMMANDS = new Set(["command", "shell", "script", "raw"]);

/** Whether this key of Ansible's result must be in ours. */
export function isComparedKey(
  name: string,
  value: Json,
  { module, outcome, result }: { module: string; outcome?: string; result: JsonObject },
): boolean {
  if (name.startsWith("checksum") && value === null) return false;
  // In set_fact and include_vars the facts are the result.
  if (name === "ansible_facts") return module === "set_fact" || module === "include_vars";
  if (name.startsWith("_ansible_") || NEVER.has(name)) return false;
  if (OF_MODULE[module]?.includes(name)) return false;
  if (name === "failed_when_result" && typeof value === "string") return false;
  if (name === "msg" && (outcome === "unreachable" || result["unreachable"] === true)) return false;
  if (outcome === "failed" || result["failed"] === true) {
    return OF_FAILURE.has(name) || (COMMANDS.has(module) && OF_COMMAND.has(name));
  }
  if (name === result["ansible_loop_var"] || name === result["ansible_index_var"]) return false;
  return !(name === "src" && typeof value === "string" && value.includes(".ansible"));
}
