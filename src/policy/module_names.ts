// Modules by their names: which names mean the same one, and which run whatever they are told.

/** Collections whose modules are meant by their short names, too. */
const COLLECTIONS = /^(ansible\.(builtin|legacy|posix)|community\.general)\./;
const SAME: Record<string, string> = { gather_facts: "setup", systemd_service: "systemd", yum: "dnf", dnf5: "dnf" };

/** Modules that run a command as it is written. */
const FREE = new Set(["shell", "command", "raw", "script"]);

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
