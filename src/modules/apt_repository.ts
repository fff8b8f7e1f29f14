// Module apt_repository: a place that packages come from.
import type { CommandResult } from "../model/command.ts";
import type { ModuleResult, Plan } from "../model/plan.ts";
import type { ModuleCall, ModuleDoc } from "../ports/module.ts";
import { ENVIRONMENT, NO_UPDATE, renewal } from "./apt/apt_commands.ts";
import { CACHE_TIME } from "./apt/apt_facts.ts";
import { hasSource, sourceOf, type SourcesFile, suggestedName, withoutSource, withSource } from "./apt/apt_sources.ts";
import { Fields, TELL } from "./scripts/fields.ts";
import { BadMode, chmodText, modeBits } from "./files/mode.ts";
import type { Params } from "./frame/parameters.ts";
import { fail, failedResult, planned, type PlannedModule, ProbeFailed } from "./frame/planned.ts";
import { quote } from "./scripts/shell_words.ts";
import { joined } from "./text/byte_text.ts";
import { wholeOutput } from "./scripts/whole_output.ts";

const doc: ModuleDoc = {
  name: "apt_repository",
  summary: "Adds a place that apt gets packages from, or takes it out",
  parameters: {
    repo: {
      type: "str",
      description: "The line: `deb [signed-by=…] https://… SUITE COMPONENT`. A password in its address is a secret.",
      required: true,
      secretPassword: true,
    },
    state: {
      type: "str",
      description: "Whether packages should come from there.",
      choices: ["absent", "present"],
      default: "present",
    },
    filename: {
      type: "str",
      description: "Name of its file in sources.list.d, without .list; made from the URI without this.",
    },
    mode: {
      type: "raw",
      description: "Permissions of a file that a line is added to; what the umask leaves without it.",
    },
    update_cache: {
      type: "bool",
      description: "Renew the package lists after a change; where they cannot be, the change is taken back.",
      default: true,
      aliases: ["update-cache"],
    },
    update_cache_retries: { type: "int", description: "How often renewing is tried.", default: 5 },
    update_cache_retry_max_delay: { type: "int", description: "The longest pause between two tries.", default: 12 },
    validate_certs: { type: "bool", description: "For ppa: only, which is not taken here.", default: true },
    codename: { type: "str", description: "For ppa: only, which is not taken here." },
    install_python_apt: { type: "bool", description: "Accepted; no Python is needed.", default: true },
  },
  returns: { repo: "The line of the task", state: "What was asked for", diff: "The files before and after" },
  example: `- apt_repository:
    repo: deb [signed-by=/etc/apt/keyrings/nginx.asc] https://nginx.org/packages/debian bookworm nginx
    filename: nginx
`,
  notes: [
    "Files in the form of deb822 (*.sources) are not looked into, as in Ansible: a `copy` or `template` writes them.",
  ],
};

/** Where apt looks for sources, and the files that it reads. */
export interface SourcesFacts {
  /** apt is not there. */
  missing?: true;
  /** `/etc/apt/sources.list`. */
  main: string;
  /** The folder, with a slash at its end. */
  parts: string;
  umask: string;
  files: SourcesFile[];
}

/** The module `apt_repository`. */
export function aptRepositoryModule(): PlannedModule<SourcesFacts> {
  return planned<SourcesFacts>({ doc, program: true, check, probe, plan, conclude });
}

function check(params: Params): string | undefined {
  const repo = params.text("repo") ?? "";
  if (repo === "") return "Please set argument 'repo' to a non-empty value";
  if (repo.startsWith("ppa:")) {
    return `ppa: is not supported (Launchpad would have to be asked): write the line, as 'deb https://ppa.launchpadcontent.net/${
      repo.slice(4) || "OWNER/NAME"
    }/ubuntu CODENAME main', and get its key with get_url`;
  }
  const read = sourceOf(repo);
  return "invalid" in read ? `Invalid repository string: ${read.invalid}` : undefined;
}

const LOOK = `${TELL}export LC_ALL=C
command -v apt-get >/dev/null || { e missing yes; exit 0; }
eval "$(apt-config shell F Dir::Etc::sourcelist/f P Dir::Etc::sourceparts/d)"
e main "$F" parts "\${P%/}/" umask "$(umask)"
for f in "$F" "\${P%/}"/*.list; do [ ! -f "$f" ] || { e path "$f"; n text; cat -- "$f" || exit; z; }; done`;

async function probe(_params: Params, call: ModuleCall): Promise<SourcesFacts> {
  const output = await wholeOutput(await call.shell(), LOOK, call.signal);
  if (output.rc !== 0) throw new ProbeFailed(output.stderr.trim());
  const fields = new Fields(output.stdout);
  const texts = fields.each("text");
  return {
    ...(fields.raw("missing") === undefined ? {} : { missing: true }),
    main: fields.raw("main") ?? "",
    parts: fields.raw("parts") ?? "",
    umask: fields.raw("umask") ?? "0022",
    files: fields.each("path").map((path, at) => ({ path, text: texts[at] ?? "" })),
  };
}

function plan(facts: SourcesFacts, params: Params): Plan {
  if (facts.missing) return fail("The host has no apt-get: apt_repository is for Debian and what comes of it");
  const repo = params.text("repo") ?? "";
  const read = sourceOf(repo);
  if ("invalid" in read) return fail(`Invalid repository string: ${read.invalid}`);
  const present = params.text("state") !== "absent";
  const path = fileOf(facts, params, read.source);
  const changed = present ? withSource(facts.files, read.source, path) : withoutSource(facts.files, read.source);
  const result: ModuleResult = { changed: changed.length > 0, repo, state: present ? "present" : "absent" };
  if (changed.length === 0) return { kind: "same", result };
  const foreign = changed.find(({ text }) => text.includes("\ufffd"));
  if (foreign !== undefined) return fail(`${foreign.path} is no UTF-8, and would be spoilt: convert it first (iconv)`);
  try {
    const added = present && !facts.files.some((file) => hasSource(file, read.source));
    const command = deed(facts, params, { changed, ...(added ? { added: path } : {}) });
    return { kind: "change", diff: diffOf(facts, changed), commands: [command], result };
  } catch (error) {
    if (error instanceof BadMode) return fail(error.message);
    throw error;
  }
}

function fileOf(facts: SourcesFacts, params: Params, source: string): string {
  const name = `${params.text("filename") ?? suggestedName(source)}.list`;
  return name.includes("/") ? name : `${facts.parts}${name}`;
}

function diffOf(facts: SourcesFacts, changed: readonly SourcesFile[]) {
  const before = (path: string) => facts.files.find((file) => file.path === path)?.text ?? "";
  return changed.map(({ path, text }) => ({ header: path, before: before(path), after: text }));
}

interface Edit {
  changed: readonly SourcesFile[];
  /** The file that gets a new line: only that is given the task's mode. */
  added?: string;
}

/** Writes the files, whose texts come one after another on standard input, for there may be passwords in them; then the lists. */
function deed(facts: SourcesFacts, params: Params, { changed, added }: Edit) {
  const there = (one: string) => facts.files.some((file) => file.path === one);
  const umask = Number.parseInt(facts.umask, 8);
  const lines = [`${TELL}${CACHE_TIME}${ENVIRONMENT}`, UNDO];
  const texts = changed.map(({ text }) => new TextEncoder().encode(text));
  changed.forEach((file, at) => {
    lines.push(`d=${quote(file.path)}; b ${at}`);
    if (file.text === "") return lines.push(`rm -f -- "$d" || x`);
    const usual = 0o666 & ~umask;
    const wanted = params.has("mode") && file.path === added
      ? chmodText(modeBits(params.raw("mode"), { bits: usual, directory: false, umask }))
      : there(file.path)
      ? undefined
      : chmodText(usual);
    const keep = there(file.path) ? 'chown --reference="$d" "$t" && chmod --reference="$d" "$t" && ' : "";
    lines.push(
      `mkdir -p -- "\${d%/*}" && t=$(mktemp "\${d%/*}/.ftl2.XXXXXXXX") || x`,
      `head -c ${texts[at]?.length ?? 0} >"$t" && [ "$(wc -c <"$t")" -eq ${
        texts[at]?.length ?? 0
      } ] || { rm -f -- "$t"; x; }`,
      `${keep}${wanted === undefined ? ":" : `chmod ${wanted} "$t"`} && mv -f -- "$t" "$d" || { rm -f -- "$t"; x; }`,
    );
  });
  if (params.flag("update_cache")) {
    const retries = params.number("update_cache_retries") ?? 5;
    lines.push(
      renewal({ retries, longest: params.number("update_cache_retry_max_delay") ?? 12 }).trimEnd(),
      "u || x $?",
    );
  }
  lines.push('rm -rf -- "$k"');
  const stdin = joined(texts);
  return { argv: ["sh", "-c", lines.join("\n")], ...(stdin.length === 0 ? {} : { stdin }) };
}

/** `b N` keeps a file, or that there is none; `x` puts all of them back and ends with the status that there was. */
const UNDO = `k=$(mktemp -d) || exit
b() { if [ -e "$d" ]; then cp -p -- "$d" "$k/$1"; fi && printf %s "$d" >"$k/$1.path" || x; }
x() {
r=\${1:-1}; for p in "$k"/*.path; do [ -e "$p" ] || continue
d=$(cat "$p"); if [ -e "\${p%.path}" ]; then cp -p -- "\${p%.path}" "$d"; else rm -f -- "$d"; fi; done
rm -rf -- "$k"; exit "$r"; }`;

function conclude(predicted: ModuleResult, output: CommandResult): ModuleResult {
  if (output.rc === 0) return predicted;
  if (output.rc !== NO_UPDATE) return failedResult(predicted, output);
  return { changed: false, failed: true, msg: output.stderr.trim(), rc: output.rc };
}
