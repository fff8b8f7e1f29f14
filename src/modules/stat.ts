// Module stat: everything the host knows of a path.
import type { JsonObject } from "../model/json.ts";
import type { ModuleCall, ModuleDoc } from "../ports/module.ts";
import { Fields } from "./fields.ts";
import type { Params } from "./parameters.ts";
import { LOOK, type PathFacts, pathFacts, type Status } from "./path_facts.ts";
import { planned, type PlannedModule, ProbeFailed } from "./planned.ts";
import { pathWord } from "./shell_words.ts";

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
      description: "Accepted; nothing is looked up: mimetype and charset say unknown.",
      default: true,
      aliases: ["mime", "mime_type", "mime-type"],
    },
    get_attributes: {
      type: "bool",
      description: "Accepted; nothing is looked up: attributes is empty.",
      default: true,
      aliases: ["attr", "attributes"],
    },
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
}

/** The module `stat`. */
export function statModule(): PlannedModule<StatFacts> {
  return planned<StatFacts>({
    doc,
    probe,
    plan: (facts, params) => ({ kind: "same", result: { changed: false, stat: statResult(facts, params) } }),
  });
}

async function probe(params: Params, call: ModuleCall): Promise<StatFacts> {
  const follow = params.flag("follow");
  const program = `${params.text("checksum_algorithm")}sum`;
  const regular = follow ? '[ -f "$p" ]' : '[ -f "$p" ] && [ ! -L "$p" ]';
  const checksum = params.flag("get_checksum")
    ? `if ${regular} && [ -r "$p" ]; then n checksum; ${program} <"$p" 2>/dev/null; z; fi\n`
    : "";
  const script = `${LOOK}p=${pathWord(params.text("path") ?? "")}
look path "$p"
[ ! -r "$p" ] || e readable yes
[ ! -w "$p" ] || e writeable yes
[ ! -x "$p" ] || e executable yes
${checksum}`;
  const shell = await call.shell();
  const output = await shell.run(["sh", "-c", `${script}:`], {}, call.signal);
  if (output.rc !== 0) throw new ProbeFailed(output.stderr.trim());
  const fields = new Fields(output.stdout);
  const sum = fields.line("checksum")?.split(" ")[0];
  return {
    path: pathFacts(fields, "path"),
    readable: fields.raw("readable") !== undefined,
    writeable: fields.raw("writeable") !== undefined,
    executable: fields.raw("executable") !== undefined,
    ...(sum ? { checksum: sum } : {}),
  };
}

function statResult(facts: StatFacts, params: Params): JsonObject {
  const link = facts.path.state === "link" ? facts.path : undefined;
  const path = params.flag("follow") ? facts.path.followed ?? facts.path : facts.path;
  if (path.status === undefined) return { exists: false };
  return {
    exists: true,
    path: facts.path.path,
    ...typeAndPermissions(path.status),
    ...numbers(path.status),
    readable: facts.readable === true,
    writeable: facts.writeable === true,
    executable: facts.executable === true,
    ...(link === undefined || path !== link ? {} : { lnk_source: link.real ?? "", lnk_target: link.target ?? "" }),
    ...(/^\d+$/.test(path.status.owner) ? {} : { pw_name: path.status.owner }),
    ...(/^\d+$/.test(path.status.group) ? {} : { gr_name: path.status.group }),
    ...(facts.checksum === undefined ? {} : { checksum: facts.checksum }),
    ...(params.flag("get_mime") ? { mimetype: "unknown", charset: "unknown" } : {}),
    ...(params.flag("get_attributes") ? { version: null, attributes: [], attr_flags: "" } : {}),
  };
}

/** What a mode says: the type of a thing and who may do what with it. */
export function typeAndPermissions({ mode }: Status): JsonObject {
  const type = mode & 0o170000;
  const has = (bit: number) => (mode & bit) !== 0;
  return {
    mode: (mode & 0o7777).toString(8).padStart(4, "0"),
    isdir: type === 0o040000,
    ischr: type === 0o020000,
    isblk: type === 0o060000,
    isreg: type === 0o100000,
    isfifo: type === 0o010000,
    islnk: type === 0o120000,
    issock: type === 0o140000,
    rusr: has(0o400),
    wusr: has(0o200),
    xusr: has(0o100),
    rgrp: has(0o040),
    wgrp: has(0o020),
    xgrp: has(0o010),
    roth: has(0o004),
    woth: has(0o002),
    xoth: has(0o001),
    isuid: has(0o4000),
    isgid: has(0o2000),
  };
}

function numbers(status: Status): JsonObject {
  const { uid, gid, size, inode, nlink, atime, mtime, ctime, blocks } = status;
  const told = { uid, gid, size, inode, nlink, atime, mtime, ctime, blocks };
  return { ...told, dev: status.device, block_size: status.blockSize, device_type: status.rdev };
}
