// The machines that executables are made for, by Deno's names for them.

/** In the order of the release. */
export const TARGETS = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
] as const;

export type Target = (typeof TARGETS)[number];

/** The file of a target. */
export function executableName(target: Target): string {
  return `ftl2-enterprise-${target}${target.includes("windows") ? ".exe" : ""}`;
}

/** The targets of a command line: `--all`, `--target NAME` as often as wanted, or this machine's. Throws Error with a sentence. */
export function wantedTargets(args: readonly string[], here: string): Target[] {
  const named: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const [flag, value] = (args[at] ?? "").split("=", 2);
    if (flag === "--all" && value === undefined) named.push(...TARGETS);
    else if (flag === "--target") named.push(value ?? args[++at] ?? "");
    else throw new Error(`There is no ${args[at]} here: only --all, or --target with one of ${TARGETS.join(", ")}`);
  }
  if (named.length === 0) named.push(here);
  const strange = named.find((name) => !TARGETS.includes(name as Target));
  if (strange !== undefined) {
    throw new Error(`No executable is made for "${strange}": --target takes ${TARGETS.join(", ")}`);
  }
  return TARGETS.filter((target) => named.includes(target));
}
