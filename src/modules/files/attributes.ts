// Mode, owner and group of a path: what is wanted, what the host knows of the names, and what must be changed.
import type { Command } from "../../model/command.ts";
import type { Json, JsonObject } from "../../model/json.ts";
import type { Parameter } from "../../ports/module.ts";
import type { Fields } from "../scripts/fields.ts";
import { flagsChange, wantedFlags } from "./file_flags.ts";
import { chmodText, modeBits, modeText } from "./mode.ts";
import type { Params } from "../frame/parameters.ts";
import { keptPermissions, type PathFacts, pathInfo, permissions } from "./path_facts.ts";
import { ProbeFailed } from "../frame/planned.ts";
import { quote } from "../scripts/shell_words.ts";

/** What modules that leave a file return of it. */
export const ATTRIBUTE_RETURNS: Record<string, string> = {
  mode: "Permissions, as octal text",
  owner: "Owner's name",
  group: "Group's name",
  uid: "Owner's number",
  gid: "Group's number",
  size: "Bytes",
};

const SELINUX = "Part of the SELinux context; ignored where SELinux is off, as in Ansible, and refused where it is on.";

/** Parameters that every module has that makes or changes files. */
export const ATTRIBUTE_PARAMETERS: Record<"mode" | "owner" | "group" | "attributes" | "unsafe_writes", Parameter> & {
  [name: string]: Parameter;
} = {
  mode: {
    type: "raw",
    description: "Permissions: octal in quotes ('0644'), or symbolic (u=rw,g=r,o=r; X as in chmod). " +
      "Without it, new files get what the umask leaves and existing ones keep theirs.",
  },
  owner: { type: "str", description: "Name or number of the user that should own it." },
  group: { type: "str", description: "Name or number of the group that should own it." },
  attributes: {
    type: "str",
    description: "Flags for chattr, as lsattr shows them: i means exactly these, +i these too, -i not these.",
    aliases: ["attr"],
  },
  unsafe_writes: {
    type: "bool",
    description: "Write into the file itself where it cannot be replaced (a file mounted into a container).",
    default: false,
  },
  seuser: { type: "str", description: SELINUX },
  serole: { type: "str", description: SELINUX },
  setype: { type: "str", description: SELINUX },
  selevel: { type: "str", description: SELINUX },
};

/** Who the host says owner and group are, and the umask there. A number that is null is a name the host does not know. */
export interface Accounts {
  umask: string;
  uid?: number | null;
  gid?: number | null;
  /** Flags that the task wants. */
  attributes?: string;
}

/** Shell that tells `umask`, and `uid` and `gid` of the wanted owner and group. Local accounts start no program. */
export function accountsScript(params: Params): string {
  const owner = params.text("owner");
  const group = params.text("group");
  let script = "n umask; umask; z\n";
  if (owner !== undefined && !isNumber(owner)) script += lookup("uid", owner, "passwd", `id -u -- ${quote(owner)}`);
  if (group !== undefined && !isNumber(group)) {
    script += lookup("gid", group, "group", `getent group ${quote(group)} | cut -d: -f3`);
  }
  if (params.has("attributes")) {
    script += "! command -v lsattr >/dev/null || ! command -v chattr >/dev/null || e chattr yes\n";
  }
  if (contextNames(params).length > 0) script += "[ ! -e /sys/fs/selinux/enforce ] || e selinux yes\n";
  return script;
}

function lookup(name: string, account: string, file: string, otherwise: string): string {
  return `i=; while IFS=: read -r a _ b _; do if [ "$a" = ${quote(account)} ]; then i=$b; break; fi; done </etc/${file}
[ -n "$i" ] || i=$(${otherwise} 2>/dev/null)
e ${name} "$i"
`;
}

function contextNames(params: Params): string[] {
  return ["seuser", "serole", "setype", "selevel"].filter((name) => params.has(name));
}

/** What the script told, with numbers that were given as such. Throws ProbeFailed for what the host cannot set. */
export function accounts(fields: Fields, params: Params): Accounts {
  const id = (given: string | undefined, name: string) =>
    given === undefined ? undefined : isNumber(given) ? Number(given) : fields.number(name) ?? null;
  if (params.has("attributes") && fields.raw("chattr") === undefined) {
    throw new ProbeFailed("attributes needs lsattr and chattr on the host: install the package e2fsprogs");
  }
  if (fields.raw("selinux") !== undefined) {
    const names = contextNames(params).join(", ");
    throw new ProbeFailed(`${names}: SELinux is on here, and contexts cannot be set yet: use a command with chcon`);
  }
  const attributes = params.text("attributes");
  const uid = id(params.text("owner"), "uid");
  const gid = id(params.text("group"), "gid");
  return {
    umask: fields.line("umask") ?? "0022",
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
    ...(attributes === undefined ? {} : { attributes }),
  };
}

function isNumber(account: string): boolean {
  return /^\d+$/.test(account);
}

/** What is wrong with owner or group; a sentence of Ansible's, or undefined. */
export function unknownAccount(known: Accounts, params: Params): string | undefined {
  if (known.uid === null) return `chown failed: failed to look up user ${params.text("owner")}`;
  if (known.gid === null) return `chgrp failed: failed to look up group ${params.text("group")}`;
  return undefined;
}

/** Differences of attributes. `before` and `after` are Ansible's: modes as text, owner and group as numbers. */
export interface AttributeChange {
  before: JsonObject;
  after: JsonObject;
  /** What to run, without the path. */
  chown?: string;
  chmod?: string;
  chattr?: string;
}

/** Owner and group that a task names, as a word of shell for chown (`owner:group`); empty where it names neither. */
export function ownerWord(params: Params): string {
  const [owner = "", group = ""] = [params.text("owner"), params.text("group")];
  return group === "" ? owner === "" ? "" : quote(owner) : quote(`${owner}:${group}`);
}

/** The same in numbers, of what is wanted: `uid`, `:gid`, `uid:gid`, or empty. */
export function ownerNumbers({ uid, gid }: Wanted): string {
  return `${uid ?? ""}${gid === undefined ? "" : `:${gid}`}`;
}

/** Attributes that a thing should have. */
export interface Wanted {
  mode?: Json;
  uid?: number;
  gid?: number;
  attributes?: string;
}

/** What parameters ask for; `mode` can be given apart (directory_mode). */
export function wanted(known: Accounts, mode: Json): Wanted {
  return {
    ...(mode === null ? {} : { mode }),
    ...(typeof known.uid === "number" ? { uid: known.uid } : {}),
    ...(typeof known.gid === "number" ? { gid: known.gid } : {}),
    ...(known.attributes === undefined ? {} : { attributes: known.attributes }),
  };
}

/** What must change on something that is there. Throws BadMode. A link has an owner but no mode of its own. */
export function attributeChange(facts: PathFacts, want: Wanted, umask: string): AttributeChange {
  const { status } = facts;
  if (status === undefined) return { before: {}, after: {} };
  const change: AttributeChange = { before: {}, after: {} };
  const owner = want.uid !== undefined && want.uid !== status.uid;
  const group = want.gid !== undefined && want.gid !== status.gid;
  if (owner) [change.before.owner, change.after.owner] = [status.uid, want.uid ?? null];
  if (group) [change.before.group, change.after.group] = [status.gid, want.gid ?? null];
  if (owner || group) change.chown = `${owner ? want.uid : ""}${group ? `:${want.gid}` : ""}`;
  if (facts.state === "link") return change;
  if (want.attributes !== undefined) {
    const chattr = flagsChange(facts.flags ?? "", wantedFlags(want.attributes));
    if (chattr !== undefined) {
      [change.before.attributes, change.after.attributes] = [facts.flags ?? "", chattr];
      change.chattr = chattr;
    }
  }
  if (want.mode === undefined) return change;
  const now = permissions(facts);
  const base = { bits: now, directory: facts.state === "directory", umask: Number.parseInt(umask, 8) };
  const bits = modeBits(want.mode, base);
  if (bits !== now) {
    [change.before.mode, change.after.mode] = [modeText(now), modeText(bits)];
    change.chmod = chmodText(bits);
  } else if (change.chown !== undefined && (now & 0o6000) !== 0) {
    // chown takes set-id bits away, so they are put back.
    change.chmod = chmodText(bits);
  }
  return change;
}

/** The commands of a change: owner before mode, because chown clears set-id bits; flags last, unless they are taken away. */
export function attributeCommands(
  change: Pick<AttributeChange, "chown" | "chmod" | "chattr">,
  paths: string[],
  options: { follow?: boolean } = {},
): Command[] {
  const commands: Command[] = [];
  const itself = options.follow ? [] : ["-h"];
  const { chattr } = change;
  if (chattr?.startsWith("-")) commands.push({ argv: ["chattr", chattr, ...paths] });
  if (change.chown !== undefined) commands.push({ argv: ["chown", ...itself, change.chown, "--", ...paths] });
  if (change.chmod !== undefined) commands.push({ argv: ["chmod", change.chmod, "--", ...paths] });
  if (chattr !== undefined && !chattr.startsWith("-")) commands.push({ argv: ["chattr", chattr, ...paths] });
  return commands;
}

/** The command that gives a file its flags that has just been written: a new file has none of its predecessor's. */
export function flagCommands({ attributes }: Accounts, path: string): Command[] {
  if (attributes === undefined) return [];
  const chattr = flagsChange("", wantedFlags(attributes));
  return chattr === undefined ? [] : [{ argv: ["chattr", chattr, path] }];
}

/** Whether anything differs. */
export function differs(change: AttributeChange): boolean {
  return Object.keys(change.after).length > 0;
}

/** What is known of a path once a change is made; names of a new owner or group are left to the host. */
export function infoAfter(facts: PathFacts, change: AttributeChange): JsonObject {
  const { owner, group, ...info } = pathInfo(facts);
  const after = change.after;
  // A file that changes hands loses its set-id bits, unless they were asked for.
  if (
    change.chown !== undefined && change.chmod === undefined && facts.state !== "directory" && facts.state !== "link"
  ) {
    info.mode = modeText(keptPermissions(facts));
  }
  return {
    ...info,
    ...(owner === undefined ? {} : after.owner === undefined ? { owner } : { uid: after.owner }),
    ...(group === undefined ? {} : after.group === undefined ? { group } : { gid: after.group }),
    ...(after.mode === undefined ? {} : { mode: after.mode }),
  };
}
