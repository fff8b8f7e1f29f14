// What is to be done about a unit, from what systemd said of it.
import type { Command, CommandResult } from "../../model/command.ts";
import type { JsonObject } from "../../model/json.ts";
import type { ModuleResult, Plan } from "../../model/plan.ts";
import type { Params } from "../frame/parameters.ts";
import { fail, failedResult, type PlanContext } from "../frame/planned.ts";
import { serviceDiff } from "./service_steps.ts";
import { RUNTIME, systemctl, type UnitFacts } from "./systemd_probe.ts";
import { saidSteps, stepScript } from "../scripts/told_runs.ts";

/** Pure. */
export function planUnit(facts: UnitFacts, params: Params, context: PlanContext): Plan {
  const unit = params.text("name");
  const deeds: Command[] = reloads(params);
  const result: ModuleResult = { name: unit ?? null, changed: false, status: facts.status };
  if (unit === undefined) return ending(deeds, result, true);
  const { LoadState, LoadError } = facts.status;
  if (facts.isUnit && LoadState !== "masked" && LoadError !== undefined) {
    return fail(`Error loading unit file '${unit}': ${LoadError}`);
  }
  const found = facts.isUnit || facts.isScript;
  const warnings: string[] = [];
  if (facts.isScript && !facts.isUnit) {
    warnings.push(`The service (${unit}) is actually an init script but the system is managed by systemd`);
  }
  const missing = () => fail(`Could not find the requested service ${unit}: host`);
  const does = (verb: string) => deeds.push(deed(params, verb, unit));
  const before = deeds.length;

  const mask = params.raw("masked");
  const masking = mask !== null && mask !== (facts.enabled?.out.trim() === "masked");
  if (masking) does(mask ? "mask" : "unmask");

  const enable = params.raw("enabled");
  if (enable !== null) {
    if (!found) return missing();
    const looked = isEnabled(facts, params);
    // What a mask hides is not known before it is gone; what it is put on is not enabled any more.
    const needed = masking && !context.checkMode ? !mask || enable === true : looked !== enable;
    result.enabled = enable;
    if (needed) does(enable ? "enable" : "disable");
  }

  const state = params.text("state");
  if (state !== undefined) {
    if (!found) return missing();
    const active = facts.status.ActiveState;
    if (active !== undefined) {
      const verb = stateVerb(state, active);
      result.state = state === "stopped" ? "stopped" : "started";
      if (verb !== undefined) does(verb);
    } else if (facts.offline) {
      result.state = state;
      warnings.push(
        "Target is a chroot or systemd is offline. This can lead to false positives or prevent the init system tools from working.",
      );
    } else return fail("Service is in unknown state", { status: facts.status });
  }
  if (warnings.length > 0) result.warnings = warnings;
  const again = state === "restarted" || state === "reloaded";
  const needed = deeds.length > before;
  return ending(deeds, { ...result, changed: needed }, !needed || again, unit);
}

function ending(commands: Command[], result: ModuleResult, cannotTell: boolean, unit = ""): Plan {
  if (commands.length === 0) return { kind: "same", result };
  const { changed: _changed, status: _status, warnings: _warnings, name: _name, ...wanted } = result;
  const diff = result.changed ? serviceDiff(unit, wanted as JsonObject) : [];
  return { kind: "change", diff, commands, result, ...(cannotTell ? { cannotTell } : {}) };
}

function reloads(params: Params): Command[] {
  return ["daemon_reload", "daemon_reexec"].filter((name) => params.flag(name)).map((name) => {
    const verb = name.replace("_", "-");
    return stepScript(verb, `${RUNTIME}"$@"`, [...systemctl(params), verb]);
  });
}

function deed(params: Params, verb: string, unit: string): Command {
  return stepScript(verb, `${RUNTIME}"$@"`, [...systemctl(params), verb, "--", unit]);
}

/** Pure: whether it starts at boot. */
function isEnabled({ enabledFull, isScript, scriptEnabled }: UnitFacts, params: Params): boolean {
  if (enabledFull === undefined) return false;
  const { rc, out } = enabledFull;
  if (rc === 0) return !/^(indirect|alias)\n?$/.test(out);
  return rc === 1 && params.text("scope") === "system" && isScript && !out.trim().endsWith("disabled") && scriptEnabled;
}

/** The verb that leads from a state to the one that is wanted, if any. */
function stateVerb(wanted: string, active: string): string | undefined {
  const running = active === "active" || active === "activating";
  if (wanted === "stopped") return running || active === "deactivating" ? "stop" : undefined;
  if (!running) return "start";
  return wanted === "started" ? undefined : wanted.replace(/ed$/, "");
}

/** Pure: in Ansible's sentences. */
export function concludeUnit(predicted: ModuleResult, output: CommandResult): ModuleResult {
  const last = saidSteps(output).at(-1);
  if (output.rc === 0) return predicted;
  if (output.timedOut || output.cancelled || last === undefined) return failedResult(predicted, output);
  const { name: verb, rc, out, err } = last;
  const unable = `Unable to ${verb} service ${predicted.name}: ${verb.endsWith("able") ? out : ""}${err}`;
  const msg = verb.startsWith("daemon-") ? `failure ${rc} during ${verb}: ${err}` : unable;
  const { warnings } = predicted;
  return { changed: false, failed: true, msg, ...(warnings === undefined ? {} : { warnings }) };
}
