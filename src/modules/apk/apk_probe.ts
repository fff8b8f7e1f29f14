// What apk says of packages: one round trip, and another where something is to be changed.
import type { ModuleCall } from "../../ports/module.ts";
import { Fields } from "../scripts/fields.ts";
import { areToGo } from "../frame/package_names.ts";
import type { Params } from "../frame/parameters.ts";
import { ProbeFailed } from "../frame/planned.ts";
import { quote, quoteAll } from "../scripts/shell_words.ts";
import { SBIN } from "../scripts/sbin_path.ts";
import { type Run, RUNS, toldRun } from "../scripts/told_runs.ts";
import { wholeOutput } from "../scripts/whole_output.ts";

/** One package. */
export interface ApkPackage {
  name: string;
  installed: boolean;
  /** A newer version than the installed one is known. */
  outdated: boolean;
  /** What it stands for, where it is a virtual package; of these, those of which a newer version is known. */
  virtual?: { outdated: string[] };
}

/** What was found. */
export interface ApkFacts {
  packages: ApkPackage[];
  /** Packages that were asked for by name. */
  world: string[];
  /** What apk would do, where it is asked: `--simulate`. */
  simulated?: Run;
}

/** The words of apk before its verb. */
export function apkWords(params: Params): string[] {
  return [
    "apk",
    ...(params.flag("no_cache") ? ["--no-cache"] : []),
    ...params.texts("repository").flatMap((url) => ["--repository", url, "--repositories-file", "/dev/null"]),
  ];
}

const MISSING = 99;
const NO_WORLD = 98;

/** Throws ProbeFailed where there is no apk. */
export async function probeApk(params: Params, call: ModuleCall): Promise<ApkFacts> {
  const apk = quoteAll(apkWords(params));
  const names = params.texts("name");
  const removes = areToGo(params);
  const world = quote(params.text("world") ?? "");
  const each = names.map((name, at) =>
    `${
      removes ? "" : `r d${at} ${apk} -v info --description ${quote(name)}
case $(${apk} -v info --description ${
        quote(name)
      } 2>/dev/null) in *": virtual meta package"*) r v${at} ${apk} -v info --depends ${quote(name)}
  for p in $(${apk} -v info --depends ${quote(name)} 2>/dev/null); do r "w $p" ${apk} version "$p"; done;; esac
`
    }r i${at} ${apk} -v info --installed ${quote(name)}
${params.text("state") === "latest" ? `r l${at} ${apk} version ${quote(name)}\n` : ""}`
  ).join("");
  const script = `${RUNS}${SBIN}command -v apk >/dev/null || exit ${MISSING}\n${
    removes || names.length === 0 ? "" : `[ -r ${world} ] || exit ${NO_WORLD}\nn world; cat ${world}; z\n`
  }${
    params.flag("upgrade") ? `r up ${apk} upgrade --simulate${params.flag("available") ? " --available" : ""}\n` : ""
  }${each}`;
  const output = await wholeOutput(await call.shell(), script, call.signal);
  if (output.rc === MISSING) {
    throw new ProbeFailed("The host has no apk: this module is for Alpine Linux; the module package works with others");
  }
  if (output.rc === NO_WORLD) {
    throw new ProbeFailed(`Cannot read ${params.text("world")}: write become: true, or name another file as world`);
  }
  const facts = apkFacts(new Fields(output.stdout), names);
  const change = apkChange(facts, params);
  if (change === undefined) return facts;
  const [verb = "", ...words] = change.words;
  const simulation = `${RUNS}${SBIN}r up ${apk} ${quoteAll([verb, "--simulate", ...words])}\n`;
  const simulated = toldRun(new Fields((await wholeOutput(await call.shell(), simulation, call.signal)).stdout), "up");
  return { ...facts, ...(simulated === undefined ? {} : { simulated }) };
}

/** Pure: what of the named packages is to be changed, and apk's words for it; undefined where nothing is. */
export function apkChange(
  { packages, world }: ApkFacts,
  params: Params,
): { names: string[]; words: string[] } | undefined {
  if (areToGo(params)) {
    const names = packages.filter((each) => each.installed).map((each) => each.name);
    return names.length === 0 ? undefined : { names, words: ["del", "--purge", ...names] };
  }
  const top = (name: string) =>
    world.some((word) => word === name || (word.startsWith(name) && /^[@=<>~]./.test(word.slice(name.length))));
  const install = packages.filter((each) => each.virtual === undefined && !top(each.name)).map((each) => each.name);
  const upgrade = params.text("state") === "latest"
    ? packages.flatMap((each) => each.virtual?.outdated ?? (top(each.name) && each.outdated ? [each.name] : []))
    : [];
  const names = [...install, ...upgrade];
  return names.length === 0
    ? undefined
    : { names, words: ["add", ...(upgrade.length > 0 ? ["--upgrade"] : []), ...names] };
}

/** Pure. */
function apkFacts(fields: Fields, names: string[]): ApkFacts {
  const simulated = toldRun(fields, "up");
  const packages = names.map((name, at): ApkPackage => {
    const description = toldRun(fields, `d${at}`)?.out ?? "";
    const depends = toldRun(fields, `v${at}`);
    const isVirtual = description.startsWith(`${name}: virtual meta package`) && depends !== undefined;
    const others = isVirtual ? depends.out.split(/\s+/).filter((word) => word !== "").slice(1) : [];
    return {
      name,
      installed: toldRun(fields, `i${at}`)?.rc === 0,
      outdated: isOutdated(toldRun(fields, `l${at}`)?.out ?? "", name),
      ...(isVirtual
        ? { virtual: { outdated: others.filter((each) => isOutdated(toldRun(fields, `w ${each}`)?.out ?? "", each)) } }
        : {}),
    };
  });
  const world = (fields.raw("world") ?? "").split(/\s+/).filter((word) => word !== "");
  return { packages, world, ...(simulated === undefined ? {} : { simulated }) };
}

/** `name-1.2-r0 < 1.3-r0`, as `apk version` prints it. */
function isOutdated(text: string, name: string): boolean {
  return text.split("\n").some((line) => {
    const [installed = "", sign] = line.trim().split(/\s+/);
    return sign === "<" && installed.startsWith(`${name}-`) && /^[\d.\w]+-\w+$/.test(installed.slice(name.length + 1));
  });
}
