// Which packages a task of apt would install or remove: Ansible's choice, from what is there and what could be.
import { fnmatch } from "../../templates/glob_match.ts";
import type { AptFacts, DebFile, DpkgEntry } from "./apt_facts.ts";
import { bestVersion, type PolicyEntry } from "./apt_policy.ts";
import { isPackageName, type PackageSpec, packageSpec } from "./apt_specs.ts";
import { compareVersions } from "./debian_version.ts";

/** What is to be asked of apt-get, and of apt-mark. */
export interface Choice {
  /** Words of apt-get's command line. */
  targets: string[];
  /** Specs whose packages newer lists may change: those of the targets, and all that are to be the newest. */
  open: PackageSpec[];
  /** Installed packages that are to count as asked for. */
  marks: string[];
}

/** How packages are to be installed. */
export interface Wish {
  /** Installed ones go to their newest version (`state: latest`). */
  newest: boolean;
  /** What is not there stays away. */
  onlyUpgrade: boolean;
  /** The lists are old: what they do not know may be there. */
  stale: boolean;
}

/** What dpkg has of a package; the host's own architecture where the name says none. */
function entryOf(facts: AptFacts, name: string): DpkgEntry | undefined {
  const [plain = "", architecture = facts.architecture] = name.split(":");
  const native = (one: DpkgEntry) =>
    one.architecture === architecture || (one.architecture === "all" && architecture === facts.architecture);
  return facts.dpkg.find((one) => one.name === plain && native(one));
}

/** Pure: what to install, or the sentence that says why that cannot be. */
export function chooseInstall(facts: AptFacts, wish: Wish): Choice | { problem: string } {
  const choice: Choice = { targets: [], open: [], marks: [] };
  for (const text of facts.specs) {
    const spec = packageSpec(text);
    const target = installTarget(facts, spec, wish);
    if (typeof target === "object") return target;
    const installed = entryOf(facts, spec.name)?.installed === true;
    if (target !== undefined || (wish.newest && (installed || !wish.onlyUpgrade))) choice.open.push(spec);
    if (target !== undefined) choice.targets.push(target);
    else if (installed && facts.automatic.includes(spec.name.replace(/:.*/, ""))) {
      choice.marks.push(spec.name);
    }
  }
  return choice;
}

/** Whether a package is there in a version that is meant. */
export function isThere(facts: AptFacts, spec: PackageSpec): boolean {
  const there = entryOf(facts, spec.name);
  return there?.installed === true && fits(there.version, spec);
}

/** The word for apt-get, or nothing to do, or a problem. */
function installTarget(facts: AptFacts, spec: PackageSpec, wish: Wish): string | undefined | { problem: string } {
  const there = entryOf(facts, spec.name);
  const version = there?.installed ? there.version : undefined;
  if (version === undefined && wish.onlyUpgrade) return undefined;
  if (version !== undefined && fits(version, spec) && spec.compare !== "=" && !wish.newest) return undefined;
  const entry = known(facts, spec.name);
  if (entry === undefined || (entry.versions.length === 0 && version === undefined)) {
    return wish.stale && isPackageName(spec.name) ? provided(facts, spec) : virtualTarget(facts, spec);
  }
  const best = bestVersion(entry, spec);
  const usable = best !== undefined && best !== version && fits(best, spec);
  if (version !== undefined && fits(version, spec)) {
    if (!usable) return undefined;
    // A pattern that fits what is there goes on to the newest that fits, as in Ansible.
    return wish.newest || spec.compare === "=" ? `${spec.name}=${best}` : undefined;
  }
  if (usable) return `${spec.name}=${best}`;
  if (wish.stale) return hoped(spec);
  return { problem: `no available installation candidate for ${spec.text}` };
}

function virtualTarget(facts: AptFacts, spec: PackageSpec): string | undefined | { problem: string } {
  if (providersOf(facts, spec).length === 0) return { problem: `No package matching '${spec.name}' is available` };
  return provided(facts, spec);
}

/** A name that others provide: nothing to do where the only one is there. */
function provided(facts: AptFacts, spec: PackageSpec): string | undefined {
  const all = providersOf(facts, spec);
  if (all.length === 1 && facts.dpkg.some((one) => one.name === all[0] && one.installed)) return undefined;
  return hoped(spec);
}

function providersOf({ providers }: AptFacts, { name }: PackageSpec): string[] {
  return Object.hasOwn(providers, name) ? providers[name] ?? [] : [];
}

/** What apt-get is told where it is to find a version itself. */
function hoped({ name, compare, version }: PackageSpec): string {
  return compare === "=" ? `${name}=${version}` : name;
}

function known(facts: AptFacts, name: string): PolicyEntry | undefined {
  const plain = name.endsWith(`:${facts.architecture}`) ? name.slice(0, name.lastIndexOf(":")) : name;
  return facts.policy?.find((entry) => entry.name === plain || entry.name === name);
}

function fits(version: string, { compare, version: wanted = "" }: PackageSpec): boolean {
  if (compare === "=") return fnmatch(version, wanted);
  return compare === undefined || compareVersions(version, wanted) >= 0;
}

/** Pure: what to remove: what is installed in the version that is meant, and with `purge` what has left files. */
export function chooseRemoval(facts: AptFacts, purge: boolean): string[] {
  return facts.specs.map(packageSpec).filter((spec) => {
    if (isThere(facts, spec)) return true;
    return purge && facts.left.includes(spec.name);
  }).map(({ name }) => name);
}

/** Pure: the files that are to be installed: those whose package is not there in just that version. */
export function chooseDebs(facts: AptFacts): DebFile[] | { problem: string } {
  const broken = facts.debs.find(({ problem }) => problem !== undefined);
  if (broken !== undefined) return { problem: `Unable to install package: ${broken.path}: ${broken.problem}` };
  return facts.debs.filter((deb) => {
    const name = deb.architecture === "all" ? deb.name : `${deb.name}:${deb.architecture}`;
    const there = entryOf(facts, name);
    return !there?.installed || compareVersions(there.version, deb.version) !== 0;
  });
}
