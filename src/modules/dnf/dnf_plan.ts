// What dnf is to do, from what rpm and dnf said.
import type { CommandResult } from "../../model/command.ts";
import type { JsonObject } from "../../model/json.ts";
import type { ModuleResult, Plan } from "../../model/plan.ts";
import type { DnfFacts } from "./dnf_probe.ts";
import { readTransaction, resultLines, type Transaction } from "./dnf_table.ts";
import { dnfDownload, dnfOptions, isFile } from "./dnf_words.ts";
import { areToGo } from "../frame/package_names.ts";
import type { Params } from "../frame/parameters.ts";
import { fail, failedResult } from "../frame/planned.ts";
import { type Run, saidSteps, step } from "../scripts/told_runs.ts";

/** Pure. */
export function planDnf(facts: DnfFacts, params: Params): Plan {
  if (params.text("list") !== undefined) return listPlan(facts, params);
  if (!facts.root && !params.flag("download_only")) {
    return fail("This command has to be run under the root user. (write become: true)", { results: [] });
  }
  const names = params.texts("name");
  const words = [facts.program, ...dnfOptions(params)];
  const refresh = params.flag("update_cache") ? [step("update", [...words, "makecache", "--refresh"])] : [];
  if (names.length === 0 && !params.flag("autoremove")) {
    const result = { changed: false, msg: "Cache updated", results: [], rc: 0 };
    return { kind: "change", diff: [], commands: refresh, result, cannotTell: true };
  }
  const absent = areToGo(params);
  if (absent && names.some(isFile)) {
    return fail("Cannot remove paths -- please specify package name.", { results: [] });
  }
  const all: Transaction[] = [];
  const needed: DnfFacts["deeds"] = [];
  const missing: string[] = [];
  for (const deed of facts.deeds) {
    const gone = deed.verb === "remove" || deed.verb === "autoremove";
    if (gone) missing.push(...missingIn(deed.said).filter((spec) => spec.includes("*")));
    const wrong = gone && missingIn(deed.said).length > 0 ? undefined : failureOf(deed.said);
    if (wrong !== undefined) return { kind: "fail", result: { changed: false, failed: true, ...wrong } };
    const found = readTransaction(deed.said.out);
    // dnf would give an older version that is named to whoever has a newer one.
    const older = !params.flag("allow_downgrade") && found.older.length > 0;
    const specs = older
      ? deed.specs.filter((spec) => !found.older.some((name) => spec.startsWith(`${name}-`)))
      : deed.specs;
    if (older && specs.length === 0) continue;
    if (found.install.length + found.remove.length === 0) continue;
    all.push(found);
    needed.push({ ...deed, specs });
  }
  const left = [
    ...facts.left.map((spec) => `Packages providing ${spec} not installed due to update_only specified`),
    ...missing.map((spec) => `${spec} is not installed`),
  ];
  const files = needed.length === 0 || absent ? [] : names.filter(isFile).map((name) => `Installed ${name}`);
  const lines = resultLines(all, facts.installed, params.flag("download_only") ? "Downloaded" : "Installed");
  const results = [...files, ...left, ...lines];
  if (needed.length === 0) {
    const result: ModuleResult = { changed: false, msg: "Nothing to do", results, rc: 0 };
    if (refresh.length === 0) return { kind: "same", result };
    return { kind: "change", diff: [], commands: refresh, result, cannotTell: true };
  }
  const commands = needed.map(({ verb, specs }) =>
    step(verb, [...words, ...dnfDownload(params), "-y", verb, "--", ...specs])
  );
  const text = (kind: string) =>
    lines.filter((line) => line.startsWith(kind)).map((line) => `${line.slice(line.indexOf(" ") + 1)}\n`).join("");
  const diff = [{ header: "packages", before: text("Removed"), after: text("Installed") + text("Downloaded") }];
  const result = { changed: true, msg: "", results, rc: 0 };
  return { kind: "change", diff, commands: [...refresh, ...commands], result };
}

/** Why dnf cannot; undefined where it can, or has nothing to do. With --assumeno it ends as if it had failed. */
function failureOf({ rc, out, err }: Run): JsonObject | undefined {
  const all = `${out}\n${err}`;
  if (rc === 0 || /^Operation aborted/m.test(all)) return undefined;
  const missing = missingIn({ rc, out, err });
  if (missing.length > 0) {
    const failures = missing.map((name) => `No package ${name} available.`);
    return { msg: "Failed to install some of the specified packages", failures, results: [], rc: 1 };
  }
  const problem = /Error: ?([\s\S]*)/.exec(err)?.[1]?.trimEnd() ?? err.trim();
  const msg = problem.includes("Problem")
    ? `Depsolve Error occurred: ${problem}`
    : problem || `dnf ended with exit status ${rc}`;
  return { msg, failures: [], results: [], rc: 1 };
}

/** What dnf says that it has not found. */
function missingIn({ out, err }: Run): string[] {
  const all = `${out}\n${err}`;
  return /Unable to find a match: (.*)/.exec(all)?.[1]?.trim().split(/\s+/) ??
    [...all.matchAll(/No match for argument: (.*)/g)].map(([, name = ""]) => name.trim());
}

function listPlan({ list }: DnfFacts, params: Params): Plan {
  const said = list ?? { rc: 1, out: "", err: "" };
  if (said.rc !== 0) return fail(said.err.trim() || said.out.trim(), { results: [], rc: said.rc });
  const rows = said.out.split("\n").map((line) => line.trim().split(/\s+/));
  if (/^repos(itories)?$/.test(params.text("list") ?? "")) {
    const results = rows.filter(([id = "", ...more]) => id !== "" && more.length > 0 && id !== "repo")
      .map(([repoid = ""]) => ({ repoid, state: "enabled" }));
    return { kind: "same", result: { changed: false, msg: "", results } };
  }
  const results = rows.filter((row) => row.length === 6).map(([name, arch, epoch, release, version, repo]) => {
    const envra = `${epoch}:${name}-${version}-${release}.${arch}`;
    const yumstate = repo === "@System" || repo === "System" ? "installed" : "available";
    return { name, arch, epoch, release, version, repo, envra, nevra: envra, yumstate } as JsonObject;
  });
  return { kind: "same", result: { changed: false, msg: "", results } };
}

/** Pure: in Ansible's words. */
export function concludeDnf(predicted: ModuleResult, output: CommandResult): ModuleResult {
  if (output.rc === 0) return predicted;
  const last = saidSteps(output).at(-1);
  if (output.timedOut || output.cancelled || last === undefined) return failedResult(predicted, output);
  return { changed: false, failed: true, ...failureOf(last) };
}
