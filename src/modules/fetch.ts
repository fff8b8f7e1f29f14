// Module fetch: a file of the host, brought to the controller.
import type { Diff, Plan } from "../model/plan.ts";
import type { ModuleCall, ModuleDoc } from "../ports/module.ts";
import { normalPath } from "../templates/search_path.ts";
import { sha1Script } from "./files/digest.ts";
import { arrival, bring } from "./files/fetched_file.ts";
import { Fields } from "./scripts/fields.ts";
import { basename } from "./files/path_text.ts";
import type { Params } from "./frame/parameters.ts";
import { LOOK, type PathFacts, pathFacts } from "./files/path_facts.ts";
import { fail, planned, type PlannedModule, ProbeFailed } from "./frame/planned.ts";
import { pathWord, quote } from "./scripts/shell_words.ts";

const doc: ModuleDoc = {
  name: "fetch",
  summary: "Brings a file from a host to the controller",
  deedOnController: true,
  parameters: {
    src: { type: "str", description: "The file on the host; not a folder.", required: true },
    dest: {
      type: "str",
      description: "Folder on the controller, beside the playbook where it is relative; the file goes to " +
        "dest/HOST/its whole path below it. With flat: the file itself, or with a slash at the end its folder.",
      required: true,
    },
    flat: { type: "bool", description: "No folders for host and path.", default: false },
    fail_on_missing: { type: "bool", description: "Fail where the file is not there.", default: true },
    validate_checksum: { type: "bool", description: "Write only what has the checksum that was seen.", default: true },
  },
  returns: {
    dest: "Where it is on the controller",
    checksum: "SHA-1 of the file",
    md5sum: "MD5 of the file",
    remote_checksum: "SHA-1 of the host's file, where it was fetched",
    remote_md5sum: "Always null, as in Ansible",
    file: "The host's file, where nothing was fetched",
  },
  example: `- fetch:
    src: /etc/app/app.crt
    dest: certificates/
`,
  notes: [
    "The file is replaced atomically, keeps its mode and owner, and a dry run says truly whether it would be.",
    "It passes through the controller's memory: fine for hundreds of megabytes, not for more.",
  ],
};

/** The host's file and the controller's. */
export interface FetchFacts {
  /** With `~` expanded. */
  src: string;
  source: { kind: "absent" | "directory" | "unreadable" } | { kind: "file"; sha1: string; md5: string; size: number };
  dest: PathFacts;
  /** SHA-1 of the controller's file, if there is one. */
  sha1?: string;
  umask: string;
}

/** The module `fetch`. */
export function fetchModule(): PlannedModule<FetchFacts> {
  const module = planned<FetchFacts>({ doc, probe, plan });
  return {
    ...module,
    apply: (plan, call) =>
      bring(plan, call, { any: plan.result.validate_checksum === false, conclude: module.conclude }),
  };
}

async function probe(params: Params, call: ModuleCall): Promise<FetchFacts> {
  const host = await call.shell();
  const word = pathWord(params.text("src") ?? "");
  const script = `${LOOK}s=${word}\ne src "$s"
if [ -d "$s" ]; then e kind directory; elif [ ! -e "$s" ]; then e kind absent; elif [ ! -r "$s" ]; then e kind unreadable; else
e kind file; ${sha1Script('"$s"')}e sha1 "$h"
m=$(md5sum <"$s" 2>/dev/null) || m=$(md5 -q <"$s"); e md5 "\${m%% *}"; n size; wc -c <"$s"; z; fi`;
  const fields = new Fields((await host.run(["sh", "-c", script], {}, call.signal)).stdout);
  const src = fields.raw("src") ?? "";
  const kind = fields.raw("kind");
  const path = destination(src, params, call);
  const controller = await call.controller();
  const look = `${LOOK}d=${quote(path)}\nlook dest "$d"\nn umask; umask; z\n[ ! -f "$d" ] || { ${
    sha1Script('"$d"')
  }e sha1 "$h"; }`;
  const there = new Fields((await controller.run(["sh", "-c", look], {}, call.signal)).stdout);
  const sha1 = there.raw("sha1");
  return {
    src,
    source: kind === "file"
      ? {
        kind,
        sha1: fields.raw("sha1") ?? "",
        md5: fields.raw("md5") ?? "",
        size: Number((fields.line("size") ?? "").trim()),
      }
      : { kind: kind === "directory" || kind === "unreadable" ? kind : "absent" },
    dest: pathFacts(there, "dest"),
    umask: there.line("umask") ?? "0022",
    ...(sha1 === undefined ? {} : { sha1 }),
  };
}

/** Where the file goes. Throws ProbeFailed for a place outside of `dest`. */
function destination(src: string, params: Params, { files, searchPath, vars }: ModuleCall): string {
  const given = params.text("dest") ?? "";
  const home = given.startsWith("~/") ? `${files.env("HOME") ?? "~"}${given.slice(1)}` : given;
  const dest = home.startsWith("/") ? home : `${searchPath.at(-1) ?? ""}/${home}`;
  if (params.flag("flat")) {
    if (given.endsWith("/")) return normalPath(`${dest}/${basename(src)}`);
    if (files.kind(dest) !== "directory") return normalPath(dest);
    throw new ProbeFailed(
      "dest is an existing directory, use a trailing slash if you want to fetch src into that directory",
    );
  }
  const place = normalPath(`${dest}/${vars.get("inventory_hostname") ?? "localhost"}/${src}`);
  const base = normalPath(dest);
  if (place.startsWith(base === "/" ? "/" : `${base}/`)) return place;
  throw new ProbeFailed(`Detected directory traversal, expected to be contained in '${base}' but got '${place}'`);
}

function plan(facts: FetchFacts, params: Params): Plan {
  const { src, source, dest } = facts;
  const ignored = ", not transferring, ignored";
  const missing = (msg: string, also = ignored): Plan =>
    params.flag("fail_on_missing")
      ? fail(msg)
      : { kind: "same", result: { changed: false, file: src, msg: `${msg}${also}` } };
  if (source.kind !== "file") {
    if (source.kind === "absent") return missing(`the remote file does not exist${ignored}`, "");
    if (source.kind === "unreadable") return missing(`file is not readable: ${src}`);
    return missing("remote file is a directory, fetch cannot work on directories");
  }
  const known = { md5sum: source.md5, checksum: source.sha1 };
  if (facts.sha1 === source.sha1) {
    return { kind: "same", result: { changed: false, file: src, dest: dest.path, ...known } };
  }
  const there = dest.followed ?? dest;
  if (there.state === "directory") return fail(`Destination ${there.path} is a directory`, { file: src });
  const diff: Diff = {
    header: dest.path,
    before: facts.sha1 === undefined ? "" : `${there.status?.size} bytes, SHA-1 ${facts.sha1}\n`,
    after: `${source.size} bytes, SHA-1 ${source.sha1}\n`,
  };
  const result = { changed: true, dest: dest.path, ...known, remote_checksum: source.sha1, remote_md5sum: null };
  const command = arrival({ dest: there, umask: facts.umask, size: source.size });
  const any = params.flag("validate_checksum") ? {} : { validate_checksum: false };
  return { kind: "change", diff: [diff], commands: [command], result: { ...result, file: src, ...any } };
}
