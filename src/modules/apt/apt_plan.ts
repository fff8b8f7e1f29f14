// What a task of apt does about what was seen.
import type { Diff, ModuleResult, Plan } from "../../model/plan.ts";
import { chooseDebs, chooseInstall, chooseRemoval } from "./apt_choice.ts";
import { aptCommand, type AptDeed, aptOptions, type Renewal } from "./apt_commands.ts";
import { type DebPrelude, debPrelude } from "./apt_debs.ts";
import type { AptFacts } from "./apt_facts.ts";
import { aptFailure, commandText, streams } from "./apt_result.ts";
import { packagesDiff, steps } from "./apt_simulation.ts";
import type { PackageSpec } from "./apt_specs.ts";
import { isoSecond } from "../frame/host_time.ts";
import type { Params } from "../frame/parameters.ts";
import { fail, type PlanContext } from "../frame/planned.ts";

/** What is to be run, once the lists are as they should be; no runs where nothing is. */
export interface Work {
  runs: string[][];
  marks: string[];
  /** Packages that are looked for once more in newer lists. */
  open?: PackageSpec[];
  prelude?: DebPrelude;
  /** Packages are named: the result says of the lists when they were renewed. */
  lists: boolean;
  /** apt's words are the message, as of an upgrade. */
  message?: true;
}

/** Whether a task renews the lists: they are older than it wants, or younger than can be, by a clock that went back. */
function isStale(facts: AptFacts, params: Params): boolean {
  const valid = params.number("cache_valid_time") ?? 0;
  if (valid <= 0) return params.flag("update_cache");
  return facts.cacheTime + valid <= facts.now || facts.cacheTime > facts.now;
}

/** Pure: what apt-get is to do; or the sentence that says why that cannot be. */
export function workOf(facts: AptFacts, params: Params): Work | { problem: string } {
  const options = aptOptions(params);
  const state = params.text("state") ?? "present";
  const remove = params.flag("autoremove") ? ["--auto-remove"] : [];
  const purge = params.flag("purge") ? ["--purge"] : [];
  const upgrade = upgradeOf(params);
  if (upgrade !== undefined) {
    const verb = upgrade === "dist" || upgrade === "full" ? ["dist-upgrade"] : ["upgrade", "--with-new-pkgs"];
    return { runs: [[...options, ...verb, ...remove]], marks: [], lists: false, message: true };
  }
  if (params.has("deb")) {
    const debs = chooseDebs(facts);
    if ("problem" in debs) return debs;
    const { prelude, words } = debPrelude(debs.map(({ path }) => path));
    const runs = debs.length === 0 ? [] : [[...options, "install", ...words]];
    return { runs, marks: [], lists: false, ...(debs.length === 0 ? {} : { prelude }) };
  }
  if (facts.specs.length === 0) {
    const verbs = ["autoclean", "autoremove"].filter((verb) => params.flag(verb)).map((verb) => [verb]);
    if (state === "fixed") verbs.push(["install"]);
    return { runs: verbs.map((verb) => [...options, ...purge, ...verb]), marks: [], lists: false };
  }
  if (state === "absent") {
    const targets = chooseRemoval(facts, params.flag("purge"));
    const runs = targets.length === 0 ? [] : [[...options, ...purge, ...remove, "remove", ...targets]];
    return { runs, marks: [], lists: false };
  }
  if (state === "build-dep") return { runs: [[...options, "build-dep", ...facts.specs]], marks: [], lists: true };
  const choice = chooseInstall(facts, {
    newest: state === "latest",
    onlyUpgrade: params.flag("only_upgrade"),
    stale: isStale(facts, params),
  });
  if ("problem" in choice) return choice;
  const runs = choice.targets.length === 0 ? [] : [[...options, ...remove, "install", ...choice.targets]];
  return { runs, marks: choice.marks, open: choice.open, lists: true };
}

/** The kind of upgrade that is asked for: `upgrade`, or `name: "*"` with `state: latest`. */
function upgradeOf(params: Params): string | undefined {
  const upgrade = params.text("upgrade") ?? "no";
  if (upgrade !== "no") return upgrade;
  return params.text("state") === "latest" && params.texts("name").includes("*") ? "yes" : undefined;
}

/** Pure. */
export function planApt(facts: AptFacts, params: Params, { checkMode }: PlanContext): Plan {
  if (facts.missing !== undefined) {
    return fail(
      `The host has no ${facts.missing}: apt is for Debian and what comes of it; \`package\` takes what is there`,
    );
  }
  if (facts.unmatched !== undefined) return fail(`No package(s) matching '${facts.unmatched}' available`);
  const work = workOf(facts, params);
  if ("problem" in work) return fail(work.problem);
  const stale = isStale(facts, params);
  const { simulation } = facts;
  const cmd = work.runs[0] === undefined ? undefined : work.runs.map(commandText).join(" && ");
  if (simulation !== undefined && simulation.rc !== 0 && !stale) {
    const cache = work.lists ? { cache_updated: false, cache_update_time: facts.cacheTime } : {};
    return { kind: "fail", result: { ...aptFailure(cmd ?? "apt-get", simulation), ...cache } };
  }
  return conclusion(facts, params, { work, stale, checkMode, ...(cmd === undefined ? {} : { cmd }) });
}

interface Drawn {
  work: Work;
  stale: boolean;
  checkMode: boolean;
  cmd?: string;
}

function conclusion(facts: AptFacts, params: Params, { work, stale, checkMode, cmd }: Drawn): Plan {
  const named = facts.specs.length > 0 || params.has("deb") || upgradeOf(params) !== undefined;
  const clean = params.flag("clean") && facts.downloads;
  const needed = changes(facts, work);
  // Packages that are there as they should be need no newer lists; for the newest ones, and for the lists themselves, they are renewed.
  const open = changes(facts, { ...work, marks: [] });
  const renew = stale && (open || !named || params.text("state") === "latest" || upgradeOf(params) !== undefined);
  const cache = work.lists || (!named && stale) || (!named && work.runs.length === 0)
    ? { cache_updated: renew, cache_update_time: facts.cacheTime }
    : {};
  const said = facts.simulation;
  const words = cmd === undefined || said === undefined ? {} : {
    cmd,
    ...streams(said.stdout, said.stderr),
    ...(work.message ? { msg: said.stdout } : {}),
  };
  const marked = work.marks.length > 0 ? { marked: work.marks } : {};
  const result: ModuleResult = { changed: needed || clean || (renew && !named), ...cache, ...words, ...marked };
  if (!needed && !clean && (!renew || (checkMode && named))) return { kind: "same", result };
  const deed: AptDeed = {
    clean,
    ...(renew ? { renewal: renewalOf(params) } : {}),
    sought: renew ? work.open ?? [] : [],
    ...(work.prelude === undefined ? {} : { prelude: work.prelude }),
    runs: runsOf(params, { work, renew, needed }),
    marks: work.marks,
    ...(params.has("policy_rc_d") ? { policyRcD: params.number("policy_rc_d") ?? 0 } : {}),
  };
  const command = aptCommand(deed);
  const withCommand = deed.runs.length === 0 && work.marks.length === 0
    ? result
    : { ...result, cmd: [...deed.runs.map(commandText), ...marksText(work.marks)].join(" && ") };
  return {
    kind: "change",
    diff: [...diffOf(facts, work), ...(renew ? [listsDiff(facts)] : []), ...(clean ? [DOWNLOADS] : [])],
    commands: [command],
    result: withCommand,
    ...(renew && !needed ? { cannotTell: true } : {}),
  };
}

function marksText(marks: readonly string[]): string[] {
  return marks.length === 0 ? [] : [`apt-mark manual ${marks.join(" ")}`];
}

/** Whether something is to be done besides the lists. A simulation that is not there could not be made. */
function changes(facts: AptFacts, work: Work): boolean {
  if (work.marks.length > 0) return true;
  if (work.runs.length === 0) return false;
  const { simulation } = facts;
  if (simulation === undefined || simulation.rc !== 0) return true;
  return steps(simulation.stdout).length > 0 || /^Del /m.test(simulation.stdout);
}

/** With new lists apt-get finds the versions itself, also for what the old ones had nothing new of. */
function runsOf(params: Params, drawn: { work: Work; renew: boolean; needed: boolean }): string[][] {
  const { work, renew, needed } = drawn;
  if (!renew || work.open === undefined) return needed || renew ? work.runs : [];
  if (work.open.length === 0) return [];
  const wanted = work.open.map(({ name, compare, version }) => compare === "=" ? `${name}=${version}` : name);
  const remove = params.flag("autoremove") ? ["--auto-remove"] : [];
  return [[...aptOptions(params), ...remove, "install", ...wanted]];
}

function renewalOf(params: Params): Renewal {
  return {
    retries: params.number("update_cache_retries") ?? 5,
    longest: params.number("update_cache_retry_max_delay") ?? 12,
  };
}

const DOWNLOADS: Diff = { header: "/var/cache/apt/archives", before: "downloaded packages\n", after: "" };

function listsDiff({ cacheTime }: AptFacts): Diff {
  const date = cacheTime === 0 ? "never" : isoSecond(cacheTime) ?? String(cacheTime);
  return { header: "package lists", before: `renewed: ${date}\n`, after: "renewed: now\n" };
}

function diffOf(facts: AptFacts, work: Work): Diff[] {
  const diff = packagesDiff(steps(facts.simulation?.stdout ?? ""));
  if (work.marks.length === 0) return diff;
  const lines = (how: string) => work.marks.map((name) => `${name} ${how}\n`).join("");
  return [...diff, { header: "apt-mark", before: lines("automatic"), after: lines("manual") }];
}
