// What module git does on a host: a shell text of steps, each of which says what it was where it fails.
import { archivePlace } from "./git_archive.ts";
import { type Address, gitPrelude } from "./git_address.ts";
import type { Checkout } from "./git_facts.ts";
import { VERIFY, verifyWords } from "./git_verify.ts";
import type { Wanted } from "./git_version.ts";
import type { Params } from "../frame/parameters.ts";
import { quote, quoteAll } from "../scripts/shell_words.ts";

/** What the steps are for. */
export interface Doing {
  params: Params;
  address: Address;
  wanted: Wanted;
  dest: string;
  /** The repository's own folder. */
  folder: string;
}

/** `try MSG PROGRAM…` ends the script where a program fails, and tells MSG and what the program said. */
const TRY = `try() { l=$1; shift; o=$("$@" 2>&1 </dev/null) || no "$l" $?; }
no() { e failed "$1"; e said "$o"; [ -z "$made" ] || rmdir -- "$D" 2>/dev/null
[ ! -e "$P/ftl2-unfinished" ] || { g reset -q --hard >/dev/null 2>&1; rm -f -- "$P/ftl2-unfinished"; }
exit "$2"; }
made= o=
`;

/** The beginning of every deed. */
export function beginning({ params, address, dest, folder }: Doing): string {
  return `${gitPrelude(params, address)}${VERIFY}${TRY}D=${quote(dest)} P=${quote(folder)}
${archivePlace(params)}`;
}

/**
 * Clones into a folder within dest, and puts the repository in place with one rename: what a kill leaves is begun anew, or brought to its end.
 * dest itself may be there, empty, in a folder that the user cannot write to.
 */
export function cloning({ params, wanted }: Doing, separate: string | undefined): string {
  const [remote, version] = [params.text("remote") ?? "origin", params.text("version") ?? "HEAD"];
  const [refspec, reference, depth] = [params.text("refspec"), params.text("reference"), params.number("depth")];
  const bare = params.flag("bare");
  const named = wanted.kind === "branch" || wanted.kind === "tag";
  const shallow = depth && (named || version === "HEAD" || refspec !== undefined);
  const words = [
    ...(bare ? ["--bare"] : ["--no-checkout", "--origin", remote]),
    ...(shallow ? ["--depth", String(depth)] : []),
    ...(reference === undefined ? [] : ["--reference", reference]),
    ...(params.flag("single_branch") ? ["--single-branch"] : []),
    ...(named && (params.flag("single_branch") || (shallow && refspec === undefined)) ? ["--branch", version] : []),
  ];
  const fetch = ["fetch", ...(depth ? ["--depth", String(depth)] : []), remote, refspec ?? ""];
  return `[ -d "$D" ] || made=yes
o=$(mkdir -p -- "$D" 2>&1) || no "" 1
T=$D/.ftl2-clone
${bare ? `if [ ! -f "$T/ready" ]; then` : ""}
rm -rf -- "$T"
try "" g clone ${quoteAll(words)} -- "$R" "$T"
${bare ? BARE_IN_PLACE : separate === undefined ? IN_PLACE : separately(separate)}
cd -- "$D" || exit
${bare && remote !== "origin" ? `try "" g remote add ${quote(remote)} "$R"\n` : ""}${
    refspec === undefined ? "" : `try "" g ${quoteAll(fetch)}\n`
  }`;
}

const IN_PLACE = `: >"$T/.git/ftl2-unfinished"
o=$(mv -- "$T/.git" "$D/.git" 2>&1) || no "" 1
rm -rf -- "$T"`;

/** Its config comes last: by that a repository is known. */
const BARE_IN_PLACE = `: >"$T/ready"; fi
for f in "$T"/*; do case \${f##*/} in ready | config) ;; *) o=$(mv -f -- "$f" "$D/" 2>&1) || no "" 1 ;; esac; done
o=$(mv -f -- "$T/config" "$D/config" 2>&1) || no "" 1
rm -rf -- "$T"`;

function separately(path: string): string {
  const place = quote(path);
  return `: >"$T/.git/ftl2-unfinished"
o=$(mkdir -p -- "$(dirname -- ${place})" && { [ ! -e ${place}/ftl2-unfinished ] || rm -rf -- ${place}; } && mv -- "$T/.git" ${place} 2>&1) || no "" 1
rm -rf -- "$T"
printf 'gitdir: %s\\n' ${place} >"$D/.git"
P=${place}`;
}

/** Moves the repository of a checkout out of its worktree. */
export function relocating(path: string): string {
  const place = quote(path);
  return `o=$(mv -- "$P" ${place} 2>&1) || no "Unable to move git dir." 1
printf 'gitdir: %s' ${place} >"$D/.git"
P=${place}
`;
}

/** Brings a checkout's remote and refs up to date. */
export function fetching({ params, wanted }: Doing, { branch, remoteBranch }: Checkout): string {
  const [remote, version] = [params.text("remote") ?? "origin", params.text("version") ?? "HEAD"];
  const [refspec, depth] = [params.text("refspec"), params.number("depth")];
  const current = branch ?? remoteBranch ?? "";
  const least = !depth
    ? []
    : refspec !== undefined
    ? [refspec]
    : wanted.kind === "head"
    ? [current]
    : wanted.kind === "branch"
    ? [
      ...(current === version ? [] : [`+refs/heads/${version}:refs/heads/${version}`]),
      `+refs/heads/${version}:refs/remotes/${remote}/${version}`,
    ]
    : wanted.kind === "tag"
    ? [`+refs/tags/${version}:refs/tags/${version}`]
    : [];
  const shallow = depth && least.length > 0;
  const all = params.flag("bare") ? ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"] : [];
  const words = [
    "fetch",
    ...(shallow ? ["--depth", String(depth)] : params.flag("bare") ? [] : ["--tags"]),
    ...(params.flag("force") ? ["--force"] : []),
    remote,
    ...(shallow ? least : [...all, ...(refspec === undefined ? [] : [refspec])]),
  ];
  return `try "Failed to download remote objects and refs: " g ${quoteAll(words)}\n`;
}

/** Checks the version out. What is only known once it was fetched, the shell asks. */
export function switching({ params, wanted }: Doing): string {
  const [remote, version] = [params.text("remote") ?? "origin", params.text("version") ?? "HEAD"];
  const depth = params.number("depth");
  const v = quote(version);
  const failed = quote(`Failed to checkout ${version}`);
  if (wanted.kind === "head") {
    const known = wanted.branch === undefined ? "$(g symbolic-ref -q --short HEAD)" : quote(wanted.branch);
    return `b=${known}; r=${quote(`${remote}/`)}; [ -n "$b" ] || { b=HEAD; r=; }
try "Failed to checkout branch $b" g checkout --force "$b" --
try "Failed to checkout branch $b" g reset --hard "$r$b" --
`;
  }
  if (wanted.kind !== "branch") return `try ${failed} g checkout --force ${v} --\n`;
  const refs = quoteAll([
    `+refs/heads/${version}:refs/heads/${version}`,
    `+refs/heads/${version}:refs/remotes/${remote}/${version}`,
  ]);
  const there = `g show-ref --verify --quiet ${quote(`refs/heads/${version}`)}`;
  const failedFetch = quote(`Failed to fetch branch from remote: ${version}`);
  return `${
    depth ? `${there} || try ${failedFetch} g fetch --depth=${depth} ${quote(remote)} ${refs}\n` : ""
  }if ${there}; then
try ${quote(`Failed to checkout branch ${version}`)} g checkout --force ${v} --
try ${failed} g reset --hard ${quote(`${remote}/${version}`)} --
else try ${failed} g checkout --track -b ${v} ${quote(`${remote}/${version}`)} --; fi
`;
}

/** Brings submodules to where they belong, and tells whether there was something to do. */
export function submodules({ params }: Doing, behind: boolean): string {
  const words = [
    ...["submodule", "update", "--init", "--recursive"],
    ...(params.flag("track_submodules") ? ["--remote"] : []),
    ...(params.flag("force") ? ["--force"] : []),
  ];
  return `if [ -f .gitmodules ] && { ${
    behind ? "true" : "false"
  } || g submodule status --recursive | grep -q -v '^ '; }; then
try "" g submodule sync
try "Failed to init/update submodules: " g ${quoteAll(words)}
e submodules yes
fi
`;
}

/** The end of every deed: tells which commit is checked out. */
export function ending(): string {
  return `rm -f -- "$P/ftl2-unfinished"\ne after "$(g rev-parse --verify --quiet HEAD)"\n`;
}

/** Ends the script where the signature is not as wanted. */
export function verifying({ params }: Doing): string {
  return params.flag("verify_commit") ? `verify ${verifyWords(params)}; [ -z "$m" ] || no "$m" 1\n` : "";
}
