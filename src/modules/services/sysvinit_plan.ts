// What is to be done about an init script, from what was seen of it.
import type { Command, CommandResult } from "../../model/command.ts";
import type { JsonObject } from "../../model/json.ts";
import type { ModuleResult, Plan } from "../../model/plan.ts";
import { type InitFacts, scriptOf } from "./init_probe.ts";
import { serviceDiff, serviceStep } from "./service_steps.ts";
import type { Params } from "../frame/parameters.ts";
import { fail, failedResult } from "../frame/planned.ts";
import { splitWords } from "../scripts/shell_words.ts";
import { saidSteps, step } from "../scripts/told_runs.ts";

const UNTOLD = { rc: null, stdout: null, stderr: null };

/** Pure. */
export function planScript(facts: InitFacts, params: Params): Plan {
  const name = params.text("name") ?? "";
  if (!facts.script) return fail(`Could not find the requested service ${name}: `);
  const enabled = params.raw("enabled");
  const levels = params.texts("runlevels");
  const starts = (level?: string) =>
    facts.links.some((link) => link === `${level} S` || (level === undefined && link.endsWith(" S")));
  const off = levels.length > 0 ? levels.some((level) => starts(level) !== enabled) : starts() !== enabled;
  const commands: Command[] = [];
  const wanted: JsonObject = {};
  const enabling = enabled !== null && off;
  if (enabling) {
    commands.push(...bootSteps(facts, { name, levels, enable: enabled === true }));
    wanted.enabled = enabled;
  }
  const status: JsonObject = {
    enabled: { changed: enabling, ...UNTOLD, ...(levels.length > 0 ? { runlevels: levels } : {}) },
  };
  const state = params.text("state");
  const warnings: string[] = [];
  let acting = false;
  if (state !== undefined) {
    const { running, warning } = isRunning(facts, params, name);
    if (warning !== undefined) warnings.push(warning);
    const verbs = stateVerbs(state, running);
    acting = verbs.length > 0;
    const words = splitWords(params.text("arguments") ?? "");
    const pause = state === "restarted" ? params.number("sleep") ?? 1 : 0;
    for (const verb of verbs) commands.push(serviceStep("state", [scriptOf(name), verb, ...words], { sleep: pause }));
    status[state] = { changed: acting, ...UNTOLD };
    if (acting) wanted.state = state;
  }
  const result: ModuleResult = {
    name,
    changed: enabling || acting,
    status,
    ...(warnings.length > 0 ? { warnings } : {}),
  };
  if (commands.length === 0) return { kind: "same", result };
  const cannotTell = state === "restarted" || state === "reloaded";
  return { kind: "change", diff: serviceDiff(name, wanted), commands, result, ...(cannotTell ? { cannotTell } : {}) };
}

/** The steps that make it start at boot, or not. */
function bootSteps(
  { tools }: InitFacts,
  { name, levels, enable }: { name: string; levels: string[]; enable: boolean },
): Command[] {
  if (tools.includes("update-rc.d")) {
    if (levels.length > 0) return [step("enabled", ["update-rc.d", name, enable ? "enable" : "disable", ...levels])];
    const all = enable ? ["defaults", "enable"] : ["disable"];
    return all.map((verb) => step("enabled", ["update-rc.d", name, verb]));
  }
  if (!tools.includes("chkconfig")) return [];
  const level = levels.length > 0 ? ["--level", levels.join("")] : [];
  return [step("enabled", ["chkconfig", ...level, name, enable ? "on" : "off"])];
}

/** Scripts are asked to restart in two steps: many know no restart. */
function stateVerbs(state: string, running: boolean): string[] {
  switch (state) {
    case "restarted":
      return ["stop", "start"];
    case "reloaded":
      return ["reload"];
    case "started":
      return running ? [] : ["start"];
    default:
      return running ? ["stop"] : [];
  }
}

const STOPPED = ["stop", "is dead ", "dead but ", "could not access pid file", "inactive"];

/** Whether it runs, as far as a status can tell; scripts answer in words of their own. */
function isRunning(
  { status, processes }: InitFacts,
  params: Params,
  name: string,
): { running: boolean; warning?: string } {
  const pattern = params.text("pattern");
  const seen = (text: string) => (processes ?? "").split("\n").some((line) => line.includes(text));
  if (pattern !== undefined) {
    return seen(pattern)
      ? { running: true }
      : { running: false, warning: "Unable to determine if service is up, assuming it is down" };
  }
  const { rc, out } = status ?? { rc: 0, out: "" };
  if (name === "iptables" && out.includes("ACCEPT")) return { running: true };
  if (out.split("\n").length <= 2) {
    const said = out.toLowerCase().replaceAll(name.toLowerCase(), "");
    if (STOPPED.some((word) => said.includes(word))) return { running: false };
    if (["run", "start", "active"].some((word) => said.includes(word)) && !said.includes("not ")) {
      return { running: true };
    }
  }
  if ([1, 2, 3, 4, 69].includes(rc)) return { running: false };
  if (rc === 0) return { running: true };
  if (seen(name)) {
    return {
      running: true,
      warning: "Used ps output to match service name and determine it is up, this is very unreliable",
    };
  }
  return { running: false, warning: "Unable to determine if service is up, assuming it is down" };
}

/** Pure: with what the programs said. */
export function concludeScript(predicted: ModuleResult, output: CommandResult): ModuleResult {
  const said = saidSteps(output);
  const [boot, deed] = ["enabled", "state"].map((name) => said.findLast((each) => each.name === name));
  const { name, status = {} } = predicted;
  const told = (run: typeof boot) => run === undefined ? {} : { rc: run.rc, stdout: run.out, stderr: run.err };
  const known = Object.entries(status as JsonObject).map(([key, value]) => {
    return [key, { ...value as JsonObject, ...told(key === "enabled" ? boot : deed) }];
  });
  const result: ModuleResult = { ...predicted, status: Object.fromEntries(known) };
  if (output.rc === 0) return result;
  if (output.timedOut || output.cancelled || said.length === 0) return failedResult(predicted, output);
  if (deed !== undefined) {
    const verb = Object.keys(status as JsonObject).find((key) => key !== "enabled")?.replace(/p?ed$/, "");
    return { changed: false, failed: true, msg: `Failed to ${verb} service: ${name}`, ...told(deed) };
  }
  const illegal = boot?.err.includes("illegal runlevel specified");
  const why = illegal
    ? "Illegal runlevel specified for enable operation on service"
    : "Cannot change when it is started:";
  return {
    ...result,
    changed: false,
    failed: true,
    msg: illegal ? `${why} ${name}` : `${why} ${name}: ${boot?.err.trim()}`,
  };
}
