// Changes of an account on a host that has no usermod (busybox): adduser and delgroup for groups, passwd for locks, and a line of /etc/passwd.
import type { Command } from "../../model/command.ts";
import { toolCommand, type Tools } from "./account_tools.ts";
import { editEntry } from "./edit_entry.ts";
import { type Changes, Impossible } from "./user_deed.ts";

/** What is to be changed, and whether the old home directory moves along. */
export interface BusyboxChange {
  name: string;
  changes: Omit<Changes, "hash">;
  /** Groups that it is in, besides its primary one. */
  member: string[];
  move: boolean;
}

/** The entry with other fields: a word that begins with `=` is a new value. */
const FIELDS = `case $l in "$1":*)
m=1; f 2; p=$v; f 3; u=$v; f 4; g=$v; f 5; c=$v; f 6; h=$v; f 7; s=$v
case $2 in =*) g=\${2#=};; esac; case $3 in =*) c=\${3#=};; esac
case $4 in =*) h=\${4#=};; esac; case $5 in =*) s=\${5#=};; esac
l=$1:$p:$u:$g:$c:$h:$s;;
esac`;

/** The commands. Throws MissingTool; Impossible for what busybox cannot do. */
export function busyboxCommands(tools: Tools, { name, changes, member, move }: BusyboxChange): Command[] {
  const { uid, gid, groups, comment, home, shell, expires, lock } = changes;
  for (const [wish, value] of Object.entries({ uid, expires, move_home: move ? home : undefined })) {
    if (value === undefined) continue;
    throw new Impossible(`${wish}: busybox cannot change this of an account that is there: install the package shadow`);
  }
  const come = (groups ?? []).filter((group) => !member.includes(group));
  const go = groups === undefined ? [] : member.filter((group) => !groups.includes(group));
  const values = [gid, comment, home, shell].map((value) => value === undefined ? "" : `=${value}`);
  return [
    ...(values.join("") === "" ? [] : [editEntry("/etc/passwd", FIELDS, [name, ...values])]),
    ...come.map((group) => toolCommand(tools, ["adduser", "--", name, group])),
    ...go.map((group) => toolCommand(tools, ["delgroup", name, group])),
    ...(lock === undefined ? [] : [toolCommand(tools, ["passwd", lock ? "-l" : "-u", "--", name])]),
  ];
}
