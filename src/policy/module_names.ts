// Modules by their names: which names mean the same one, and which run whatever they are told.
import type { JsonObject } from "../model/json.ts";

/** Collections whose modules are meant by their short names, too. */
const COLLECTIONS = /^(ansible\.(builtin|legacy|posix)|community\.general)\./;
const SAME: Record<string, string> = { gather_facts: "setup", systemd_service: "systemd", yum: "dnf", dnf5: "dnf" };

/** Modules that run a command as it is written. */
const FREE = new Set(["shell", "command", "raw", "script"]);

/** Modules that do their work by another one, which suits the host. */
const BELOW: Record<string, readonly string[]> = {
  package: ["apt", "dnf", "yum", "apk", "zypper", "pacman"],
  service: ["systemd", "sysvinit", "openrc"],
};

/** What a module does its work by, under all names; `sure` where its `use` says which. Undefined for a module that does its own. */
export function modulesBelow(module: string, params: JsonObject): { names: string[]; sure: boolean } | undefined {
  const name = shortName(module);
  const all = Object.hasOwn(BELOW, name) ? BELOW[name] : undefined;
  if (all === undefined) return undefined;
  const use = params["use"];
  const sure = typeof use === "string" && use !== "auto";
  return { names: (sure ? [use] : all).flatMap(namesOf), sure };
}

/** The one name of a module, however it is written. */
export function shortName(module: string): string {
  const short = module.replace(COLLECTIONS, "");
  return Object.hasOwn(SAME, short) ? SAME[short] ?? short : short;
}

/** Whether it is one of `shell`, `command`, `raw` and `script`, which count as one. */
export function isFree(module: string): boolean {
  return FREE.has(shortName(module));
}

/** All names by which a policy may call a module; those of free commands are shared. */
export function namesOf(module: string): string[] {
  const short = shortName(module);
  const shorts = FREE.has(short) ? [...FREE] : [short, ...Object.keys(SAME).filter((name) => SAME[name] === short)];
  const full = shorts.flatMap((name) => [name, `ansible.builtin.${name}`, `ansible.legacy.${name}`]);
  return [...new Set([module, module.replace(COLLECTIONS, ""), ...full])];
}
