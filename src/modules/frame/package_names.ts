// What modules of packages (apt, dnf, apk) share about how packages are named and what is wanted of them.
import type { Params } from "./parameters.ts";

/** What is wrong with a name that the package manager would take for an option; undefined for any other. */
export function optionProblem(name: string): string | undefined {
  return name.trim().startsWith("-") ? `'${name.trim()}' is no package: a name cannot begin with a hyphen` : undefined;
}

/** Whether packages are to go: `absent` or `removed`. */
export function areToGo(params: Params): boolean {
  return /^(absent|removed)$/.test(params.text("state") ?? "");
}
