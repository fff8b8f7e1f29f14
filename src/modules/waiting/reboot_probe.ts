// What module reboot looks at: which boot the host is in, with what it reboots, and whether it was told to already.
import type { ModuleCall } from "../../ports/module.ts";
import { Fields, TELL } from "../scripts/fields.ts";
import type { Params } from "../frame/parameters.ts";
import { ProbeFailed } from "../frame/planned.ts";
import { bootCommand, Booting } from "./reboot_wait.ts";
import { quote, quoteAll } from "../scripts/shell_words.ts";

/**
 * `here`: it is the controller. `back`: the command is on record, and the host has booted since. `late`: it is on record, and the host did not.
 * `boot` is what a boot is known by.
 */
export type RebootFacts =
  | { kind: "here"; local: boolean }
  | { kind: "back"; boot: string }
  | { kind: "late"; boot: string; msg: string }
  | { kind: "up"; boot: string; system: string; command?: string };

/** Looks; where the command is on record of this run it waits for the host to have booted. Throws ProbeFailed with the host's words. */
export async function probeReboot(params: Params, call: ModuleCall): Promise<RebootFacts> {
  const [shell, controller] = [await call.shell(), await call.controller()];
  if (shell.machine === controller.machine) return { kind: "here", local: call.local };
  const output = await shell.run(["sh", "-c", script(params)], {}, call.signal);
  const fields = new Fields(output.stdout);
  const boot = (fields.raw("boot") ?? "").trim();
  if (output.rc !== 0 || boot === "") {
    const msg =
      `reboot: failed to get host boot time info, rc: ${output.rc}, stdout: ${boot}, stderr: ${output.stderr}`;
    throw new ProbeFailed(msg, { rebooted: false });
  }
  const before = call.past?.["boot"];
  if (typeof before === "string" && call.past?.["failed"] !== true && !call.checkMode) {
    const booting = new Booting(params, call);
    if (boot !== before && await booting.works(shell)) return { kind: "back", boot: before };
    const end = await booting.since(before, { delay: 0 });
    return end.kind === "late" ? { kind: "late", boot: before, msg: end.msg } : { kind: "back", boot: before };
  }
  const command = fields.raw("command");
  const system = fields.raw("system") ?? "";
  return { kind: "up", boot, system, ...(command === undefined ? {} : { command }) };
}

function script(params: Params): string {
  const own = params.text("reboot_command")?.trim().split(/\s+/)[0];
  const paths = quoteAll(params.texts("search_paths"));
  const names = own === undefined ? "shutdown reboot" : quote(own);
  return `${TELL}LC_ALL=C; export LC_ALL
s=$(uname -s); [ ! -e /etc/alpine-release ] || s=alpine
case $(cat /etc/os-release 2>/dev/null) in *ID=void* | *'ID="void"'*) s=void ;; esac
e system "$s"
names='${names.replaceAll("'", "'\\''")}'; [ "$s" != alpine ] || ${own === undefined ? "names=reboot" : ":"}
eval "set -- $names"
for c; do case $c in /*) e command "$c"; break ;; esac
for p in ${paths}; do [ ! -e "$p/$c" ] || { e command "$p/$c"; break 2; }; done; done
n boot; ( ${bootCommand(params)}
) || exit; z
`;
}
