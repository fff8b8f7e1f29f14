// What apt is asked before it is used: installed packages, versions that could be, the age of its lists.
import { policyEntries, type PolicyEntry, providers } from "./apt_policy.ts";
import { Fields, TELL } from "../scripts/fields.ts";
import { pathWord, quote, quoteAll } from "../scripts/shell_words.ts";

/** A package that dpkg knows on the host. */
export interface DpkgEntry {
  name: string;
  architecture: string;
  version: string;
  /** It is there and configured. */
  installed: boolean;
}

/** What a simulation said. */
export interface Simulation {
  rc: number;
  stdout: string;
  stderr: string;
}

/** A .deb file; `problem` where it is none. */
export interface DebFile {
  path: string;
  name: string;
  version: string;
  architecture: string;
  problem?: string;
}

/** All that a plan depends on. Times are seconds since 1970 on the host's clock. */
export interface AptFacts {
  /** A program that is missing. */
  missing?: string;
  /** The host's own architecture: names without one mean it. */
  architecture: string;
  now: number;
  /** When the package lists were last renewed; 0 where nobody knows. */
  cacheTime: number;
  /** Names as the task means them: patterns replaced by what they match. */
  specs: string[];
  /** A pattern that matches nothing. */
  unmatched?: string;
  dpkg: DpkgEntry[];
  /** Names that are marked as installed for others' sake. */
  automatic: string[];
  /** Names of removed packages that have left files. */
  left: string[];
  /** Absent where nobody had to ask. */
  policy?: PolicyEntry[];
  providers: Record<string, string[]>;
  debs: DebFile[];
  /** Downloaded packages lie in apt's cache. */
  downloads: boolean;
  simulation?: Simulation;
}

const FORMAT = "${Package}\\t${Architecture}\\t${db:Status-Abbrev}\\t${Version}\\n";
const STAMPS = "/var/lib/apt/periodic/update-success-stamp /var/lib/apt/lists";
/** `s` tells when the lists were renewed. */
export const CACHE_TIME = `s() { for f in ${STAMPS}; do [ ! -e "$f" ] || { stat -c %Y "$f"; return; }; done; echo 0; }
`;

/** Which of the questions a task needs answered. */
export interface Questions {
  /** Legal package names. */
  names: readonly string[];
  /** Of these the files that a removal has left. */
  left: boolean;
  automatic: boolean;
  policy: boolean;
  /** Beginnings of names: all names that apt knows with them are told. */
  prefixes: readonly string[];
  debs: readonly string[];
  release?: string;
  downloads: boolean;
}

/** A script that only reads, for any user. */
export function lookScript(questions: Questions): string {
  const { names, prefixes, release, debs } = questions;
  const words = quoteAll(names);
  const option = release === undefined ? "" : ` -o ${quote(`APT::Default-Release=${release}`)}`;
  const lines = [
    `export LC_ALL=C\n${TELL}${CACHE_TIME}for p in apt-get dpkg-query; do command -v "$p" >/dev/null || { e missing "$p"; exit 0; }; done`,
    `n architecture; dpkg --print-architecture; z\nn now; date +%s; z\nn cache; s; z`,
  ];
  lines.push(`q() { n dpkg; dpkg-query -W -f '${FORMAT}' "$@" 2>/dev/null; z; }`);
  if (names.length > 0) lines.push(`q ${words}`);
  if (questions.left) {
    const ending = "/var/lib/dpkg/info/";
    lines.push(
      `for p in ${words}; do for f in ${ending}"$p".list ${ending}"$p":*.list; do [ ! -s "$f" ] || e left "$p"; done; done`,
    );
  }
  if (questions.automatic && names.length > 0) {
    const plain = names.map((name) => name.replace(/:.*/, "")).join(" ");
    lines.push(
      `n automatic; awk -v w=${
        quote(` ${plain} `)
      } '$1=="Package:"{p=$2} $1=="Auto-Installed:"&&$2==1&&index(w," " p " "){print p}' ` +
        `/var/lib/apt/extended_states 2>/dev/null; z`,
    );
  }
  if (questions.policy) lines.push(policyScript(names, option));
  for (const prefix of prefixes) {
    lines.push(`n names; apt-cache${option} pkgnames ${prefix === "" ? "" : quote(prefix)} 2>/dev/null; z`);
  }
  for (const deb of debs) {
    lines.push(
      `f=${debWord(deb)}; n deb; dpkg-deb -f "$f" Package Version Architecture 2>&1; z; e deb.path ${quote(deb)}
p=$(dpkg-deb -f "$f" Package 2>/dev/null) && q "$p"`,
    );
  }
  if (questions.downloads) {
    lines.push(
      `for f in /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*; do [ ! -e "$f" ] || { e downloads yes; break; }; done`,
    );
  }
  return `${lines.join("\n")}\nexit 0`;
}

/** A path that begins with a hyphen is no option. */
function debWord(path: string): string {
  return path.startsWith("/") || path.startsWith("~") ? pathWord(path) : `./${quote(path)}`;
}

/** Versions; who provides what is asked only of names that have none of their own. */
function policyScript(names: readonly string[], option: string): string {
  const words = quoteAll(names);
  return `p=$(apt-cache${option} policy ${words} 2>/dev/null); n policy; printf %s "$p"; z
case "$p
" in *'  Version table:
'[!\\ ]*|*'  Version table:
') n providers; apt-cache${option} showpkg ${words} 2>/dev/null; z;; esac`;
}

/** What the script told. */
export function aptFacts(output: string): AptFacts & { names: string[] } {
  const fields = new Fields(output);
  const missing = fields.raw("missing");
  const policy = fields.raw("policy");
  return {
    ...(missing === undefined ? {} : { missing }),
    architecture: fields.line("architecture") ?? "",
    now: fields.number("now") ?? 0,
    cacheTime: fields.number("cache") ?? 0,
    specs: [],
    dpkg: fields.all("dpkg").flatMap((text) => text.split("\n")).flatMap(dpkgEntry),
    automatic: (fields.line("automatic") ?? "").split("\n").filter((name) => name !== ""),
    left: [...new Set(fields.all("left"))],
    ...(policy === undefined ? {} : { policy: policyEntries(policy) }),
    providers: providers(fields.raw("providers") ?? ""),
    debs: fields.all("deb.path").map((path, at) => debFile(path, fields.each("deb")[at] ?? "")),
    downloads: fields.raw("downloads") !== undefined,
    names: fields.all("names").flatMap((text) => text.split("\n")).filter((name) => name !== ""),
  };
}

function dpkgEntry(line: string): DpkgEntry[] {
  const [name, architecture, status, version] = line.split("\t");
  if (name === undefined || architecture === undefined || status === undefined || version === undefined) return [];
  return [{ name, architecture, version, installed: status.charAt(1) === "i" }];
}

function debFile(path: string, text: string): DebFile {
  const field = (name: string) => new RegExp(`^${name}: (\\S+)$`, "m").exec(text)?.[1] ?? "";
  const file = { path, name: field("Package"), version: field("Version"), architecture: field("Architecture") };
  return file.name === "" || file.version === ""
    ? { ...file, problem: text.trim() || "it is no Debian package" }
    : file;
}
