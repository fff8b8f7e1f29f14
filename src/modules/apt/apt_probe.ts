// Looks at what a task of apt is about: one round trip where all is well, two more where something would change.
import type { ModuleCall } from "../../ports/module.ts";
import { fnmatch } from "../../templates/glob_match.ts";
import { simulationScript } from "./apt_commands.ts";
import { isUrl, namedDeb } from "./apt_debs.ts";
import { type AptFacts, aptFacts, lookScript, type Questions } from "./apt_facts.ts";
import { isPackageName, isPattern, packageSpec, prefixOf } from "./apt_specs.ts";
import { workOf } from "./apt_plan.ts";
import type { Params } from "../frame/parameters.ts";
import { ProbeFailed } from "../frame/planned.ts";
import { isThere } from "./apt_choice.ts";
import { wholeOutput } from "../scripts/whole_output.ts";

/** All that the plan needs. */
export async function probeApt(params: Params, call: ModuleCall): Promise<AptFacts> {
  const shell = await call.shell();
  const look = async (questions: Questions) => {
    const output = await wholeOutput(shell, lookScript(questions), call.signal);
    if (output.rc !== 0) throw new ProbeFailed(output.stderr.trim() || `apt: the look ended with ${output.rc}`);
    return aptFacts(output.stdout);
  };
  let specs = params.texts("name").map((text) => text.trim()).filter((text) => text !== "*");
  const patterns = specs.map((text) => packageSpec(text).name).filter(isPattern);
  if (patterns.length > 0) {
    const { names, ...facts } = await look({ ...nothing(params), prefixes: patterns.map(prefixOf) });
    if (facts.missing !== undefined) return facts;
    const unmatched = patterns.find((pattern) => matching(names, pattern).length === 0);
    if (unmatched !== undefined) return { ...facts, unmatched };
    specs = specs.flatMap((text) => {
      const { name } = packageSpec(text);
      return isPattern(name) ? matching(names, name) : [text];
    });
  }
  const state = params.text("state") ?? "present";
  const installs = state !== "absent" && state !== "build-dep";
  const parts = specs.map(packageSpec);
  const names = [...new Set(parts.map(({ name }) => name).filter(isPackageName))];
  const debs = (params.text("deb") ?? "").split(",").map((path) => path.trim()).filter((path) => path !== "");
  const questions: Questions = {
    ...nothing(params),
    names: [...names, ...debs.flatMap((path) => isUrl(path) ? namedDeb(path)?.name ?? [] : [])],
    left: state === "absent" && params.flag("purge"),
    automatic: installs,
    policy: names.length > 0 && installs && (state === "latest" || parts.some(({ compare }) => compare === "=")),
    debs: debs.filter((path) => !isUrl(path)),
  };
  let facts: AptFacts = { ...known(await look(questions)), specs };
  if (facts.missing !== undefined) return facts;
  facts.debs.push(...debs.filter(isUrl).map((url) => fileAt(facts, url)));
  // Versions are asked for only where a package is not there: apt reads all of its lists for them.
  if (installs && !questions.policy && parts.some((spec) => !isThere(facts, spec))) {
    facts = { ...facts, ...versions(await look({ ...questions, policy: true, debs: [] })) };
  }
  const work = workOf(facts, params);
  if ("problem" in work || work.runs.length === 0) return facts;
  const { rc, stdout, stderr } = await wholeOutput(shell, {
    script: simulationScript(work.runs, work.prelude),
    ...(work.prelude?.stdin === undefined ? {} : { stdin: work.prelude.stdin }),
  }, call.signal);
  return { ...facts, simulation: { rc, stdout, stderr } };
}

function nothing(params: Params): Questions {
  const release = params.text("default_release");
  return {
    names: [],
    prefixes: [],
    debs: [],
    left: false,
    automatic: false,
    policy: false,
    downloads: params.flag("clean"),
    ...(release === undefined ? {} : { release }),
  };
}

/** Names that fit a pattern; without an architecture in it, the host's own packages only. */
function matching(names: readonly string[], pattern: string): string[] {
  return names.filter((name) => isPackageName(name) && fnmatch(name, pattern)).sort();
}

function known({ names: _, ...facts }: AptFacts & { names: string[] }): AptFacts {
  return facts;
}

function versions({ policy, providers, dpkg }: AptFacts): Partial<AptFacts> {
  return { ...(policy === undefined ? {} : { policy }), providers, dpkg };
}

/** A file that is to be fetched: there is nothing to do where its name says what is installed. */
function fileAt(facts: AptFacts, url: string): AptFacts["debs"][number] {
  const named = namedDeb(url);
  if (named === undefined) return { path: url, name: "", version: "", architecture: "" };
  const there = facts.dpkg.find((one) => one.name === named.name && one.installed);
  const version = there !== undefined && there.version.replace(/^\d+:/, "") === named.version
    ? there.version
    : named.version;
  return { path: url, ...named, version };
}
