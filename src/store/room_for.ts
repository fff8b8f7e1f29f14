// Whether the disk has room for what is about to be written.
import { dirname } from "node:path";
import { StoreError } from "../model/errors.ts";
import { diskRoom } from "./disk_room.ts";

/** Throws StoreError where the folder of `path` has not so many bytes for this user. Says nothing where the file system does not tell. */
export function demandRoom(path: string, bytes: number, purpose: string): void {
  const folder = dirname(path);
  let free: number;
  try {
    free = diskRoom(folder).bytes;
  } catch {
    return;
  }
  if (free >= bytes) return;
  throw new StoreError(
    `${purpose} needs ${megabytes(bytes)} in ${folder}, and ${megabytes(free)} are free there`,
    "Make room and type the same again; nothing was changed",
  );
}

/** `1,200 MB`, rounded up. */
export function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_000_000).toLocaleString("en-US")} MB`;
}
