// Names of packages as a task writes them for apt: `nginx`, `nginx=1.2*`, `nginx>=1.2`, `lib*`, `libc6:amd64`.
import { optionProblem } from "../frame/package_names.ts";

/** One of them, taken apart. */
export interface PackageSpec {
  /** As it is written. */
  text: string;
  name: string;
  compare?: "=" | ">=";
  version?: string;
}

/** Takes one apart; blanks around it do not count. */
export function packageSpec(text: string): PackageSpec {
  const spec = text.trim();
  const [, name = spec, compare, version = ""] = /^(.*?)(>?=)(.*)$/s.exec(spec) ?? [];
  if (compare === undefined) return { text: spec, name: spec };
  return { text: spec, name, compare: compare === ">=" ? ">=" : "=", version };
}

/** What is wrong with how a package is named; undefined where nothing is. */
export function specProblem(text: string): string | undefined {
  // As an option it would count in a look too: -oAPT::Get::Simulate=0.
  return optionProblem(text) ?? (text.split("=").length > 2 ? `invalid package spec: ${text.trim()}` : undefined);
}

/** Whether a name stands for several. No package has one of these signs in its name. */
export function isPattern(name: string): boolean {
  return /[*?[\]!]/.test(name);
}

/**
 * Whether a package can be called so. Others are not asked for: apt reads some as expressions, as tasks or as what is to be removed, and dpkg
 * refuses to answer at all.
 */
export function isPackageName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9+._-]*(:[a-z0-9-]+)?$/.test(name);
}

/** What a pattern begins with, before its first special sign: narrows the list of all names. */
export function prefixOf(pattern: string): string {
  const start = /^[A-Za-z0-9][A-Za-z0-9+._-]*/.exec(pattern)?.[0] ?? "";
  return start.length === pattern.length ? "" : start;
}
