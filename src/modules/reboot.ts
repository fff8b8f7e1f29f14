// Module reboot: the host is told to boot, and waited for until it has.
import type { CommandResult } from "../model/command.ts";
import { ShellBroken } from "../model/errors.ts";
import type { ModuleResult, Plan } from "../model/plan.ts";
import type { ModuleDoc } from "../ports/module.ts";
import type { Params } from "./frame/parameters.ts";
import { parse } from "./frame/parameters.ts";
import { fail, planned, type PlannedModule } from "./frame/planned.ts";
import { type Applying, Booting } from "./waiting/reboot_wait.ts";
import { probeReboot, type RebootFacts } from "./waiting/reboot_probe.ts";
import { quote } from "./scripts/shell_words.ts";

const doc: ModuleDoc = {
  name: "reboot",
  summary: "Reboots the host and waits until it is back",
  parameters: {
    pre_reboot_delay: { type: "int", description: "Seconds that shutdown is told to wait.", default: 0 },
    post_reboot_delay: { type: "int", description: "Seconds to wait before the host is asked again.", default: 0 },
    reboot_timeout: {
      type: "int",
      description: "Seconds that it may take until it has booted, and again until test_command succeeds.",
      default: 600,
    },
    connect_timeout: { type: "int", description: "Seconds that one attempt to connect may take." },
    test_command: { type: "str", description: "Must succeed on the host that came back.", default: "whoami" },
    msg: { type: "str", description: "What users of the host are told.", default: "Reboot initiated by Ansible" },
    search_paths: {
      type: "list",
      elements: "str",
      description: "Folders where the command to reboot is looked for.",
      default: ["/sbin", "/bin", "/usr/sbin", "/usr/bin", "/usr/local/sbin"],
    },
    boot_time_command: {
      type: "str",
      description: "Prints what is another text after each boot; the kernel's boot id without it.",
    },
    reboot_command: { type: "str", description: "Instead of the system's own, with its arguments." },
  },
  returns: {
    rebooted: "Whether it was",
    elapsed: "Seconds from the command until it was back",
    boot: "What the boot was known by that came to its end",
  },
  example: `- reboot:
  when: kernel.changed
`,
  notes: [
    "It cannot tell whether it is needed: it runs once a run.",
    "Whoever goes on after a crash finds by the boot id whether the host has booted since, waits for it if need be, and never reboots it twice.",
    "The machine that we run on is refused, also where it is entered over ssh.",
  ],
};

/** The module `reboot`. */
export function rebootModule(): PlannedModule<RebootFacts> {
  const module = planned<RebootFacts>({ program: true, doc, check, probe: probeReboot, plan, conclude });
  return {
    ...module,
    async apply(plan, call) {
      const { params } = parse(doc, call.params);
      if (params === undefined) return fail("Parameters changed since the look").result;
      return await applied(plan, params, call);
    },
  };
}

function check(params: Params): string | undefined {
  return params.text("reboot_command")?.trim() === ""
    ? "reboot_command is empty: leave it out for the system's own"
    : undefined;
}

function plan(facts: RebootFacts, params: Params, { checkMode }: { checkMode: boolean }): Plan {
  if (facts.kind === "here") {
    const msg = facts.local
      ? "Running reboot with local connection would reboot the control node."
      : "The host is the machine that we run on: rebooting it would reboot the control node.";
    return fail(msg, { elapsed: 0, rebooted: false });
  }
  const { boot } = facts;
  if (facts.kind === "back") return { kind: "same", result: { changed: false, rebooted: true, elapsed: 0, boot } };
  if (facts.kind === "late") return fail(facts.msg, { rebooted: true, boot });
  const result = { changed: true, rebooted: true, elapsed: 0, boot };
  if (facts.command === undefined && !checkMode) {
    const sought = params.text("reboot_command")?.trim().split(/\s+/)[0] ?? "shutdown";
    const paths = params.texts("search_paths").map((path) => `'${path}'`).join(", ");
    return fail(`Unable to find command "${sought}" in search paths: [${paths}]`, { rebooted: false });
  }
  const script = commandOf(facts.command ?? "shutdown", facts.system, params);
  return {
    kind: "change",
    diff: [],
    commands: [{ argv: ["sh", "-c", script] }],
    result,
    cannotTell: true,
  };
}

/** The command as the system wants it. */
function commandOf(command: string, system: string, params: Params): string {
  const own = params.text("reboot_command")?.trim();
  if (own !== undefined) return `${quote(command)}${own.slice(own.search(/\s|$/))}`;
  if (command.endsWith("/reboot")) return quote(command);
  const seconds = Math.max(0, params.number("pre_reboot_delay") ?? 0);
  const [minutes, message] = [Math.floor(seconds / 60), quote(params.text("msg") ?? "")];
  const words: Record<string, string> = {
    FreeBSD: `-r +${seconds}s ${message}`,
    OpenBSD: `-r +${minutes} ${message}`,
    Darwin: `-r +${minutes} ${message}`,
    void: `-r +${minutes} ${message}`,
    SunOS: `-y -g ${seconds} -i 6 ${message}`,
    AIX: "-Fr",
  };
  return `${quote(command)} ${words[system] ?? `-r ${minutes} ${message}`}`;
}

/** Gives the command, and waits. A session that breaks under it is what is expected. */
async function applied(plan: Plan & { kind: "change" }, params: Params, call: Applying): Promise<ModuleResult> {
  const [command] = plan.commands;
  const boot = String(plan.result["boot"]);
  let broken: ShellBroken | undefined;
  const shell = await call.shell();
  try {
    const output = await shell.run(command!.argv, { receipt: call.receipt }, call.signal);
    const given = conclude(plan.result, output);
    if (given["failed"] === true) return given;
  } catch (error) {
    if (!(error instanceof ShellBroken)) throw error;
    broken = error;
  }
  const began = call.now();
  const end = await new Booting(params, call).since(boot, {
    delay: Math.max(0, params.number("post_reboot_delay") ?? 0),
    ...(broken === undefined ? {} : { doubted: { receipt: call.receipt, broken } }),
  });
  const elapsed = Math.floor(Math.max(0, call.now() - began) / 1000);
  if (end.kind === "ended") return conclude(plan.result, end.output);
  if (end.kind === "late") return { ...plan.result, changed: false, failed: true, elapsed, msg: end.msg };
  return { ...plan.result, elapsed };
}

/** Signals by which a host that goes down ends what runs: HUP, KILL, TERM. */
const GOES_DOWN = [129, 137, 143];

/** What giving the command came to. */
function conclude(predicted: ModuleResult, { rc, stdout, stderr, cancelled }: CommandResult): ModuleResult {
  if (!cancelled && (rc === 0 || GOES_DOWN.includes(rc))) return predicted;
  const msg = `Reboot command failed. Error was: '${stdout.trim()}, ${stderr.trim()}'`;
  return { ...predicted, changed: false, failed: true, rebooted: false, msg, rc };
}
