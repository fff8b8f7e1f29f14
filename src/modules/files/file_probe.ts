// What the file module looks at, in one round trip: the path, its folders, its source, and what lies below it.
import type { ModuleCall } from "../../ports/module.ts";
import type { Shell } from "../../ports/shell.ts";
import { type Accounts, accounts, accountsScript } from "./attributes.ts";
import { Fields } from "../scripts/fields.ts";
import { isLink, listFolders, lookAtLinks } from "./find_listing.ts";
import type { Params } from "../frame/parameters.ts";
import { askFlags, LOOK, type PathFacts, pathFacts, stateOf } from "./path_facts.ts";
import { ProbeFailed } from "../frame/planned.ts";
import { pathWord, quote } from "../scripts/shell_words.ts";
import { wholeOutput } from "../scripts/whole_output.ts";
import { withoutSlash } from "./path_text.ts";

/** What is there. */
export interface FileFacts {
  /** With the source's name added, where a hard link is to be made in a folder. */
  path: PathFacts;
  accounts: Accounts;
  /** Whether the folder it lies in is there. */
  parent: boolean;
  /** Folders that are not there, outermost first, for `state: directory`. */
  missing: string[];
  /** Something that is no folder and lies where one is needed. */
  blocked?: string;
  /** What `src` names, seen from the link, links followed. */
  src?: PathFacts;
  /** Whether a folder that is in the way is empty. */
  empty?: boolean;
  /** What lies below a folder whose attributes are set recursively. */
  entries?: PathFacts[];
  /** What lies below a folder that is to be removed, at most LISTED of each kind. */
  below?: { directories: string[]; files: string[] };
}

const LISTED = 1000;

/** Looks. `state` is the wanted one, or undefined. */
export async function probeFile(params: Params, call: ModuleCall): Promise<FileFacts> {
  const state = params.text("state");
  const shell = await call.shell();
  const output = await wholeOutput(shell, script(params, state), call.signal);
  if (output.rc !== 0) throw new ProbeFailed(output.stderr.trim() || `Cannot look at ${params.text("path")}`);
  const fields = new Fields(output.stdout);
  const path = pathFacts(fields, "path");
  const facts: FileFacts = {
    path,
    accounts: accounts(fields, params),
    parent: fields.raw("parent") !== undefined,
    missing: fields.all("missing").reverse(),
  };
  const blocked = fields.raw("blocked");
  if (blocked !== undefined) facts.blocked = blocked;
  if (fields.raw("src.path") !== undefined) facts.src = followedFacts(pathFacts(fields, "src"));
  if (fields.raw("empty") !== undefined) facts.empty = true;
  if (params.flag("recurse") && (path.followed ?? path).state === "directory") {
    facts.entries = await below(shell, path.real ?? path.path, { follow: params.flag("follow"), signal: call.signal });
  }
  const directories = fields.line("directories");
  if (directories !== undefined) {
    const listed = (text: string) => text.split("\n").filter((line) => line !== "" && line !== path.path);
    facts.below = { directories: listed(directories), files: listed(fields.line("files") ?? "") };
  }
  return facts;
}

function followedFacts(facts: PathFacts): PathFacts {
  return facts.followed ?? facts;
}

function script(params: Params, state: string | undefined): string {
  const given = params.text("path") ?? "";
  const src = params.text("src");
  const trimmed = withoutSlash(given);
  let text = `${askFlags(params.has("attributes"))}${LOOK}p=${pathWord(trimmed)}\n`;
  if (src !== undefined && state === "hard") {
    text += `s=${pathWord(src)}\nif [ -d "$p" ]; then p="\${p%/}/\${s##*/}"; fi\nlook src "$s"\n`;
  }
  text += `look path "$p"\ncase $p in */*) q=\${p%/*};; *) q=.;; esac\n[ ! -d "\${q:-/}" ] || e parent yes\n`;
  text += accountsScript(params);
  if (src !== undefined && state !== "hard") {
    text += `s=${
      pathWord(src)
    }\ncase $s in /*) ;; *) if [ -d "$p" ] && [ ! -L "$p" ]; then s=$p/$s; else s=$q/$s; fi;; esac
look src "$s"\n`;
    text += `if [ -d "$p" ] && [ ! -L "$p" ]; then set -- "$p"/* "$p"/.[!.]* "$p"/..?*
for x; do [ ! -e "$x" ] && [ ! -L "$x" ] || { x=; break; }; done; [ -z "$x" ] || e empty yes; fi\n`;
  }
  const recurse = params.flag("recurse");
  if (state === "directory" || (state === undefined && recurse)) {
    text += `x=$p; if [ -L "$p" ] && [ ! -e "$p" ]; then x=$(lead "$p"); fi
while [ -n "$x" ] && [ ! -e "$x" ]; do e missing "$x"; case $x in */*) x=\${x%/*};; *) x=;; esac; done
[ -z "$x" ] || [ -d "$x" ] || e blocked "$x"\n`;
  }
  if (state === "absent") {
    text += `if [ -d "$p" ] && [ ! -L "$p" ]; then n directories; find "$p" -type d | head -n ${LISTED}; z
n files; find "$p" ! -type d | head -n ${LISTED}; z; fi\n`;
  }
  return text;
}

/** All that lies below a folder; with `follow`, also what links lead to. */
async function below(
  shell: Shell,
  root: string,
  options: { follow: boolean; signal: AbortSignal },
): Promise<PathFacts[]> {
  const { follow, signal } = options;
  const { listings: [found] } = await listFolders(shell, { words: [quote(root)], follow }, signal);
  const entries = found?.entries ?? [];
  const facts = entries.map(({ path, status }): PathFacts => ({ path, state: stateOf(status), status }));
  if (!follow) return facts;
  const leads = await lookAtLinks(shell, entries.filter(isLink).map(({ path }) => path), signal);
  const known = new Set(facts.map(({ path }) => path));
  for (const { real, status } of leads.values()) {
    if (status === undefined || known.has(real)) continue;
    known.add(real);
    facts.push({ path: real, state: stateOf(status), status });
  }
  return facts;
}
