// Module find: files and folders of a host that fit all of some conditions.
import { normalize } from "node:path";
import { TemplateError } from "../model/errors.ts";
import type { JsonObject } from "../model/json.ts";
import type { Plan } from "../model/plan.ts";
import type { ModuleCall, ModuleDoc } from "../ports/module.ts";
import { pythonRegex } from "../templates/python_regex.ts";
import { type Entry, listFolders, type Listing } from "./files/find_listing.ts";
import { amount, type Conditions, fits } from "./files/find_conditions.ts";
import { checksumsOf, filesContaining } from "./files/find_content.ts";
import { statusFacts } from "./files/status_facts.ts";
import type { Params } from "./frame/parameters.ts";
import { planned, type PlannedModule, ProbeFailed } from "./frame/planned.ts";
import { fileWord } from "./scripts/shell_words.ts";

const ALGORITHMS = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"];

const doc: ModuleDoc = {
  name: "find",
  summary: "Lists files, folders and links of a host that fit all conditions",
  parameters: {
    paths: {
      type: "list",
      elements: "str",
      description: "Folders to look in.",
      required: true,
      aliases: ["name", "path"],
    },
    patterns: {
      type: "list",
      elements: "str",
      description:
        "Shell patterns, or with use_regex Python expressions, of which one must fit the last part of the path.",
      default: [],
      aliases: ["pattern"],
    },
    excludes: {
      type: "list",
      elements: "str",
      description: "Patterns of the same kind, of which none may fit.",
      aliases: ["exclude"],
    },
    use_regex: {
      type: "bool",
      description: "Patterns are expressions that fit from a name's beginning.",
      default: false,
    },
    contains: { type: "str", description: "Python expression that must match at the beginning of a line of the file." },
    read_whole_file: {
      type: "bool",
      description: "contains is searched for in the whole text at once.",
      default: false,
    },
    file_type: {
      type: "str",
      description: "What to list.",
      choices: ["any", "directory", "file", "link"],
      default: "file",
    },
    age: { type: "str", description: "At least this old, with s, m, h, d or w after the number; negative: at most." },
    age_stamp: {
      type: "str",
      description: "Which time the age is counted from.",
      choices: ["atime", "ctime", "mtime"],
      default: "mtime",
    },
    size: { type: "str", description: "At least so large, with b, k, m, g or t after the number; negative: at most." },
    recurse: { type: "bool", description: "Look in the folders below too.", default: false },
    depth: { type: "int", description: "With recurse: how many levels to go down." },
    hidden: { type: "bool", description: "List names that begin with a dot too.", default: false },
    follow: { type: "bool", description: "Look in the folders that links lead to, too.", default: false },
    get_checksum: { type: "bool", description: "Compute a checksum of each file that is listed.", default: false },
    checksum_algorithm: { type: "str", description: "Which checksum.", choices: ALGORITHMS, default: "sha1" },
  },
  returns: {
    files: "What fits: path, mode, isdir, isreg, islnk, uid, gid, pw_name, gr_name, size, mtime, checksum, … of each",
    matched: "How many fit",
    examined: "How many were looked at",
    skipped_paths: "Paths that could not be looked at, with the reason",
    msg: "Whether all paths were looked at",
  },
  example: `- name: Old logs
  find:
    paths: /var/log
    patterns: "*.log,*.gz"
    age: 4w
    recurse: true
  register: old
`,
  notes: ["Files are listed by name, those of a folder before those of the folders in it."],
};

/** Beyond this many bytes a file is not searched for `contains`. */
const SEARCHED_BYTES = 64 * 1024 * 1024;

/** What was found on the host. */
export interface FindFacts {
  listings: Listing[];
  /** The host's clock. */
  now: number;
  /** Paths whose content fits; undefined where none is asked for. */
  containing?: Set<string>;
  /** Paths whose content is too long to be searched. */
  unsearched?: string[];
  /** Checksums by path. */
  checksums?: Map<string, string>;
}

/** The module `find`. */
export function findModule(): PlannedModule<FindFacts> {
  return planned<FindFacts>({ doc, check, probe, plan });
}

function check(params: Params): string | undefined {
  const patterns = params.flag("use_regex") ? [...params.texts("patterns"), ...params.texts("excludes")] : [];
  try {
    for (const pattern of [...patterns, params.text("contains") ?? ""]) pythonRegex(pattern);
    return undefined;
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    throw error;
  }
}

async function probe(params: Params, call: ModuleCall): Promise<FindFacts> {
  for (const name of ["age", "size"] as const) {
    const given = params.text(name);
    if (given !== undefined && amount(given, name) === undefined) {
      throw new ProbeFailed(`failed to process ${name}`, { [name]: given });
    }
  }
  const shell = await call.shell();
  const depth = params.number("depth") || undefined;
  const facts: FindFacts = await listFolders(shell, {
    words: params.texts("paths").map(fileWord),
    // Ansible counts what lies one level deeper as looked at.
    depth: params.flag("recurse") ? (depth === undefined ? undefined : depth + 1) : 1,
    follow: params.flag("follow"),
  }, call.signal);
  const wanted = conditions(params, facts.now);
  const { signal } = call;
  if (params.has("contains") && params.text("file_type") === "file") {
    const files = found(facts, wanted);
    const small = files.filter(({ status }) => status.size <= SEARCHED_BYTES).map(({ path }) => path);
    facts.unsearched = files.filter(({ status }) => status.size > SEARCHED_BYTES).map(({ path }) => path);
    const whole = params.flag("read_whole_file");
    facts.containing = await filesContaining(shell, small, { pattern: params.text("contains") ?? "", whole, signal });
  }
  if (params.flag("get_checksum")) {
    const files = found(facts, wanted).filter(({ status }) => (status.mode & 0o170000) === 0o100000);
    const algorithm = params.text("checksum_algorithm") ?? "sha1";
    facts.checksums = await checksumsOf(shell, files.map(({ path }) => path), { algorithm, signal });
  }
  return facts;
}

function conditions(params: Params, now: number): Conditions {
  const [age, size] = (["age", "size"] as const).map((name) => amount(params.text(name) ?? "", name));
  return {
    now,
    patterns: params.texts("patterns"),
    excludes: params.texts("excludes"),
    useRegex: params.flag("use_regex"),
    type: params.text("file_type") ?? "file",
    hidden: params.flag("hidden"),
    stamp: params.text("age_stamp") ?? "mtime",
    depth: params.flag("recurse") ? params.number("depth") || undefined : undefined,
    ...(age === undefined ? {} : { age }),
    ...(size === undefined ? {} : { size }),
  };
}

/** What fits, the entries of a folder before those of the folders in it. */
function found({ listings, containing }: FindFacts, wanted: Conditions): Entry[] {
  return listings.flatMap(({ entries }) =>
    entries.filter((entry) => fits(entry, wanted) && (containing === undefined || containing.has(entry.path)))
      .map((entry) => ({ entry, at: entry.path.lastIndexOf("/") }))
      .map(({ entry, at }) => ({ entry, folder: entry.path.slice(0, at), name: entry.path.slice(at) }))
      .sort((one, other) => order(one.folder, other.folder) || order(one.name, other.name))
      .map(({ entry }) => entry)
  );
}

function order(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function plan(facts: FindFacts, params: Params): Plan {
  const files = found(facts, conditions(params, facts.now)).map((entry) => told(entry, facts.checksums));
  const skipped: JsonObject = {};
  for (const { path, problem } of facts.listings) if (problem !== undefined) skipped[path] = problem;
  for (const path of facts.unsearched ?? []) skipped[path] = `larger than ${SEARCHED_BYTES} bytes: not searched`;
  const examined = facts.listings.reduce((sum, { entries }) => sum + entries.length, 0);
  const all = Object.keys(skipped).length === 0;
  const msg = all ? "All paths examined" : "Not all paths examined, check warnings for details";
  const result = { changed: false, msg, files, matched: files.length, examined, skipped_paths: skipped };
  return { kind: "same", result };
}

function told({ path, status }: Entry, checksums: Map<string, string> | undefined): JsonObject {
  const checksum = checksums?.get(path);
  return {
    path: normalize(path),
    ...statusFacts(status),
    pw_name: /^\d+$/.test(status.owner) ? "" : status.owner,
    gr_name: /^\d+$/.test(status.group) ? "" : status.group,
    ...(checksum === undefined ? {} : { checksum }),
  };
}
