// What is to be done about a service of OpenRC, upstart, or of an init script that nobody in particular manages.
import type { Command, CommandResult } from "../../model/command.ts";
import type { JsonObject } from "../../model/json.ts";
import type { ModuleResult, Plan } from "../../model/plan.ts";
import { bootPlan } from "./boot_plan.ts";
import { type InitFacts, type Manager, scriptOf } from "./init_probe.ts";
import { serviceDiff, serviceStep } from "./service_steps.ts";
import type { Params } from "../frame/parameters.ts";
import { fail, failedResult } from "../frame/planned.ts";
import { splitWords } from "../scripts/shell_words.ts";
import { saidSteps } from "../scripts/told_runs.ts";

/** Pure. */
export function planInit(facts: InitFacts, params: Params): Plan {
  const name = params.text("name") ?? "";
  const manager = managerOf(facts);
  if (manager === undefined) return fail(`Could not find the requested service ${name}: host`);
  const result: ModuleResult = { name, changed: false };
  const commands: Command[] = [];
  const wanted: JsonObject = {};
  const enabled = params.raw("enabled");
  if (enabled !== null) {
    const boot = bootPlan(facts, {
      name,
      enable: enabled === true,
      runlevel: params.text("runlevel") ?? "default",
      manager,
    });
    if (typeof boot === "string") return fail(boot);
    commands.push(...boot);
    result.enabled = enabled;
    if (boot.length > 0) wanted.enabled = enabled;
  }
  const state = params.text("state");
  if (state !== undefined) {
    const running = isRunning(facts, params, name);
    if (running === undefined) return fail("failed determining service state, possible typo of service name?");
    const deeds = stateSteps(facts, params, {
      name,
      state,
      manager,
      running: running === "running",
      crashed: running === "crashed",
    });
    commands.push(...deeds);
    result.state = state === "stopped" ? state : "started";
    if (deeds.length > 0) wanted.state = result.state;
  }
  result.changed = commands.length > 0;
  if (commands.length === 0) return { kind: "same", result };
  const cannotTell = state === "restarted" || state === "reloaded";
  return { kind: "change", diff: serviceDiff(name, wanted), commands, result, ...(cannotTell ? { cannotTell } : {}) };
}

/** Undefined where nobody could be asked to enable it. */
function managerOf({ tools, upstart, scriptFile }: InitFacts): Manager | undefined {
  if (tools.includes("initctl") && upstart) return "upstart";
  if (tools.includes("rc-service")) return "openrc";
  return scriptFile && ["update-rc.d", "insserv", "chkconfig"].some((tool) => tools.includes(tool))
    ? "script"
    : undefined;
}

function isRunning(facts: InitFacts, params: Params, name: string): "running" | "stopped" | "crashed" | undefined {
  const { status, processes, tools } = facts;
  const as = (running: boolean) => running ? "running" as const : "stopped" as const;
  const pattern = params.text("pattern");
  if (pattern !== undefined) {
    return as((processes ?? "").split("\n").some((line) => line.includes(pattern) && !line.includes("pattern=")));
  }
  if (status === undefined) return undefined;
  const { rc, out, err } = status;
  if (managerOf(facts) === "upstart" && out.includes("stop/waiting")) return "stopped";
  if (managerOf(facts) === "upstart" && out.includes("start/running")) return "running";
  if (tools.includes("rc-service")) {
    if (out.includes("started")) return "running";
    return err.includes("crashed") || out.includes("crashed") ? "crashed" : "stopped";
  }
  if ([1, 2, 3, 4, 69].includes(rc)) return "stopped";
  if (out.split("\n").length <= 2) {
    const said = out.toLowerCase().replaceAll(name.toLowerCase(), "");
    if (said.includes("stop")) return "stopped";
    if (said.includes("run")) return as(!said.includes("not "));
    if (said.includes("start") && !said.includes("not ")) return "running";
    if (["could not access pid file", "is dead and pid file exists", "dead but "].some((word) => said.includes(word))) {
      return "stopped";
    }
  }
  if (rc === 0) return "running";
  return name === "iptables" && out.includes("ACCEPT") ? "running" : undefined;
}

interface Service {
  name: string;
  state: string;
  manager: Manager;
  running: boolean;
  crashed: boolean;
}

function stateSteps(facts: InitFacts, params: Params, service: Service): Command[] {
  const { name, state, manager, running } = service;
  const words = splitWords(params.text("arguments") ?? "");
  const argv = (verb: string) => {
    if (manager === "upstart") return ["initctl", verb, name, ...words];
    if (manager === "openrc") return ["rc-service", name, verb, ...words];
    return [...(facts.tools.includes("service") ? ["service", name] : [scriptOf(name)]), verb, ...words];
  };
  const act = (verb: string, options = {}) => serviceStep(verb, argv(verb), options);
  if (state === "restarted") {
    if (manager === "openrc") return [act("restart")];
    // Not every script knows a restart; a stop may fail where nothing runs.
    return [act("stop", { tolerant: true, sleep: params.number("sleep") ?? 0 }), act("start")];
  }
  if (state === "stopped") return running ? [act("stop")] : [];
  if (running) return state === "reloaded" ? [act("reload")] : [];
  const zap = manager === "openrc" && service.crashed ? [act("zap", { tolerant: true })] : [];
  return [...zap, act("start")];
}

/** Pure: in Ansible's sentences. */
export function concludeInit(predicted: ModuleResult, output: CommandResult): ModuleResult {
  const last = saidSteps(output).at(-1);
  if (output.rc === 0) return predicted;
  if (output.timedOut || output.cancelled || last === undefined) return failedResult(predicted, output);
  const { name, rc, out, err } = last;
  // upstart may be wrong about what runs.
  if (err.includes("Job is already running")) return predicted;
  const [verb, boot] = name.split(" ");
  const why = boot === undefined
    ? err || out
    : err
    ? `Error when trying to ${verb} ${predicted.name}: rc=${rc} ${err}`
    : `Failure for ${verb} ${predicted.name}: rc=${rc} ${out}`;
  return { changed: false, failed: true, msg: why };
}
