// A module of Ansible's as one of ours: its check mode is the look, its run is the deed.
import type { Receipt } from "../model/command.ts";
import type { JsonObject } from "../model/json.ts";
import type { ModuleResult, Plan } from "../model/plan.ts";
import type { AnsibleModule } from "../ports/ansible.ts";
import type { Module, ModuleCall } from "../ports/module.ts";
import { runModule, SendFailed } from "./runner.ts";
import { resultOf } from "./runner_answer.ts";
import { diffsOf } from "./runner_diff.ts";

/** What a state is called that a host cannot be seen to have. */
const ALWAYS = ["restarted", "reloaded", "rebooted", "restart", "reload", "reboot", "touch"];

/** The module on hosts that have a Python. */
export function ansibleModule(module: AnsibleModule): Module {
  const { name, doc } = module;
  /** The result of one run. To pack the module takes as long as to enter the host: neither waits for the other. */
  const ran = async (call: ModuleCall, how: { checkMode: boolean; receipt?: Receipt }): Promise<ModuleResult> => {
    const [packed, shell] = await Promise.all([module.pack(call.signal), call.shell()]);
    const words = wordsFor(call, { name, version: packed.version, checkMode: how.checkMode });
    const { python, signal } = call;
    const { receipt } = how;
    try {
      const run = { packed, words, python, ...(receipt === undefined ? {} : { receipt }) };
      return resultOf(await runModule(shell, run, signal), python);
    } catch (error) {
      if (!(error instanceof SendFailed)) throw error;
      return { changed: false, failed: true, msg: error.message };
    }
  };
  return {
    name: doc.name,
    doc,
    conclude: (_predicted, output) => resultOf(output),
    async look(call) {
      const unseen = (msg: string): Plan => ({
        kind: "change",
        diff: [],
        commands: [],
        result: call.checkMode ? { changed: false, skipped: true, msg } : { changed: true },
        cannotTell: true,
      });
      if (!module.supportsCheckMode) return unseen(`remote module (${name}) does not support check mode`);
      return planOf(await ran(call, { checkMode: true }), call, { name: doc.name, unseen });
    },
    apply: (_plan, call) => ran(call, { checkMode: false, receipt: call.receipt }),
  };
}

function planOf(
  seen: ModuleResult,
  call: ModuleCall,
  { name, unseen }: { name: string; unseen: (msg: string) => Plan },
): Plan {
  const msg = typeof seen["msg"] === "string" ? seen["msg"] : "";
  if (seen["failed"] === true) {
    // It cannot look, which says nothing of the deed: apt without its library.
    return /check[ _-]?mode/i.test(msg) && !call.checkMode ? unseen(msg) : { kind: "fail", result: seen };
  }
  if (seen["skipped"] === true) return unseen(msg);
  if (!seen.changed) return { kind: "same", result: seen };
  const always = Object.values(call.params).some((value) => typeof value === "string" && ALWAYS.includes(value));
  return {
    kind: "change",
    diff: diffsOf(seen["diff"], thing(seen, call) ?? name),
    commands: [],
    result: withoutDiff(seen),
    ...(always ? { cannotTell: true } : {}),
  };
}

/** What a difference is called that has no name of its own: what the module says that it is about, or was asked to be. */
function thing(seen: ModuleResult, { params }: ModuleCall): string | undefined {
  const named = [seen["path"], seen["dest"], seen["name"], params["path"], params["dest"]];
  return named.find((each) => typeof each === "string" && each !== "") as string | undefined;
}

function withoutDiff({ diff: _, ...rest }: ModuleResult): ModuleResult {
  return { ...rest, changed: rest.changed === true };
}

/** What the executor of Ansible tells a module besides its parameters. */
function wordsFor(
  { params, noLog }: ModuleCall,
  { name, version, checkMode }: { name: string; version: string; checkMode: boolean },
): JsonObject {
  return {
    ...params,
    _ansible_check_mode: checkMode,
    _ansible_no_log: noLog,
    _ansible_debug: false,
    _ansible_diff: checkMode,
    _ansible_verbosity: 0,
    _ansible_version: version,
    _ansible_module_name: name,
    _ansible_syslog_facility: "LOG_USER",
    _ansible_selinux_special_fs: ["fuse", "nfs", "vboxsf", "ramfs", "9p", "vfat"],
    _ansible_string_conversion_action: "warn",
    _ansible_socket: null,
    _ansible_shell_executable: "/bin/sh",
    _ansible_keep_remote_files: false,
    _ansible_tmpdir: null,
    _ansible_remote_tmp: "~/.ansible/tmp",
  };
}
