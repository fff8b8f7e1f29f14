// The command lines of apt-get, and the script that runs one: lists renewed before it, services held back meanwhile.
import type { Command } from "../../model/command.ts";
import type { DebPrelude } from "./apt_debs.ts";
import { CACHE_TIME } from "./apt_facts.ts";
import { isPackageName, type PackageSpec } from "./apt_specs.ts";
import { TELL } from "../scripts/fields.ts";
import type { Params } from "../frame/parameters.ts";
import { quote, quoteAll } from "../scripts/shell_words.ts";

/** Exit status of a deed that found no package by a name after the lists were renewed. */
export const NO_PACKAGE = 66;
/** Exit status where the lists could not be renewed. */
export const NO_UPDATE = 67;
/** Removes the prelude's folder. */
const REMOVE = '[ -z "$d" ] || { cd /; rm -rf -- "$d"; }';
/** What the file says that holds services back, so that one which a killed deed left is known. */
const POLICY = "/usr/sbin/policy-rc.d";
const OURS = "# for the time of an installation";
const KEPT = `${POLICY}.ftl2-kept`;
const RESTORE = `rm -f ${POLICY}; [ ! -e ${KEPT} ] || mv -f ${KEPT} ${POLICY}`;

/** Options of apt-get that a task's parameters mean. */
export function aptOptions(params: Params): string[] {
  const given = (name: string, ...words: string[]) => params.flag(name) ? words : [];
  const recommends = params.has("install_recommends") ? [params.flag("install_recommends") ? "yes" : "no"] : [];
  const release = params.text("default_release");
  const dpkg = (params.text("dpkg_options") ?? "").split(",").filter((option) => option !== "");
  return [
    "-y",
    ...dpkg.flatMap((option) => ["-o", `Dpkg::Options::=--${option}`]),
    ...["-o", `DPkg::Lock::Timeout=${params.number("lock_timeout") ?? 60}`],
    ...(release === undefined ? [] : ["-t", release]),
    ...recommends.flatMap((word) => ["-o", `APT::Install-Recommends=${word}`]),
    ...given("only_upgrade", "--only-upgrade"),
    ...given("fail_on_autoremove", "--no-remove"),
    ...given("allow_unauthenticated", "--allow-unauthenticated"),
    ...given("allow_downgrade", "--allow-downgrades"),
    ...given("allow_change_held_packages", "--allow-change-held-packages"),
    // What --force-yes was taken apart into: newer versions of apt warn of it.
    ...given(
      "force",
      ...["--allow-unauthenticated", "--allow-downgrades", "--allow-change-held-packages", "--allow-remove-essential"],
    ),
    ...(params.text("state") === "fixed" ? ["--fix-broken"] : []),
  ];
}

/** What apt's programs need around them: words that we can read, nobody to ask, and dpkg's own tools, which some logins have not in their PATH. */
export const ENVIRONMENT = 'export LC_ALL=C DEBIAN_FRONTEND=noninteractive PATH="$PATH:/usr/sbin:/sbin"';

/** The simulation of command lines; it needs no rights and no lock. */
export function simulationScript(runs: readonly (readonly string[])[], prelude: DebPrelude | undefined): string {
  const lines = [ENVIRONMENT];
  if (prelude !== undefined) lines.push(`d=; trap '${REMOVE}' EXIT`, prelude.script);
  return [...lines, ...runs.map((run) => `apt-get --simulate ${quoteAll(run)} </dev/null || exit`)].join("\n");
}

/** How the lists are renewed: tries, and the longest pause between two in seconds. */
export interface Renewal {
  retries: number;
  longest: number;
}

/** `u` renews the lists, and says what apt-get said of the last try. A pause doubles with each try. */
export function renewal({ retries, longest }: Renewal): string {
  return `u() { i=0 w=1
while :; do
o=$(apt-get -q update </dev/null 2>&1) && return 0
i=$((i + 1)); [ "$i" -lt ${Math.max(1, retries)} ] || break
[ "$w" -le ${Math.max(0, longest)} ] || w=${Math.max(0, longest)}
sleep "$w"; w=$((w * 2))
done
printf 'Failed to update apt cache: %s\\n' "$(printf '%s\\n' "$o" | grep '^[EW]:')" >&2; return ${NO_UPDATE}; }
`;
}

/** A deed of apt. */
export interface AptDeed {
  clean: boolean;
  renewal?: Renewal;
  /** Looked for in the renewed lists before anything is installed. */
  sought: readonly PackageSpec[];
  /** Files that are to be fetched. */
  prelude?: DebPrelude;
  /** Command lines of apt-get, in order. */
  runs: readonly (readonly string[])[];
  /** Packages that are to count as asked for. */
  marks: readonly string[];
  policyRcD?: number;
}

/** The deed as one command. After apt's own output it tells when the lists were renewed. */
export function aptCommand(deed: AptDeed): Command {
  const renewed = deed.renewal === undefined ? "" : ' renewed "$([ "$a" = "$b" ] || echo yes)"';
  const lines = [
    `${ENVIRONMENT} DEBIAN_PRIORITY=critical`,
    `${TELL}${CACHE_TIME}`.trimEnd(),
    `t() { r=\${1:-$?}; a=$(s); printf '\\0'; e cache_update_time "$a"${renewed}; exit "$r"; }`,
  ];
  const undo = deed.policyRcD === undefined ? "" : `; ${RESTORE}`;
  if (undo !== "" || deed.prelude !== undefined) {
    lines.push(`d=; trap '${REMOVE}${undo}' EXIT`, "trap 'exit 143' HUP INT TERM");
  }
  if (deed.policyRcD !== undefined) lines.push(holdServices(deed.policyRcD));
  if (deed.prelude !== undefined) lines.push(deed.prelude.script);
  if (deed.clean) lines.push("apt-get clean </dev/null || exit");
  if (deed.renewal !== undefined) lines.push("b=$(s)", renewal(deed.renewal).trimEnd(), "u || exit");
  if (deed.sought.length > 0) lines.push(soughtScript(deed.sought));
  for (const run of deed.runs) lines.push(`apt-get ${quoteAll(run)} </dev/null || t`);
  if (deed.marks.length > 0) lines.push(`apt-mark manual ${quoteAll(deed.marks)} >/dev/null || t`);
  lines.push("t 0");
  const stdin = deed.prelude?.stdin;
  return { argv: ["sh", "-c", lines.join("\n")], ...(stdin === undefined ? {} : { stdin }) };
}

/** apt takes a name that it does not know for an expression; therefore it is asked first. */
function soughtScript(specs: readonly PackageSpec[]): string {
  const lines = specs.filter(({ name }) => isPackageName(name)).map(({ name, compare, version = "", text }) => {
    const older = `no available installation candidate for ${text}`;
    const wanted = compare === ">=" ? `\ndpkg --compare-versions "$c" ge ${quote(version)} || x ${quote(older)}` : "";
    return `p=$(apt-cache policy ${quote(name)} 2>/dev/null); [ -n "$p" ] || x ${
      quote(`No package matching '${name}' is available`)
    }${wanted === "" ? "" : `\nc=$(printf '%s\\n' "$p" | sed -n 's/^  Candidate: //p')${wanted}`}`;
  });
  return `x() { printf '%s\\n' "$1" >&2; exit ${NO_PACKAGE}; }\n${lines.join("\n")}`;
}

/** Another policy-rc.d for the time being. One of ours that is found was left by a deed that was killed. */
function holdServices(code: number): string {
  return `[ ! -e ${KEPT} ] || mv -f ${KEPT} ${POLICY}
if [ -e ${POLICY} ] && ! grep -qx ${quote(OURS)} ${POLICY}; then mv -f ${POLICY} ${KEPT} || exit; fi
printf '#!/bin/sh\\n${OURS}\\nexit ${Math.trunc(code)}\\n' >${POLICY} && chmod 755 ${POLICY} || exit`;
}
