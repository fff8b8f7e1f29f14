// Why a plain call of a package manager is asked for: what it installs is not what the host's own repositories vouch for.
import type { Json, JsonObject } from "../model/json.ts";
import { isFalse } from "./boolean_words.ts";
import { textOf } from "./called.ts";

const MANAGERS = new Set(["apt", "package", "dnf", "dnf5", "yum", "apk"]);
const REPOSITORIES = new Set(["apt_repository", "deb822_repository", "yum_repository", "apt_key", "rpm_key"]);
/** Parameters by which nobody's signature, and no older version, is minded any more. */
const UNSIGNED = [
  ...["allow_unauthenticated", "allow-unauthenticated", "force", "disable_gpg_check", "allow_untrusted"],
  ...["allow_downgrade", "allow-downgrade", "allow_downgrades", "allow-downgrades", "allow_change_held_packages"],
];
/** A package that is a file, or lies at an address. */
const ELSEWHERE = /^([/~.]|\w+:\/\/)|\.(deb|rpm|apk)$/;

/** A reason as a sentence without its end; undefined for packages of the host's own repositories. */
export function foreignPackage(module: string, params: JsonObject): string | undefined {
  if (REPOSITORIES.has(module)) return "packages would come from a place that a model chose";
  if (!MANAGERS.has(module)) return undefined;
  const named = ["deb", "name", "package", "pkg"].flatMap((key) => words(params[key]).map((word) => ({ key, word })));
  const other = named.find(({ key, word }) => key === "deb" || ELSEWHERE.test(word));
  if (other !== undefined) return `what it installs is not of the host's repositories: ${other.word}`;
  const given = UNSIGNED.find((key) => isSet(params[key]));
  if (given !== undefined) return `a check of packages is left out (${given}: ${textOf(params[given] ?? null)})`;
  const upgrade = textOf(params["upgrade"] ?? "no");
  if (/^(dist|full)$/.test(upgrade)) return `an upgrade may remove packages (upgrade: ${upgrade})`;
  for (const key of ["repository", "conf_file", "installroot", "enablerepo"]) {
    if (isSet(params[key])) return `packages would come from a place that a model chose (${key})`;
  }
  const option = words(params["dpkg_options"]).find((word) => !/^force-conf(def|old|new|miss|ask)$/.test(word));
  return option === undefined ? undefined : `dpkg's ${option} may start a program or leave out a check`;
}

function words(value: Json | undefined): string[] {
  const all = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  return all.flatMap((one) => textOf(one).split(",")).map((word) => word.trim()).filter((word) => word !== "");
}

function isSet(value: Json | undefined): boolean {
  return value !== undefined && value !== null && !isFalse(value) && textOf(value) !== "";
}
