// Module package_facts: which packages a host has.
import type { JsonObject } from "../model/json.ts";
import type { Plan } from "../model/plan.ts";
import type { ModuleCall, ModuleDoc } from "../ports/module.ts";
import { Fields, TELL } from "./scripts/fields.ts";
import type { Params } from "./frame/parameters.ts";
import { fail, planned, type PlannedModule, ProbeFailed } from "./frame/planned.ts";
import { wholeOutput } from "./scripts/whole_output.ts";

const MANAGERS = ["apt", "rpm", "apk"] as const;
type Manager = typeof MANAGERS[number];
const OTHERS = ["portage", "pkg", "pacman", "pkg_info"];

const doc: ModuleDoc = {
  name: "package_facts",
  summary: "Which packages a host has, as facts",
  parameters: {
    manager: {
      type: "list",
      elements: "str",
      description: "Whom to ask: apt, rpm, apk, or auto for what is there.",
      default: ["auto"],
    },
    strategy: {
      type: "str",
      description: "Ask the first that is there, or all of them.",
      choices: ["first", "all"],
      default: "first",
    },
  },
  returns: { ansible_facts: "packages: a list of versions for each name, with version, arch and source" },
  example: `- package_facts:
- debug:
    msg: "{{ ansible_facts.packages.bash[0].version }}"
`,
  notes: ["No Python on the host. rpm and apk are asked by their programs."],
};

/** What each manager that is there said. */
export interface PackageFacts {
  told: { manager: Manager; text: string; rc: number; stderr?: string }[];
}

/** The module `package_facts`. */
export function packageFactsModule(): PlannedModule<PackageFacts> {
  return planned<PackageFacts>({ doc, check, probe, plan });
}

function check(params: Params): string | undefined {
  const asked = params.texts("manager").map((name) => name.toLowerCase());
  const other = asked.find((name) => OTHERS.includes(name));
  if (other !== undefined) {
    return `manager '${other}' is not supported: write apt, rpm or apk (with \`--modules ansible\` Ansible's own module asks it)`;
  }
  const known: readonly string[] = [...MANAGERS, "auto"];
  const wrong = asked.filter((name) => !known.includes(name));
  return wrong.length === 0 ? undefined : `Unsupported package managers requested: ${wrong.join(", ")}`;
}

/** Each in the order in which they are asked, once. */
function wanted(params: Params): Manager[] {
  const asked = params.texts("manager").map((name) => name.toLowerCase());
  const all = asked.includes("auto") ? [...asked, ...MANAGERS] : asked;
  return MANAGERS.filter((name) => all.includes(name)).sort((one, other) => all.indexOf(one) - all.indexOf(other));
}

/** Of apt: lines `=PACKAGE ORIGIN`, for dpkg does not know where a package came from; `@ARCHITECTURE`; then what dpkg knows. */
const SCRIPTS: Record<Manager, { there: string; ask: string }> = {
  apt: {
    there: "command -v apt-cache >/dev/null && command -v dpkg-query >/dev/null && [ -s /var/lib/dpkg/status ]",
    ask: `{ apt-cache policy; dpkg-query -W -f '\${binary:Package}\\n' | xargs apt-cache policy; } 2>/dev/null | awk '
/^[^ ].*:$/ { n = substr($0, 1, length($0) - 1); inside = 0 }
/^ +-?[0-9]+ / { k = $0; sub(/^ +-?[0-9]+ /, "", k)
  if (inside == 1) { inside = 0; print "=" n "\\t" origin[k] } else if (inside == 0) file = k }
/^     release / && inside == 0 { o = $0; if (!sub(/.*[ ,]o=/, "", o)) o = ""; sub(/,.*/, "", o); origin[file] = o }
/^ \\*\\*\\* / { inside = 1 }
/^     [^ ]/ && inside == 2 { inside = 0 }'
dpkg --print-architecture | sed 's/^/@/'
dpkg-query -W -f '\${db:Status-Abbrev}\\t\${Package}\\t\${Version}\\t\${Architecture}\\t\${Section}\\n'`,
  },
  rpm: {
    there: "command -v rpm >/dev/null",
    ask: "rpm -qa --qf '%{NAME}\\t%{VERSION}\\t%{RELEASE}\\t%{EPOCH}\\t%{ARCH}\\n'",
  },
  apk: { there: "command -v apk >/dev/null", ask: "apk info -v" },
};

async function probe(params: Params, call: ModuleCall): Promise<PackageFacts> {
  const all = params.text("strategy") === "all";
  const lines = wanted(params).map((manager) => {
    const { there, ask } = SCRIPTS[manager];
    return `if ${there}; then n ${manager}; ${ask}\nr=$?; z; e rc $r; ${all ? "" : "exit 0; "}fi`;
  });
  const script = `export LC_ALL=C\n${TELL}${lines.join("\n")}\nexit 0`;
  const output = await wholeOutput(await call.shell(), script, call.signal);
  if (output.rc !== 0) throw new ProbeFailed(output.stderr.trim() || `The look ended with ${output.rc}`);
  const fields = new Fields(output.stdout);
  const codes = fields.all("rc").map(Number);
  const told = fields.pairs().flatMap(([name, text]) =>
    MANAGERS.filter((manager) => manager === name).map((manager) => ({ manager, text }))
  );
  return {
    told: told.map((one, at) => ({
      ...one,
      rc: codes[at] ?? 1,
      ...(output.stderr === "" ? {} : { stderr: output.stderr }),
    })),
  };
}

function plan({ told }: PackageFacts, params: Params): Plan {
  if (told.length === 0) {
    return fail(`Could not detect a supported package manager from the following list: ${wanted(params).join(", ")}`);
  }
  // A name may be any text, and is no key that means something else.
  const packages = new Map<string, JsonObject[]>();
  const warnings: string[] = [];
  for (const { manager, text, rc, stderr = "" } of told) {
    if (rc !== 0) warnings.push(`Failed to retrieve packages with ${manager}: rc=${rc}: ${stderr.trim()}`);
    const found = new Map<string, JsonObject[]>();
    for (const one of READERS[manager](text)) {
      const name = String(one.name);
      found.set(name, [...found.get(name) ?? [], { ...one, source: manager }]);
    }
    for (const [name, versions] of found) packages.set(name, versions);
  }
  const facts = { ansible_facts: { packages: Object.fromEntries(packages) } };
  return { kind: "same", result: { changed: false, ...facts, ...(warnings.length === 0 ? {} : { warnings }) } };
}

const READERS: Record<Manager, (text: string) => JsonObject[]> = {
  apt(text) {
    const origins = new Map([...text.matchAll(/^=(\S+)\t(.*)$/gm)].map(([, name = "", origin = ""]) => [name, origin]));
    const own = /^@(\S+)$/m.exec(text)?.[1];
    return text.split("\n").flatMap((line) => {
      const [status, plain = "", version = "", arch = "", category = ""] = line.split("\t");
      if (status?.charAt(1) !== "i" || /^[=@]/.test(line)) return [];
      // A foreign architecture is part of the name, as apt has it.
      const name = arch === own || arch === "all" || own === undefined ? plain : `${plain}:${arch}`;
      return [{ name, version, arch, category, origin: origins.get(name) ?? "" }];
    });
  },
  rpm: (text) =>
    text.split("\n").filter((line) => line !== "").map((line) => {
      const [name = "", version = "", release = "", epoch = "", arch = ""] = line.split("\t");
      const none = (word: string) => word === "(none)" ? null : word;
      return { name, version, release, epoch: /^\d+$/.test(epoch) ? Number(epoch) : null, arch: none(arch) };
    }),
  apk: (text) =>
    text.split("\n").filter((line) => line !== "").map((line) => {
      const [, name = line, version = "", release = ""] = /^(.+)-([^-]+)-([^-]+)$/.exec(line) ?? [];
      return { name, version, release };
    }),
};
