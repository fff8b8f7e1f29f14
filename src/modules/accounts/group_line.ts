// The number of a group on a host whose programs cannot change it (busybox): its line of /etc/group is written anew.
import type { Command } from "../../model/command.ts";
import { editEntry } from "./edit_entry.ts";

const NUMBER = `case $l in "$1":*:"$2":*) r=\${l#*:}; l=$1:\${r%%:*}:$3:\${l#*:*:*:} m=1;; esac`;

/** The command that gives a group of /etc/group another number. */
export function editGid(name: string, from: number, to: number): Command {
  return editEntry("/etc/group", NUMBER, [name, String(from), String(to)]);
}
