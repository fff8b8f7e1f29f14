// What stat and find tell of a thing: what it is, who may do what with it, and its numbers.
import type { JsonObject } from "../../model/json.ts";
import type { Status } from "./path_facts.ts";

/** A status in Ansible's names. */
export function statusFacts(status: Status): JsonObject {
  const { uid, gid, size, inode, nlink, atime, mtime, ctime, device: dev } = status;
  return { ...typeAndPermissions(status.mode), uid, gid, size, inode, nlink, atime, mtime, ctime, dev };
}

function typeAndPermissions(mode: number): JsonObject {
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
