// Module stat: everything the host knows of a path.
import type { JsonObject } from "../model/json.ts";
import type { ModuleCall, ModuleDoc } from "../ports/module.ts";
import { Fields } from "./scripts/fields.ts";
import type { Params } from "./frame/parameters.ts";
import { LOOK, type PathFacts, pathFacts } from "./files/path_facts.ts";
import { statusFacts } from "./files/status_facts.ts";
import { fail, planned, type PlannedModule, ProbeFailed } from "./frame/planned.ts";
import { pathWord } from "./scripts/shell_words.ts";

const doc: ModuleDoc = {
  name: "stat",
  summary: "Looks at a file, folder or link",
  parameters: {
    path: { type: "path", description: "The path on the host.", required: true, aliases: ["dest", "name"] },
    follow: { type: "bool", description: "Look at what a link leads to.", default: false },
    get_checksum: { type: "bool", description: "Compute a checksum of a regular file.", default: true },
    checksum_algorithm: {
      type: "str",
      description: "Which checksum.",
      choices: ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"],
      default: "sha1",
      aliases: ["checksum", "checksum_algo"],
    },
    get_mime: {
      type: "bool",
      description:
        "Ask the host's file for mimetype and charset. Only where it is written: by default they say unknown.",
      default: true,
      aliases: ["mime", "mime_type", "mime-type"],
    },
    get_attributes: {
      type: "bool",
      description: "Ask the host's lsattr for attributes. Only where it is written: by default there are none.",
      default: true,
      aliases: ["attr", "attributes"],
    },
    get_md5: { type: "bool", description: "Compute an MD5 too, whatever the checksum is.", default: false },
  },
  returns: {
    stat:
      "exists; and for a path that does: path, mode, isdir, isreg, islnk, uid, gid, pw_name, gr_name, size, mtime, checksum, …",
  },
  example: `- stat:
    path: /etc/hosts
  register: hosts
- debug:
    msg: "{{ hosts.stat.size }} bytes"
  when: hosts.stat.exists
`,
  notes: ["Times are seconds since 1970 with a fraction, as far as the host tells it."],
};

/** What was seen. */
export interface StatFacts {
  path: PathFacts;
  /** What the caller may do with it. */
  readable?: boolean;
  writeable?: boolean;
  executable?: boolean;
  checksum?: string;
  md5?: string;
  /** What `file` and `lsattr -v` say. */
  mime?: string;
  attributes?: string;
  /** Why the host cannot tell whether it is there. */
  unknown?: string;
}

/** The module `stat`. */
export function statModule(): PlannedModule<StatFacts> {
  return planned<StatFacts>({
    doc,
    probe,
    plan: (facts, params) =>
      facts.unknown === undefined
        ? { kind: "same", result: { changed: false, stat: statResult(facts, params) } }
        : fail(facts.unknown),
  });
}

async function probe(params: Params, call: ModuleCall): Promise<StatFacts> {
  const follow = params.flag("follow");
  const program = `${params.text("checksum_algorithm")}sum`;
  const regular = follow ? '[ -f "$p" ]' : '[ -f "$p" ] && [ ! -L "$p" ]';
  const checksum = params.flag("get_checksum")
    ? `if ${regular} && [ -r "$p" ]; then
command -v ${program} >/dev/null || e lacks ${program}; n checksum; ${program} <"$p" 2>/dev/null; z; fi\n`
    : "";
  const written = (name: string) => [name, ...doc.parameters[name]?.aliases ?? []].some((key) => key in call.params);
  // Both start programs for answers that hardly anyone reads: they are asked for in so many words.
  const asked = (name: string, question: string) =>
    params.flag(name) && written(name) ? `n ${name}; ${question} 2>/dev/null; z\n` : "";
  const exists = follow ? '[ -e "$p" ]' : '[ -e "$p" ] || [ -L "$p" ]';
  const script = `${LOOK}p=${pathWord(params.text("path") ?? "")}
look path "$p"
[ ! -r "$p" ] || e readable yes
[ ! -w "$p" ] || e writeable yes
[ ! -x "$p" ] || e executable yes
${checksum}${asked("get_md5", `{ ${regular} && md5sum <"$p"; }`)}${
    asked("get_mime", 'file -b --mime-type --mime-encoding -- "$p"')
  }${asked("get_attributes", 'lsattr -vd -- "$p"')}${exists} || { n unknown; LC_ALL=C stat${
    follow ? " -L" : ""
  } -- "$p" 2>&1; z; }
`;
  const shell = await call.shell();
  const output = await shell.run(["sh", "-c", `${script}:`], {}, call.signal);
  if (output.rc !== 0) throw new ProbeFailed(output.stderr.trim());
  const fields = new Fields(output.stdout);
  const lacks = fields.raw("lacks");
  if (lacks !== undefined) {
    throw new ProbeFailed(
      `The host has no ${lacks}: install the package coreutils, or write another checksum_algorithm`,
    );
  }
  const sum = fields.line("checksum")?.split(" ")[0];
  return {
    path: pathFacts(fields, "path"),
    readable: fields.raw("readable") !== undefined,
    writeable: fields.raw("writeable") !== undefined,
    executable: fields.raw("executable") !== undefined,
    ...(sum ? { checksum: sum } : {}),
    ...told("md5", fields.line("get_md5")?.split(" ")[0]),
    ...told("mime", fields.line("get_mime")),
    ...told("attributes", fields.line("get_attributes")),
    ...told("unknown", unknown(fields.line("unknown"))),
  };
}

function told<Name extends string>(name: Name, text: string | undefined): Partial<Record<Name, string>> {
  return text === undefined || text === "" ? {} : { [name]: text } as Partial<Record<Name, string>>;
}

/** The reason why a look failed; undefined where nothing is there, which is an answer. */
function unknown(complaint = ""): string | undefined {
  const why = complaint.slice(complaint.lastIndexOf(":") + 1).trim();
  return why === "" || why === "No such file or directory" ? undefined : why;
}

function statResult(facts: StatFacts, params: Params): JsonObject {
  const link = facts.path.state === "link" ? facts.path : undefined;
  const path = params.flag("follow") ? facts.path.followed ?? facts.path : facts.path;
  if (path.status === undefined) return { exists: false };
  return {
    exists: true,
    path: facts.path.path,
    ...statusFacts(path.status),
    ...{ blocks: path.status.blocks, block_size: path.status.blockSize, device_type: path.status.rdev },
    readable: facts.readable === true,
    writeable: facts.writeable === true,
    executable: facts.executable === true,
    ...(link === undefined || path !== link ? {} : { lnk_source: link.real ?? "", lnk_target: link.target ?? "" }),
    ...(/^\d+$/.test(path.status.owner) ? {} : { pw_name: path.status.owner }),
    ...(/^\d+$/.test(path.status.group) ? {} : { gr_name: path.status.group }),
    ...(facts.checksum === undefined ? {} : { checksum: facts.checksum }),
    ...(facts.md5 === undefined ? {} : { md5: facts.md5 }),
    ...(params.flag("get_mime") ? mimeOf(facts.mime) : {}),
    ...(params.flag("get_attributes") ? attributesOf(facts.attributes) : {}),
  };
}

function mimeOf(told: string | undefined): JsonObject {
  const [mimetype, charset] = told?.trim().split("; charset=") ?? [];
  return charset === undefined ? { mimetype: "unknown", charset: "unknown" } : { mimetype: mimetype ?? "", charset };
}

const ATTRIBUTES: Record<string, string> = {
  ...{
    A: "noatime",
    a: "append",
    c: "compressed",
    C: "nocow",
    d: "nodump",
    D: "dirsync",
    e: "extents",
    E: "encrypted",
  },
  ...{ h: "blocksize", i: "immutable", I: "indexed", j: "journalled", N: "inline", s: "zero", S: "synchronous" },
  ...{ t: "notail", T: "blockroot", u: "undelete", X: "compressedraw", Z: "compresseddirty" },
};

function attributesOf(told: string | undefined): JsonObject {
  const [version = null, shown = ""] = told?.trim().split(/\s+/) ?? [];
  const flags = shown.replaceAll("-", "");
  const names = [...flags].flatMap((letter) => ATTRIBUTES[letter] ?? []);
  return { version, attributes: names, attr_flags: flags };
}
