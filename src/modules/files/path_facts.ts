// What lies at a path of a host: the shell that looks, and what its answer means.
import { type Fields, TELL } from "../scripts/fields.ts";
import { shownFlags } from "./file_flags.ts";
import { modeText } from "./mode.ts";

/** What kind of thing a path names; `hard` is a file with more than one name, as Ansible has it. */
export type PathState = "absent" | "file" | "hard" | "directory" | "link";

/** One path, links not followed. Everything but `path` and `state` is missing for an absent one. */
export interface PathFacts {
  /** With `~` and variables expanded. */
  path: string;
  state: PathState;
  status?: Status;
  /** A link's text, its final absolute path, and what lies there (absent for a broken link). */
  target?: string;
  real?: string;
  followed?: PathFacts;
  /** Letters that lsattr shows; only where they were asked for. */
  flags?: string;
}

/** What `stat` says. */
export interface Status {
  /** File type bits and permissions, as in st_mode. */
  mode: number;
  nlink: number;
  uid: number;
  gid: number;
  size: number;
  inode: number;
  device: number;
  blocks: number;
  blockSize: number;
  rdev: number;
  /** Seconds since 1970 with a fraction. */
  atime: number;
  mtime: number;
  ctime: number;
  /** Access and modification time as the host's clock on the wall shows them: `2026-11-22 17:59:53.845322345`. */
  accessed: string;
  modified: string;
  /** Names, or the numbers as text where they have none. */
  owner: string;
  group: string;
}

/** What `statusOf` reads, of GNU's and busybox's `stat -c`. One line, names last: they may contain spaces. */
export const STATUS_FORMAT = "%f %h %u %g %s %i %d %b %o %t %T %X %Y %Z|%x|%y|%z|%U|%G";
/** BSD and macOS, tried where `-c` is not known; times have no fraction there. */
const BSD_FORMAT = "%Xp %l %u %g %z %i %d %b %k 0 0 %a %m %c|%Sa|%Sm|%Sc|%Su|%Sg";

/**
 * Shell functions. `look NAME PATH` tells NAME.path and, where something is there, NAME.status; for a link also NAME.target,
 * NAME.real and NAME.followed. Tests are builtins: an absent path starts no program, a present one a single `stat`. `lead`
 * prints where a link leads that leads nowhere: busybox's `readlink -f` takes such a text as seen from the current folder.
 */
export const LOOK =
  `${TELL}s() { stat "$1" -c '${STATUS_FORMAT}' -- "$2" 2>/dev/null || stat "$1" -f '${BSD_FORMAT}' -- "$2"; }
lead() {
l=$1 i=0; case $l in */*) ;; *) l=./$l;; esac
while [ -L "$l" ] && [ "$i" -lt 40 ]; do i=$((i + 1)); t=$(readlink -- "$l"); case $t in /*) l=$t;; *) l=\${l%/*}/$t;; esac; done
h=$(cd -P -- "\${l%/*}/" 2>/dev/null && pwd -P) && l=\${h%/}/\${l##*/}
printf %s "$l"
}
look() {
e "$1.path" "$2"
if [ -L "$2" ]; then
n "$1.status"; stat -c '${STATUS_FORMAT}' -- "$2" 2>/dev/null || stat -f '${BSD_FORMAT}' -- "$2"; z
n "$1.target"; readlink -- "$2"; z
n "$1.real"; if [ -e "$2" ]; then readlink -f -- "$2" 2>/dev/null; else lead "$2"; fi; z
if [ -e "$2" ]; then n "$1.followed"; s -L "$2"; z; fi
elif [ -e "$2" ]; then
n "$1.status"; stat -c '${STATUS_FORMAT}' -- "$2" 2>/dev/null || stat -f '${BSD_FORMAT}' -- "$2"; z
fi
[ -z "\${FLAGS-}" ] || [ ! -e "$2" ] || { n "$1.flags"; lsattr -d "$(readlink -f -- "$2")" 2>/dev/null; z; }
}
`;

/** To begin a script with LOOK in: looks tell flags too, where the task wants some. */
export function askFlags(wanted: boolean): string {
  return wanted ? "FLAGS=yes\n" : "";
}

/** What `look NAME PATH` told. */
export function pathFacts(fields: Fields, name: string): PathFacts {
  const path = fields.raw(`${name}.path`) ?? "";
  const line = fields.line(`${name}.status`);
  if (line === undefined || line === "") return { path, state: "absent" };
  const status = statusOf(line);
  const shown = fields.line(`${name}.flags`);
  const flags = shown === undefined ? {} : { flags: shownFlags(shown) };
  const facts: PathFacts = { path, state: stateOf(status), status };
  if (facts.state !== "link") return { ...facts, ...flags };
  const target = fields.line(`${name}.target`) ?? "";
  const real = fields.line(`${name}.real`) || target;
  const followedLine = fields.line(`${name}.followed`);
  const followedStatus = followedLine ? statusOf(followedLine) : undefined;
  const followed: PathFacts = followedStatus === undefined
    ? { path: real, state: "absent" }
    : { path: real, state: stateOf(followedStatus), status: followedStatus, ...flags };
  return { ...facts, target, real, followed };
}

/** What one line of STATUS_FORMAT says. */
export function statusOf(line: string): Status {
  const [numbers = "", accessed = "", modified = "", changed = "", owner = "", group = ""] = line.split("|");
  const [mode = "0", ...rest] = numbers.split(" ");
  const [nlink = 0, uid = 0, gid = 0, size = 0, inode = 0, device = 0, blocks = 0, blockSize = 0] = rest.map(Number);
  const [major = 0, minor = 0] = rest.slice(8, 10).map((hex) => Number.parseInt(hex, 16));
  const [atime = 0, mtime = 0, ctime = 0] = rest.slice(10).map(Number);
  return {
    mode: Number.parseInt(mode, 16),
    ...{ nlink, uid, gid, size, inode, device, blocks, blockSize },
    rdev: (minor & 0xff) | (major << 8) | ((minor & ~0xff) << 12),
    atime: atime + fraction(accessed),
    mtime: mtime + fraction(modified),
    ctime: ctime + fraction(changed),
    accessed: accessed.replace(/ [+-]\d{4}$/, ""),
    modified: modified.replace(/ [+-]\d{4}$/, ""),
    owner: owner === "" || owner === "UNKNOWN" ? String(uid) : owner,
    group: group === "" || group === "UNKNOWN" ? String(gid) : group,
  };
}

function fraction(wall: string): number {
  return Number(`0${/:\d\d(\.\d+)/.exec(wall)?.[1] ?? ""}`);
}

/** What a status says that a thing is, of those that modules tell apart. */
export function kindOf({ mode }: Pick<Status, "mode">): "link" | "directory" | "file" | "other" {
  const type = mode & 0o170000;
  return type === 0o120000 ? "link" : type === 0o040000 ? "directory" : type === 0o100000 ? "file" : "other";
}

/** The same as Ansible's state of a path that is there. */
export function stateOf(status: Status): Exclude<PathState, "absent"> {
  const kind = kindOf(status);
  return kind === "link" || kind === "directory" ? kind : status.nlink > 1 ? "hard" : "file";
}

/** Permission bits. */
export function permissions(facts: PathFacts): number {
  return (facts.status?.mode ?? 0) & 0o7777;
}

/** Bits that a file keeps when it is given another content: not its set-id bits, which go when it is given its owner again. */
export function keptPermissions(facts: PathFacts): number {
  const bits = permissions(facts);
  return bits & ~((bits & 0o010) === 0 ? 0o4000 : 0o6000);
}

/** What Ansible adds to every result that names a path; nothing for a path that does not exist when links are followed. */
export function pathInfo(facts: PathFacts): { [key: string]: string | number } {
  const { status } = facts;
  if (status === undefined || facts.followed?.state === "absent") return {};
  return {
    uid: status.uid,
    gid: status.gid,
    owner: status.owner,
    group: status.group,
    mode: modeText(permissions(facts)),
    state: facts.state,
    size: status.size,
  };
}
