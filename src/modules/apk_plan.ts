// What apk is to do, from what it said.
import type { Command, CommandResult } from "../model/command.ts";
import type { Diff, ModuleResult, Plan } from "../model/plan.ts";
import { type ApkFacts, apkWords } from "./apk_probe.ts";
import type { Params } from "./parameters.ts";
import { fail, failedResult } from "./planned.ts";
import { saidSteps, step, stepScript } from "./told_runs.ts";

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
  const state = params.text("state");
  return state === "absent" || state === "removed"
    ? absentPlan(facts, params, update)
    : presentPlan(facts, params, update);
}

function upgradePlan({ upgrade }: ApkFacts, params: Params, update: Command[]): Plan {
  const simulated = upgrade ?? { rc: 1, out: "", err: "" };
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

function presentPlan({ packages, world }: ApkFacts, params: Params, update: Command[]): Plan {
  const latest = params.text("state") === "latest";
  const top = (name: string) =>
    world.some((word) => word === name || (word.startsWith(name) && /^[@=<>~]./.test(word.slice(name.length))));
  const install = packages.filter((each) => each.virtual === undefined && !top(each.name)).map((each) => each.name);
  const upgrade = latest
    ? packages.flatMap((each) => each.virtual?.outdated ?? (top(each.name) && each.outdated ? [each.name] : []))
    : [];
  const all = [...install, ...upgrade];
  if (all.length === 0) {
    const result: ModuleResult = { changed: false, msg: "package(s) already installed" };
    if (update.length === 0) return { kind: "same", result };
    return change(update, result, { cannotTell: true });
  }
  const words = [...apkWords(params), "add", ...(upgrade.length > 0 ? ["--upgrade"] : []), ...all];
  const result = { changed: true, msg: `installed ${all.join(" ")} package(s)` };
  return change([...update, step(`install ${all.join(" ")}`, words)], result, { packages: all });
}

function absentPlan({ packages }: ApkFacts, params: Params, update: Command[]): Plan {
  const names = packages.filter((each) => each.installed).map((each) => each.name);
  if (names.length === 0) {
    const result: ModuleResult = { changed: false, msg: "package(s) already removed" };
    if (update.length === 0) return { kind: "same", result };
    return change(update, result, { cannotTell: true });
  }
  // apk keeps what others need, and says that all is well.
  const gone = `n=$1; shift; "$@" || exit
shift $(($# - n)); for p in "$@"; do ! apk -v info --installed "$p" >/dev/null 2>&1 || exit 1; done`;
  const words = [...apkWords(params), "del", "--purge", ...names];
  const result = { changed: true, msg: `removed ${names.join(" ")} package(s)` };
  return change([...update, stepScript(`remove ${names.join(" ")}`, gone, [String(names.length), ...words])], result, {
    packages: names,
    gone: true,
  });
}

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
