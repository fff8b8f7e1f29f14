// What module git looks at: the checkout on the host, and what the repository says of the version. One round trip, nothing is fetched.
import type { ModuleCall } from "../../ports/module.ts";
import { lines } from "../../templates/characters.ts";
import { Fields } from "../scripts/fields.ts";
import { type Address, addressOf, gitPrelude, secretInput } from "./git_address.ts";
import type { Checkout, GitFacts } from "./git_facts.ts";
import { archiveLook, archivePlace } from "./git_archive.ts";
import { VERIFY, verifyCall } from "./git_verify.ts";
import { remoteNames } from "./git_version.ts";
import type { Params } from "../frame/parameters.ts";
import { ProbeFailed } from "../frame/planned.ts";
import { pathWord, quote, quoteAll } from "../scripts/shell_words.ts";

/** Asks host and repository. Throws ProbeFailed with git's words. */
export async function probeGit(params: Params, call: ModuleCall): Promise<GitFacts> {
  const address = addressOf(params.text("repo") ?? "");
  const input = secretInput(address);
  const shell = await call.shell();
  const output = await shell.run(["sh", "-c", lookScript(params, address)], {
    ...(input === undefined ? {} : { stdin: input }),
  }, call.signal);
  const fields = new Fields(output.stdout);
  if (output.rc !== 0 || output.truncated) {
    const msg = output.truncated ? "git told too much to be read" : output.stderr.trim() || "git cannot be asked";
    throw new ProbeFailed(msg, { rc: output.rc, stderr: output.stderr, stdout: "" });
  }
  return factsOf(fields);
}

function factsOf(fields: Fields): GitFacts {
  const git = fields.line("git");
  const separate = fields.raw("separate");
  const told = (name: string) => fields.line(name) || undefined;
  const refs = fields.raw("refs");
  const facts: GitFacts = {
    ...(git === undefined ? {} : { git }),
    dest: fields.raw("dest") ?? "",
    folder: fields.raw("folder") ?? "",
    ...(separate === undefined ? {} : { separate: { path: separate, there: told("separate there") !== undefined } }),
    astray: told("astray") !== undefined,
    occupied: told("occupied") !== undefined,
    ...(refs === undefined ? {} : { refs: refsIn(refs) }),
  };
  if (told("there") === undefined) return facts;
  const optional = {
    head: told("head"),
    branch: told("branch")?.replace(/^refs\/heads\//, ""),
    remoteBranch: told("remote branch")?.replace(/^refs\/remotes\/[^/]+\//, ""),
    local: told("local"),
    unverified: fields.raw("unverified"),
    archive: told("archive") as Checkout["archive"],
  };
  return {
    ...facts,
    checkout: {
      ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
      url: fields.line("url") ?? "",
      modified: lines(fields.raw("status") ?? "").filter((line) => line !== "" && !line.startsWith("??")),
      localBranch: told("local branch") !== undefined,
      unfinished: told("unfinished") !== undefined,
      submodules: lines(fields.raw("submodules") ?? "").filter((line) => line !== ""),
      moved: [...refsIn(fields.raw("moved") ?? "").keys()],
    },
  };
}

function refsIn(text: string): Map<string, string> {
  const pairs = lines(text).map((line) => line.split("\t")).filter(([sha, name]) =>
    name !== undefined && /^[0-9a-f]{40,64}$/.test(sha ?? "")
  );
  return new Map(pairs.map(([sha = "", name = ""]) => [name, sha]));
}

function lookScript(params: Params, address: Address): string {
  const [version, remote] = [params.text("version") ?? "HEAD", params.text("remote") ?? "origin"];
  const [dest, bare] = [params.text("dest"), params.flag("bare")];
  const separate = params.text("separate_git_dir");
  const names = remoteNames(params);
  return `${gitPrelude(params, address)}${VERIFY}
command -v "$G" >/dev/null 2>&1 || { e dest ${quote(dest ?? "")}; exit 0; }
e git "$("$G" --version)"
full() { case $1 in /*) f=$1 ;; *) f=$(pwd)/$1 ;; esac; }
D= P= B= C=$PWD
${
    dest === undefined ? "" : `full ${pathWord(dest)}; D=$f
while :; do case $D in ?*/) D=\${D%/} ;; ?*/.) D=\${D%/.} ;; *) break ;; esac; done
`
  }e dest "$D"
if [ -n "$D" ]; then P=$D${bare ? "" : "/.git"}
if [ -f "$P" ]; then g=$(cat "$P"); case $g in "gitdir: /"*) P=\${g#gitdir: } ;; "gitdir: "*) P=$D/\${g#gitdir: } ;; *) P=$D/.git/astray ;; esac
[ -d "$P" ] || { e astray yes; exit 0; }; fi
e folder "$P"; fi
${
    separate === undefined ? "" : `full ${pathWord(separate)}; S=$f
if [ -d "$S" ]; then S=$(cd -- "$S" && pwd -P); elif [ -d "\${S%/*}" ]; then S=$(cd -- "\${S%/*}" && pwd -P)/\${S##*/}; fi
e separate "$S"; [ ! -e "$S" ] || [ -e "$S/ftl2-unfinished" ] || e "separate there" yes
`
  }${archivePlace(params)}
if [ -n "$P" ] && [ -f "$P/config" ]; then
e there yes
cd -- "$D" || exit
g rev-parse --git-dir >/dev/null || exit
[ ! -e "$P/ftl2-unfinished" ] || e unfinished yes
e head "$(g rev-parse --verify --quiet HEAD)"
b=$(g symbolic-ref -q HEAD); e branch "$b"
h=$(g symbolic-ref -q ${quote(`refs/remotes/${remote}/HEAD`)}); e "remote branch" "$h"
e url "$(g ls-remote --get-url ${quote(remote)})"
${version === "HEAD" ? `B=\${b:-refs/heads/\${h#refs/remotes/*/}}` : ""}
e local "$(g rev-parse --verify --quiet ${quote(`${version}^{commit}`)})"
g show-ref --verify --quiet ${quote(`refs/heads/${version}`)} && e "local branch" yes
${bare ? "" : worktree(params)}
${verifyCall(params)}
${archiveLook(params)}
elif [ -n "$D" ]; then
if [ -e "$D" ] && { [ ! -d "$D" ] || { [ ! -f "$D/.ftl2-clone/ready" ] && [ -n "$(ls -A -- "$D" | grep -vxF .ftl2-clone)" ]; }; }; then e occupied yes; fi
fi
${params.flag("update") ? "" : `[ -n "$P" ] && [ -f "$P/config" ] && exit 0`}
${bare ? bareRefs(names) : `n refs; g ls-remote -- "$R" ${quoteAll(names)} $B || exit; z`}
`;
}

/** A copy may have a hundred thousand refs: they are compared on the host. */
function bareRefs(names: string[]): string {
  return `r=$(g ls-remote -- "$R" HEAD 'refs/heads/*' 'refs/tags/*') || exit
n refs; printf '%s\\n' "$r" | while IFS='\t' read -r c f; do case $f in ${
    names.map(quote).join("|")
  } | "$B") printf '%s\\t%s\\n' "$c" "$f" ;; esac; done; z
own() { g for-each-ref --format='%(objectname)%09%(refname)' refs/heads refs/tags; }
[ ! -f "$P/config" ] || { n moved; { own; own; printf '%s\\n' "$r"; } | grep -v -e '\tHEAD$' -e '\\^{}$' | sort | uniq -u | head -n 20; z; }`;
}

/** What only a worktree has. Nothing is written: not even git's index is refreshed. */
function worktree(params: Params): string {
  const tracks = params.flag("track_submodules");
  const status = `GIT_OPTIONAL_LOCKS=0 "$G" status --porcelain`;
  const inside = tracks
    ? `
[ ! -f .gitmodules ] || g submodule --quiet foreach 'GIT_OPTIONAL_LOCKS=0 git status --porcelain --untracked-files=no'`
    : "";
  const submodules = !params.flag("recursive")
    ? ""
    : `[ ! -f .gitmodules ] || { n submodules; ${
      tracks
        ? `g submodule status | grep '^-'
g submodule --quiet foreach '${BEHIND}' || exit`
        : `g submodule status --recursive | grep -v '^ '`
    }; z; }`;
  return `n status; ${status} --untracked-files=no${tracks ? " --ignore-submodules=all" : ""} </dev/null${inside}; z
${submodules}`;
}

/** In a submodule: tells it where its branch has another commit. */
const BEHIND = `b=$(git config -f "$toplevel/.gitmodules" "submodule.$name.branch"); case $b in "") b=HEAD ;; ` +
  `.) b=refs/heads/$(git -C "$toplevel" rev-parse --abbrev-ref HEAD) ;; *) b=refs/heads/$b ;; esac; ` +
  `l=$(git ls-remote origin "$b") || exit; l=\${l%%[!0-9a-f]*}; [ "$l" = "$(git rev-parse HEAD)" ] || echo "+$l $name"`;
