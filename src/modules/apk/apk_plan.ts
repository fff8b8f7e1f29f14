// What apk is to do, from what it said.
import type { Command, CommandResult } from "../../model/command.ts";
import type { Diff, ModuleResult, Plan } from "../../model/plan.ts";
import { apkChange, type ApkFacts, apkWords } from "./apk_probe.ts";
import { areToGo } from "../frame/package_names.ts";
import type { Params } from "../frame/parameters.ts";
import { fail, failedResult } from "../frame/planned.ts";
import { saidSteps, step, stepScript } from "../scripts/told_runs.ts";

/** Pure. */
export function planApk(facts: ApkFacts, params: Params): Plan {
  const apk = apkWords(params);
  const update = params.flag("update_cache") ? [step("update", [...apk, "update"])] : [];
  if (params.flag("upgrade")) return upgradePlan(facts, params, update);
  const names = params.texts("name");
  if (names.length === 0) {
    const result = { changed: true, msg: "updated repository indexes" };
    return { kind: "change", diff: [], commands: update, result, cannotTell: true };
  }
  return namedPlan(facts, params, update);
}

function upgradePlan({ simulated: told }: ApkFacts, params: Params, update: Command[]): Plan {
  const simulated = told ?? { rc: 1, out: "", err: "" };
  const said = { stdout: simulated.out, stderr: simulated.err, packages: packagesIn(simulated.out) };
  if (simulated.rc !== 0) return fail("failed to upgrade packages", said);
  // What a new index would bring is not known before it is there.
  if (/^OK/.test(simulated.out) && update.length === 0) {
    return { kind: "same", result: { changed: false, msg: "packages already upgraded", ...said } };
  }
  const idle = /^OK/.test(simulated.out);
  const result: ModuleResult = {
    changed: !idle,
    msg: idle ? "packages already upgraded" : "upgraded packages",
    ...said,
  };
  const deed = step("upgrade", [...apkWords(params), "upgrade", ...(params.flag("available") ? ["--available"] : [])]);
  return change([...update, deed], result, { packages: said.packages, cannotTell: idle });
}

function namedPlan(facts: ApkFacts, params: Params, update: Command[]): Plan {
  const gone = areToGo(params);
  const needed = apkChange(facts, params);
  if (needed === undefined) {
    const result: ModuleResult = { changed: false, msg: `package(s) already ${gone ? "removed" : "installed"}` };
    return update.length === 0 ? { kind: "same", result } : change(update, result, { cannotTell: true });
  }
  const { names, words } = needed;
  const { rc, out, err } = facts.simulated ?? { rc: 0, out: "", err: "" };
  const packages = packagesIn(out);
  // A new index may know what the host's does not.
  if (rc !== 0 && update.length === 0) {
    const what = gone ? `remove ${names.join(" ")} package(s)` : `install ${names.join(" ")}`;
    return fail(`failed to ${what}`, { stdout: out, stderr: err, packages });
  }
  const argv = [...apkWords(params), ...words];
  const verb = gone ? "remove" : "install";
  const deed = gone
    ? stepScript(`remove ${names.join(" ")}`, STAYS, [String(names.length), ...argv])
    : step(`install ${names.join(" ")}`, argv);
  const result = { changed: true, msg: `${verb.replace(/e$/, "")}ed ${names.join(" ")} package(s)`, packages };
  return change([...update, deed], result, { packages: packages.length > 0 ? packages : names, gone });
}

/** apk keeps what others need, and says that all is well. */
const STAYS = `n=$1; shift; "$@" || exit
shift $(($# - n)); for p in "$@"; do ! apk -v info --installed "$p" >/dev/null 2>&1 || exit 1; done`;

function change(
  commands: Command[],
  result: ModuleResult,
  about: { packages?: string[]; gone?: boolean; cannotTell?: boolean },
): Plan {
  const lines = (about.packages ?? []).map((name) => `${name}\n`).join("");
  const diff: Diff[] = lines === ""
    ? []
    : [{ header: "packages", before: about.gone ? lines : "", after: about.gone ? "" : lines }];
  return { kind: "change", diff, commands, result, ...(about.cannotTell ? { cannotTell: true } : {}) };
}

/** Names of packages in lines as `(1/3) Installing nginx (1.24.0-r7)`. */
function packagesIn(text: string): string[] {
  return [...text.matchAll(/^\(\d+\/\d+\)\s+\S+\s+(\S+)/gm)].map(([, name = ""]) => name);
}

/** Pure: with what apk said. */
export function concludeApk(predicted: ModuleResult, output: CommandResult): ModuleResult {
  const last = saidSteps(output).at(-1);
  if (output.timedOut || output.cancelled || last === undefined) {
    return output.rc === 0 ? predicted : failedResult(predicted, output);
  }
  const said = { stdout: last.out, stderr: last.err };
  const [verb, ...names] = last.name.split(" ");
  if (verb === "update") {
    if (output.rc !== 0) return { changed: false, failed: true, msg: "could not update package db", ...said };
    return predicted.msg === "updated repository indexes" ? { ...predicted, ...said } : predicted;
  }
  const packages = packagesIn(last.out);
  if (output.rc !== 0) {
    const what = verb === "upgrade"
      ? "upgrade packages"
      : `${verb} ${names.join(" ")}${verb === "remove" ? " package(s)" : ""}`;
    return { changed: false, failed: true, msg: `failed to ${what}`, ...said, packages };
  }
  if (verb !== "upgrade") return { ...predicted, ...said, packages };
  const idle = /^OK/.test(last.out);
  return { changed: !idle, msg: idle ? "packages already upgraded" : "upgraded packages", ...said, packages };
}
