// What module git sees of a host and of a repository.

/** A checkout that is there. */
export interface Checkout {
  /** The commit; absent before the first. */
  head?: string;
  /** The branch that is checked out; absent where it is a commit alone. */
  branch?: string;
  /** The branch that the remote's HEAD is, as far as the checkout knows. */
  remoteBranch?: string;
  url: string;
  /** Lines of `git status --porcelain` about files that git knows. */
  modified: string[];
  /** The commit that the version is here, where it is one, and whether it is the name of a branch. */
  local?: string;
  localBranch: boolean;
  /** A clone that was cut off. */
  unfinished: boolean;
  /** Lines of `git submodule status` about submodules that are elsewhere; with track_submodules, behind their branches. */
  submodules: string[];
  /** What is wrong with the signature; empty where nothing is. */
  unverified?: string;
  archive?: "same" | "differs" | "none";
  /** Of a bare repository: branches and tags that are elsewhere in the repository that it is a copy of; the first of them. */
  moved: string[];
}

/** What was seen. */
export interface GitFacts {
  /** Absent: the host has no git. */
  git?: string;
  /** Absolute; empty without dest. */
  dest: string;
  /** The repository's own folder. */
  folder: string;
  /** Where `separate_git_dir` leads, and whether something is there. */
  separate?: { path: string; there: boolean };
  /** `.git` is a file that leads nowhere. */
  astray: boolean;
  /** Something else is at dest. */
  occupied: boolean;
  checkout?: Checkout;
  /** What the repository says; absent where it was not asked. */
  refs?: Map<string, string>;
}
