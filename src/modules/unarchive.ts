// Module unarchive: unpacks an archive where its files are missing or different.
import type { Command } from "../model/command.ts";
import type { ModuleResult, Plan } from "../model/plan.ts";
import type { ModuleDoc } from "../ports/module.ts";
import { refusedFor, strayName } from "./archives/archive_names.ts";
import {
  ATTRIBUTE_PARAMETERS,
  ATTRIBUTE_RETURNS,
  type AttributeChange,
  attributeChange,
  attributeCommands,
  differs,
  ownerWord,
  unknownAccount,
  wanted,
} from "./files/attributes.ts";
import { attributeDiff } from "./files/content_plan.ts";
import { DECRYPT } from "./files/local_source.ts";
import { modeProblem } from "./files/mode.ts";
import type { Params } from "./frame/parameters.ts";
import { pathInfo } from "./files/path_facts.ts";
import { fail, planned, type PlannedModule } from "./frame/planned.ts";
import { pathWord, quote } from "./scripts/shell_words.ts";
import { probeArchive, type UnarchiveFacts } from "./archives/unarchive_probe.ts";
import { archiveFunctions, attributesScript, keepingOf, KIND, placeFunction } from "./archives/unarchive_script.ts";
import { concludePath, reportPath } from "./files/write_file.ts";

const doc: ModuleDoc = {
  name: "unarchive",
  summary: "Unpacks a tar or zip archive into a folder of the host",
  parameters: {
    src: {
      type: "path",
      description: "The archive: on the controller, or with remote_src on the host, or a URL that the host downloads.",
      required: true,
    },
    dest: { type: "path", description: "The folder to unpack into; it must be there.", required: true },
    remote_src: { type: "bool", description: "src is on the host, or a URL.", default: false },
    copy: { type: "bool", description: "The old name for the opposite of remote_src." },
    creates: { type: "path", description: "Where this is there, nothing is unpacked." },
    list_files: { type: "bool", description: "Return the names in the archive as files.", default: false },
    exclude: {
      type: "list",
      elements: "str",
      description: "Names not to unpack; patterns are those of tar and unzip.",
      default: [],
    },
    include: { type: "list", elements: "str", description: "The only names to unpack.", default: [] },
    keep_newer: { type: "bool", description: "Leave files that are newer than the archive's.", default: false },
    extra_opts: { type: "list", elements: "str", description: "Further options for tar or unzip.", default: [] },
    validate_certs: {
      type: "bool",
      description: "Refuse a server whose certificate cannot be verified.",
      default: true,
    },
    decrypt: DECRYPT,
    io_buffer_size: { type: "int", description: "Ignored: there is no buffer of ours.", default: 65536 },
    ...ATTRIBUTE_PARAMETERS,
  },
  mutuallyExclusive: [["include", "exclude"], ["copy", "remote_src"]],
  returns: {
    dest: "The folder",
    src: "The archive",
    handler: "Its kind: TgzArchive, ZipArchive, or TarArchive for any other tar",
    files: "The names in it, with list_files",
    ...ATTRIBUTE_RETURNS,
    state: "directory",
  },
  example: `- name: A release
  unarchive:
    src: https://example.com/app-1.2.tar.gz
    dest: /opt/app
    remote_src: true
    owner: app
`,
  notes: [
    "It is unpacked aside first; files and new folders are then put in place by renaming, so that none is ever half there.",
    "A name that leads out of dest (/etc/x, ../x) is refused, and nothing is unpacked.",
    "A folder whose time alone differs is left: it changes with every file that others put there.",
    "The host needs tar (GNU's for exclude), unzip for zip, and the program of the archive's compression.",
  ],
};

/** The module `unarchive`. */
export function unarchiveModule(): PlannedModule<UnarchiveFacts> {
  return planned<UnarchiveFacts>({ doc, check, probe: probeArchive, plan, report: reportPath, conclude: concludePath });
}

function check(params: Params): string | undefined {
  const option = params.texts("extra_opts").find((each) => /^(-C|-d|-f|--directory|--file)(=|$)/.test(each));
  if (option !== undefined) return `extra_opts: ${option} is ours to say; write dest or src`;
  return modeProblem(params.raw("mode"));
}

function plan(facts: UnarchiveFacts, params: Params): Plan {
  if (facts.kind === "created") {
    const result = { changed: false, skipped: true, msg: `skipped, since ${facts.creates} exists` };
    return { kind: "same", result };
  }
  const { dest, src, handler, names, differing, accounts, there } = facts;
  const named = { dest: dest.path, src, handler };
  const stray = strayName(names);
  if (stray !== undefined) return fail(refusedFor(src, dest.path, stray), named);
  const unknown = unknownAccount(accounts, params);
  if (unknown !== undefined) return fail(unknown, named);
  const info = pathInfo(dest.followed ?? dest);
  const result: ModuleResult = {
    changed: false,
    ...info,
    ...named,
    ...(params.flag("list_files") ? { files: names } : {}),
  };
  if (differing.length > 0) {
    const lines = (what: (each: { name: string; what: string }) => string) =>
      differing.map((each) => `${what(each)}\n`).join("");
    const diff = [{
      header: dest.path,
      before: lines(({ name, what }) => `${name}: ${what}`),
      after: lines(({ name }) => `${name}: as in ${src}`),
    }];
    return { kind: "change", diff, commands: [unpackCommand(facts, params)], result: { ...result, changed: true } };
  }
  const alike = new Map<string, { change: AttributeChange; paths: string[] }>();
  const diff = there.flatMap((file) => {
    const change = attributeChange(file, wanted(accounts, params.raw("mode")), accounts.umask);
    if (!differs(change)) return [];
    const key = `${change.chown} ${change.chmod} ${change.chattr}`;
    const group = alike.get(key) ?? { change, paths: [] };
    alike.set(key, group);
    group.paths.push(file.path);
    return [attributeDiff(file.path, change)];
  });
  const commands = [...alike.values()].flatMap(({ change, paths }) =>
    Array.from({ length: Math.ceil(paths.length / 500) }, (_, at) => paths.slice(at * 500, at * 500 + 500))
      .flatMap((some) => attributeCommands(change, some))
  );
  if (commands.length === 0) return { kind: "same", result };
  return { kind: "change", diff, commands, result: { ...result, changed: true } };
}

/** Unpacks into a folder of ours within the destination, so that what is there is replaced by renames. */
function unpackCommand(facts: UnarchiveFacts & { kind: "archive" }, params: Params): Command {
  const { dest, source, src, names } = facts;
  const root = names.some((name) => /^\.\/*$/.test(name));
  const take = "content" in source
    ? `a=$t/a; cat >"$a" || k; [ "$(wc -c <"$a")" -eq ${source.content.length} ] || { echo "content cut short" >&2; k; }`
    : `a=${pathWord(source.path)}`;
  const after = "kept" in source && source.kept !== undefined ? `rm -rf -- ${quote(source.kept)}\n` : "";
  const script = `e() { echo "unarchive needs '$2'" >&2; k; }
k() { rm -rf -- "$t"; exit 1; }
D=${quote(dest.path)}
t=$(umask 077; mktemp -d "$D/.ftl2.XXXXXXXX") || exit 1
U=$(umask); umask 077
${take}
mkdir "$t/x"; umask "$U"
${KIND.replace("e kind", ": kind")}${
    archiveFunctions(params)
  }unpack "$t/x" >"$t/o" 2>"$t/e" || { echo "failed to unpack "${quote(src)}" to $D: $(cat "$t/e")" >&2; k; }
${attributesScript(params, ownerWord(params), root)}${placeFunction(keepingOf(params))}place "$t/x" "$D" || k
${root ? 'n=0; like "$t/x" "$D" || k\n' : ""}rm -rf -- "$t"
${after}exit 0`;
  return { argv: ["sh", "-c", script], ...("content" in source ? { stdin: source.content } : {}) };
}
