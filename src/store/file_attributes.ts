// Whose a file is and who may read it: what takes its place has to be the same.
import { StoreError } from "../model/errors.ts";
import { discard } from "./keep_copy.ts";
import { quoted } from "./quoted.ts";

/** Throws StoreError where a file cannot be replaced without taking it from somebody, or from under another of its names. */
export function demandOwn(path: string): void {
  const { uid, nlink } = Deno.statSync(path);
  const me = Deno.uid();
  if (me !== 0 && uid !== null && me !== null && uid !== me) {
    throw new StoreError(
      `Database ${path} belongs to uid ${uid}, and this is uid ${me}: what takes its place would be somebody else's`,
      `Run as its owner, or as root: sudo -u '#${uid}' …`,
    );
  }
  if ((nlink ?? 1) > 1) {
    throw new StoreError(
      `Database ${path} has ${nlink} names (hard links): the others would go on showing the old one`,
      `Find them with \`find / -xdev -samefile ${
        quoted(path)
      }\`, and remove all but one; SQLite itself wants no more than one`,
    );
  }
}

/**
 * Throws StoreError where a copy cannot get the group of the file: only members of it, and root, may give a file to a group. Asked of an empty
 * file beside it, since a folder may hand down the right group, and throws as the system does where none can be made there.
 */
export function demandGroup(path: string): void {
  const { uid, gid } = Deno.statSync(path);
  if (uid === null || gid === null) return;
  const probe = `${path}.${crypto.randomUUID()}.partial`;
  const file = Deno.openSync(probe, { write: true, createNew: true, mode: 0o600 });
  try {
    const now = file.statSync();
    if (now.uid === uid && now.gid !== gid) Deno.chownSync(probe, uid, gid);
  } catch (error) {
    // What was withheld from the program is told with what it needs.
    if (error instanceof Deno.errors.NotCapable) throw error;
    throw new StoreError(
      `Database ${path} belongs to group ${gid}, and this process may give no file to that group: what takes its place would be another group's`,
      `Type \`chgrp "$(id -gn)" ${quoted(path)}\` to make it your group's, or run as root; the file is as it was`,
      { cause: error },
    );
  } finally {
    file.close();
    discard(probe);
  }
}

/** Gives the file `to` the owner, group and permission bits of `from`, and where `cp` can do it its access list and what else hangs on it. */
export function copyAttributes(from: string, to: string): void {
  const { uid, gid, mode } = Deno.statSync(from);
  const now = Deno.statSync(to);
  if (uid !== null && gid !== null && (now.uid !== uid || now.gid !== gid)) Deno.chownSync(to, uid, gid);
  if (mode !== null) Deno.chmodSync(to, mode & 0o7777);
  try {
    const args = ["--attributes-only", "--preserve=all", "--", from, to];
    new Deno.Command("cp", { args, stdin: "null", stdout: "null", stderr: "null" }).outputSync();
  } catch {
    // Not GNU's, or no right to start programs.
  }
}
