// What the system says of the place where a path lies: its room, its kind, and whether one may write there.
import { accessSync, constants, statfsSync } from "node:fs";

/** What a file system has left for whoever asks. */
export interface DiskRoom {
  bytes: number;
  /** Files that can still be made; null where the file system does not count them. */
  files: number | null;
  /** Of a network's or in memory; null for any other, and where it cannot be told. */
  kind: string | null;
}

/** Numbers of Linux's statfs(2). On a network two machines do not see each other's locks and shared memory. */
const KINDS: Record<number, string> = {
  0x6969: "NFS",
  0x517b: "SMB",
  0xff534d42: "SMB",
  0xfe534d42: "SMB",
  0x01021997: "9p",
  0x00c36400: "Ceph",
  0x5346414f: "AFS",
  0x0bd00bd0: "Lustre",
  0x7461636f: "OCFS2",
  0x01161970: "GFS2",
  0x786f4256: "VirtualBox's shared folders",
  0x01021994: "memory",
  0x858458f6: "memory",
};

/** The name of a file system's kind, by its number on Linux; null for one that is neither a network's nor in memory. */
export function kindOf(type: number): string | null {
  return KINDS[type >>> 0] ?? null;
}

/** Room at an existing path. Throws the system's error. */
export function diskRoom(path: string): DiskRoom {
  const { bavail, bsize, files, ffree, type } = statfsSync(path);
  return {
    bytes: bavail * bsize,
    files: files === 0 ? null : ffree,
    kind: Deno.build.os === "linux" ? kindOf(type) : null,
  };
}

/** Whether whoever runs this may write to a path that is there. */
export function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
