// Module authorized_key: who may log in to an account with which SSH key.
import type { Command } from "../model/command.ts";
import type { JsonObject } from "../model/json.ts";
import type { ModuleResult, Plan } from "../model/plan.ts";
import type { ModuleDoc } from "../ports/module.ts";
import { lines } from "../templates/characters.ts";
import { type KeyFileFacts, probeKeyFile } from "./ssh_keys/authorized_key_probe.ts";
import { fromBytes, inBytes, toBytes } from "./text/byte_text.ts";
import { contentDiff, textOf } from "./files/content_diff.ts";
import { foreignLink } from "./ssh_keys/foreign_link.ts";
import { editKeys, type Key, keyOf, optionsOf } from "./ssh_keys/key_lines.ts";
import { chmodText } from "./files/mode.ts";
import { OWN_FOLDER } from "./ssh_keys/own_folder.ts";
import type { Params } from "./frame/parameters.ts";
import { pathInfo, permissions } from "./files/path_facts.ts";
import { fail, type PlanContext, planned, type PlannedModule } from "./frame/planned.ts";
import { quote } from "./scripts/shell_words.ts";
import { concludePath, reportPath } from "./files/write_file.ts";

const doc: ModuleDoc = {
  name: "authorized_key",
  summary: "Lets SSH keys log in to an account, or no longer",
  parameters: {
    user: { type: "str", description: "The account.", required: true },
    key: {
      type: "str",
      description:
        "Public keys, one a line, options before them and a comment behind; or a URL that the host asks for them.",
      required: true,
    },
    path: { type: "path", description: "The file; .ssh/authorized_keys in the account's home without it." },
    manage_dir: {
      type: "bool",
      description: "Make the file's folder where there is none, the account's own and closed to others.",
      default: true,
    },
    state: {
      type: "str",
      description: "Whether the keys should be there.",
      choices: ["absent", "present"],
      default: "present",
    },
    key_options: { type: "str", description: "Options instead of those before the keys." },
    exclusive: { type: "bool", description: "No other key and no other line may be there.", default: false },
    comment: { type: "str", description: "A comment instead of those behind the keys." },
    validate_certs: {
      type: "bool",
      description: "Of a URL: refuse a server whose certificate cannot be verified.",
      default: true,
    },
    follow: {
      type: "bool",
      description: "Where a link lies, change what it leads to instead of putting a file in its place.",
      default: false,
    },
  },
  returns: {
    keyfile: "The file",
    changed: "Whether it was changed",
    mode: "Its permissions, where path was given; and owner, group, uid, gid, size, and in state what it is",
    key: "The keys as they were given",
    user: "The account; and all other parameters by their names",
  },
  example: `- name: Jane may log in as deploy
  ansible.posix.authorized_key:
    user: deploy
    key: "{{ lookup('file', 'keys/jane.pub') }}"
`,
  notes: [
    "Lines that are not concerned stay as they are, byte for byte.",
    "A link that the account made to what is not its own is not followed: it could be any file of the host's.",
  ],
};

/** The module `authorized_key`. */
export function authorizedKeyModule(): PlannedModule<KeyFileFacts> {
  return planned<KeyFileFacts>({ doc, check, probe: probeKeyFile, plan, report: reportPath, conclude: concludePath });
}

function check(params: Params): string | undefined {
  const line = ["key_options", "comment"].find((name) => /[\n\r\0]/.test(params.text(name) ?? ""));
  return line === undefined ? undefined : `${line} cannot hold a line break`;
}

function plan(facts: KeyFileFacts, params: Params, context: PlanContext): Plan {
  const { account, file } = facts;
  const user = params.text("user") ?? "";
  if (account === undefined && !(context.checkMode && params.has("path"))) {
    return fail(
      context.checkMode
        ? "Either user must exist or you must provide full path to key file in check mode"
        : `Failed to lookup user ${user}: there is no such account`,
    );
  }
  const keys = wantedKeys(facts.keys, params);
  if (typeof keys === "string") return fail(keys);
  const foreign = [facts.folder, file].find((one) => facts.foreign.includes(one.path));
  if (foreign !== undefined) return fail(foreignLink(foreign));
  const target = file.followed ?? file;
  if (target.state === "directory") return fail(`${target.path} is a directory: path names the file in it`);
  const before = facts.content === undefined ? "" : fromBytes(facts.content);
  const state = params.text("state") === "absent" ? "absent" : "present";
  const after = editKeys(before, { state, keys, exclusive: params.flag("exclusive") });
  const given: JsonObject = Object.fromEntries(Object.keys(doc.parameters).map((name) => [name, params.raw(name)]));
  const result: ModuleResult = { changed: after !== before, ...given, keyfile: file.path };
  if (after === before) {
    return { kind: "same", result: params.has("path") ? { ...result, ...pathInfo(file) } : result };
  }
  if (params.has("path")) result.state = params.flag("follow") && file.state === "link" ? "link" : "file";
  const shown = facts.content === undefined ? undefined : textOf(facts.content);
  const content = toBytes(after);
  const diff = [contentDiff(file.path, shown, content)];
  const commands = account === undefined ? [] : deed(facts, { account, content }, params);
  return { kind: "change", diff, commands, result };
}

/** The keys that are meant, or what is wrong with them. */
function wantedKeys(text: string, params: Params): Key[] | string {
  const [options, comment] = [params.text("key_options"), params.text("comment")];
  const keys: Key[] = [];
  for (const line of lines(text).filter((line) => line !== "" && !line.startsWith("#"))) {
    const key = keyOf(inBytes(line.replaceAll("\\#", "#")));
    if (key === undefined) return `invalid key specified: ${line}`;
    keys.push({
      ...key,
      ...(options === undefined ? {} : { options: optionsOf(inBytes(options)) }),
      ...(comment === undefined ? {} : { comment: inBytes(comment) }),
    });
  }
  return keys;
}

/** The content is complete on the host before anything is touched. */
const STAGE = "s=$(mktemp) || exit 1";
const LABEL = "[ ! -e /sys/fs/selinux/enforce ] || ! command -v restorecon >/dev/null || restorecon . || :";

/** One script: folder and file belong to somebody who may be at it, too. */
function deed(
  facts: KeyFileFacts,
  { account, content }: { account: { uid: number; gid: number }; content: Uint8Array },
  params: Params,
): Command[] {
  const owner = `${account.uid}:${account.gid}`;
  const { state, status } = facts.folder.followed ?? facts.folder;
  const folder = facts.real ?? facts.folder.real ?? facts.folder.path;
  const steps = [`enter ${quote(folder)} ${quote(folder)} ''`];
  if (state === "absent") steps.unshift(`mkdir ${params.flag("manage_dir") ? "-m 0700" : "-p"} -- ${quote(folder)}`);
  if (params.flag("manage_dir")) {
    if (state === "absent") steps.push(LABEL);
    if (status?.uid !== account.uid || status.gid !== account.gid) steps.push(`chown ${owner} .`);
    if (status !== undefined && permissions(facts.folder.followed ?? facts.folder) !== 0o700) {
      steps.push(`chmod ${chmodText(0o700)} .`);
    }
  }
  const dest = params.flag("follow") ? facts.file.followed?.path ?? facts.file.path : facts.file.path;
  const [, within = "", name = ""] = /^(.*)\/([^/]*)$/s.exec(dest) ?? [];
  if (dest !== facts.file.path) steps.push(`enter ${quote(within || "/")} ${quote(within || "/")} ''`);
  steps.push(`place "$s" ${quote(name)} '${facts.root ? owner : ""}' 077`);
  const fed = content.length === 0 ? [] : [
    `cat >"$s" && [ "$(wc -c <"$s")" -eq ${content.length} ] || { echo "content cut short" >&2; rm -f -- "$s"; exit 1; }`,
  ];
  const script = [`${OWN_FOLDER}${STAGE}`, ...fed, `( ${steps.join(" || exit\n")} )`, 'r=$?; rm -f -- "$s"; exit "$r"'];
  return [{ argv: ["sh", "-c", script.join("\n")], ...(content.length === 0 ? {} : { stdin: content }) }];
}
