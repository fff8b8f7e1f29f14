// What `apt-cache policy` and `apt-cache showpkg` say of packages.
import { fnmatch } from "../../templates/glob_match.ts";
import { compareVersions } from "./debian_version.ts";
import type { PackageSpec } from "./apt_specs.ts";

/** One package that apt has heard of. */
export interface PolicyEntry {
  name: string;
  /** The version that apt would install. */
  candidate?: string;
  /** All versions there are, the installed one too; none of a name that others only provide. */
  versions: string[];
}

/** Entries of `apt-cache policy NAMES`, under `LC_ALL=C`. */
export function policyEntries(text: string): PolicyEntry[] {
  const entries: PolicyEntry[] = [];
  for (const line of text.split("\n")) {
    const name = /^(\S+):$/.exec(line)?.[1];
    const last = entries.at(-1);
    const candidate = /^ {2}Candidate: (\S+)$/.exec(line)?.[1];
    const version = /^ (?:\*\*\*| {3}) (\S+)(?: -?\d+)?$/.exec(line)?.[1];
    if (name !== undefined) entries.push({ name, versions: [] });
    else if (candidate !== undefined && candidate !== "(none)" && last !== undefined) last.candidate = candidate;
    else if (version !== undefined) last?.versions.push(version);
  }
  return entries;
}

/** The version that apt would install for a spec: for an exact version or a pattern of one, the newest that fits. */
export function bestVersion(entry: PolicyEntry, spec: PackageSpec): string | undefined {
  const { compare, version = "" } = spec;
  if (compare !== "=") return entry.candidate;
  const fit = entry.versions.filter((one) => fnmatch(one, version));
  if (entry.candidate !== undefined && fit.includes(entry.candidate)) return entry.candidate;
  return fit.sort(compareVersions).at(-1);
}

/** Names of packages that provide each name, from `apt-cache showpkg NAMES`. */
export function providers(text: string): Record<string, string[]> {
  const found = new Map<string, string[]>();
  let name = "";
  let inside = false;
  for (const line of text.split("\n")) {
    const start = /^Package: (\S+)$/.exec(line)?.[1];
    if (start !== undefined) [name, inside] = [start, false];
    else if (line.startsWith("Reverse Provides:")) inside = true;
    else if (inside && name !== "" && line.trim() !== "") {
      const provider = line.split(" ")[0] ?? "";
      const known = found.get(name) ?? [];
      if (!known.includes(provider)) found.set(name, [...known, provider]);
    }
  }
  return Object.fromEntries(found);
}
