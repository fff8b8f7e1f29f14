// What a version of module git stands for in the repository: a branch, a tag, or something that only a checkout can tell.
import type { Checkout, GitFacts } from "./git_facts.ts";
import type { Params } from "../frame/parameters.ts";

/** `head`: whatever branch is checked out. `commit`: neither a branch nor a tag of the repository. */
export interface Wanted {
  kind: "head" | "branch" | "tag" | "commit";
  /** The branch that is to be checked out; absent where a commit alone is. */
  branch?: string;
  /** The commit; absent where only fetching can tell. */
  commit?: string;
}

/** Names that the repository is asked for. */
export function remoteNames(params: Params): string[] {
  const version = params.text("version") ?? "HEAD";
  const tracked = trackedName(params);
  const source = fetchedFrom(params);
  return [
    ...(version === "HEAD" ? ["HEAD"] : [`refs/heads/${version}`, `refs/tags/${version}`, `refs/tags/${version}^{}`]),
    ...(tracked === undefined ? [] : [`refs/heads/${tracked}`]),
    ...(source === undefined ? [] : [source]),
  ];
}

/** `origin/main`: the branch that a version names by its remote. */
function trackedName(params: Params): string | undefined {
  const [version, remote] = [params.text("version") ?? "", params.text("remote") ?? ""];
  return version.startsWith(`${remote}/`) ? version.slice(remote.length + 1) : undefined;
}

/** The repository's name for what `refspec` makes a ref that the version names. */
function fetchedFrom(params: Params): string | undefined {
  const found = /^\+?([^:]+):(.+)$/.exec(params.text("refspec") ?? "");
  if (found === null) return undefined;
  const [, source = "", target = ""] = found;
  const version = params.text("version") ?? "";
  const names = [
    version,
    `refs/${version}`,
    `refs/tags/${version}`,
    `refs/heads/${version}`,
    `refs/remotes/${version}`,
  ];
  const [before = "", after] = target.split("*");
  if (after === undefined) return names.includes(target) ? source : undefined;
  const name = names.find((each) =>
    each.startsWith(before) && each.endsWith(after) && each.length > before.length + after.length
  );
  return name === undefined ? undefined : source.replace("*", name.slice(before.length, name.length - after.length));
}

/** What the version stands for, in a checkout that is there or one that is to be made. */
export function wantedOf(params: Params, { refs = new Map(), checkout }: Pick<GitFacts, "refs" | "checkout">): Wanted {
  const version = params.text("version") ?? "HEAD";
  const meant = (kind: Wanted["kind"], commit: string | undefined, branch?: string): Wanted => ({
    kind,
    ...(branch === undefined ? {} : { branch }),
    ...(commit === undefined ? {} : { commit }),
  });
  if (version === "HEAD") {
    if (checkout === undefined) return meant("head", refs.get("HEAD"));
    const branch = checkout.branch ?? checkout.remoteBranch;
    return meant("head", refs.get(`refs/heads/${branch}`), branch);
  }
  const branch = refs.get(`refs/heads/${version}`);
  if (branch !== undefined) return meant("branch", branch, version);
  const tag = refs.get(`refs/tags/${version}^{}`) ?? refs.get(`refs/tags/${version}`);
  if (tag !== undefined) return meant("tag", tag);
  const fetched = refs.get(fetchedFrom(params) ?? "") ?? refs.get(`refs/heads/${trackedName(params)}`);
  const whole = /^[0-9a-f]{40}$/.test(version) ? version : undefined;
  const commit = fetched ?? checkout?.local ?? whole;
  return meant("commit", commit, checkout?.localBranch === true ? version : undefined);
}

/** Whether a checkout is where it should be, its submodules and its archive aside. */
export function isThere({ head, branch }: Checkout, wanted: Wanted): boolean {
  return head !== undefined && head === wanted.commit && branch === wanted.branch;
}
