// What rpm and dnf say of packages.
import type { ModuleCall } from "../../ports/module.ts";
import { dnfDownload, dnfOptions, isPlain } from "./dnf_words.ts";
import { Fields } from "../scripts/fields.ts";
import { areToGo } from "../frame/package_names.ts";
import type { Params } from "../frame/parameters.ts";
import { ProbeFailed } from "../frame/planned.ts";
import { quoteAll } from "../scripts/shell_words.ts";
import { SBIN } from "../scripts/sbin_path.ts";
import { type Run, RUNS, toldRun } from "../scripts/told_runs.ts";
import { wholeOutput } from "../scripts/whole_output.ts";

/** A verb of dnf and what it is said about. */
export interface DnfDeed {
  verb: "install" | "upgrade" | "remove" | "autoremove";
  specs: string[];
}

/** What was found. */
export interface DnfFacts {
  /** The program: dnf, dnf5 or yum. */
  program: string;
  root: boolean;
  deeds: (DnfDeed & { said: Run })[];
  /** Installed packages, `name.arch` to `name-version-release.arch`. */
  installed: Map<string, string>;
  /** What was asked for but is not installed, with update_only. */
  left: string[];
  list?: Run;
}

const FORMAT = "%{NAME} %{EPOCH} %{VERSION} %{RELEASE} %{ARCH}\\n";
const PICK = `for d in dnf dnf5 yum; do command -v "$d" >/dev/null && break; d=; done
[ -n "$d" ] || exit 99
e program "$d"; [ "$(id -u)" = 0 ] && e root yes
`;
const COLUMNS = "%{name} %{arch} %{epoch} %{release} %{version} %{repoid}\\n";

/** Asks rpm for all packages first: one round trip; and where something may be missing dnf: another. Throws ProbeFailed where there is no dnf. */
export async function probeDnf(params: Params, call: ModuleCall): Promise<DnfFacts> {
  const shell = await call.shell();
  const root = params.text("installroot") ?? "/";
  const rpm = ["rpm", ...(root === "/" ? [] : ["--root", root]), "-qa", "--qf", FORMAT];
  const listing = params.text("list");
  const first = `${RUNS}${SBIN}${PICK}${
    listing === undefined ? `r rpm ${quoteAll(rpm)}\n` : listScript(listing, params)
  }`;
  const output = await wholeOutput(shell, first, call.signal);
  if (output.rc === 99) throw new ProbeFailed("The host has no dnf, dnf5 or yum: the module package works with others");
  const fields = new Fields(output.stdout);
  const packages = (toldRun(fields, "rpm")?.out ?? "").split("\n").map((line) => line.split(" ")).filter(isPackage);
  const program = fields.raw("program") ?? "dnf";
  const list = toldRun(fields, "list");
  const facts: DnfFacts = {
    program,
    root: fields.raw("root") !== undefined,
    deeds: [],
    installed: new Map(packages.map((each) => [`${each[0]}.${each[4]}`, nevra(each)])),
    left: [],
    ...(list === undefined ? {} : { list }),
  };
  const { deeds, left } = deedsOf(params, packages);
  facts.left = left;
  if (listing !== undefined || deeds.length === 0) return facts;
  const options = [
    ...dnfOptions(params),
    ...dnfDownload(params),
    ...(params.flag("update_cache") ? ["--refresh"] : []),
  ];
  const asked = deeds.map(({ verb, specs }, at) =>
    `r d${at} ${quoteAll([program, ...options, "--assumeno", verb, "--", ...specs])}\n`
  );
  const answer = new Fields((await wholeOutput(shell, `${RUNS}${SBIN}${asked.join("")}`, call.signal)).stdout);
  facts.deeds = deeds.map((deed, at) => ({
    ...deed,
    said: toldRun(answer, `d${at}`) ?? { rc: 1, out: "", err: "dnf did not answer" },
  }));
  return facts;
}

function listScript(what: string, params: Params): string {
  const query = (...words: string[]) => quoteAll([...dnfOptions(params), "-q", "repoquery", "--qf", COLUMNS, ...words]);
  if (what === "repos" || what === "repositories") {
    return `r list "$d" ${quoteAll([...dnfOptions(params), "-q", "repolist", "--enabled"])}\n`;
  }
  if (what === "installed") return `r list "$d" ${query("--installed")}\n`;
  if (what === "updates" || what === "upgrades") return `r list "$d" ${query("--upgrades")}\n`;
  if (what === "available") return `r list "$d" ${query("--available")}\n`;
  return `both() { "$d" ${query("--installed", "--", what)} && "$d" ${
    query("--available", "--", what)
  }; }\nr list both\n`;
}

function isPackage(words: string[]): boolean {
  return words.length === 5 && words[0] !== "gpg-pubkey";
}

function nevra([name, epoch, version, release, arch]: string[]): string {
  const prefix = epoch === "(none)" || epoch === "0" ? "" : `${epoch}:`;
  return `${name}-${prefix}${version}-${release}.${arch}`;
}

/** Every way in which a package may be named. */
function namesOf([name, epoch, version, release, arch]: string[]): string[] {
  const number = epoch === "(none)" ? "0" : epoch;
  const versions = [`${version}-${release}`, `${number}:${version}-${release}`, version];
  return [name, ...versions.map((each) => `${name}-${each}`)].flatMap((each) => [each, `${each}.${arch}`]) as string[];
}

/** Pure: what dnf is to be asked about. */
function deedsOf(params: Params, packages: string[][]): { deeds: DnfDeed[]; left: string[] } {
  const names = params.texts("name").map((name) => name.trim()).filter((name) => name !== "");
  const state = params.text("state") ?? "installed";
  const there = new Set(packages.flatMap(namesOf));
  const found = (spec: string) => there.has(spec);
  if (names.length === 0) {
    return { deeds: params.flag("autoremove") ? [{ verb: "autoremove", specs: [] }] : [], left: [] };
  }
  if (areToGo(params)) {
    const specs = names.filter((spec) => !isPlain(spec) || found(spec));
    const verb = params.flag("autoremove") ? "autoremove" : "remove";
    return { deeds: specs.length > 0 || verb === "autoremove" ? [{ verb, specs }] : [], left: [] };
  }
  if (state === "latest" && names.length === 1 && names[0] === "*") {
    return { deeds: [{ verb: "upgrade", specs: [] }], left: [] };
  }
  const [old, fresh] = [names.filter(found), names.filter((spec) => !found(spec))];
  const only = params.flag("update_only");
  const deeds: DnfDeed[] = [
    { verb: "install", specs: only ? fresh.filter((spec) => !isPlain(spec)) : fresh },
    { verb: "upgrade", specs: state === "latest" || only ? old : [] },
  ];
  return { deeds: deeds.filter((deed) => deed.specs.length > 0), left: only ? fresh.filter(isPlain) : [] };
}
