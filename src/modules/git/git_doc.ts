// The document of module git: what it takes and returns.
import type { ModuleDoc } from "../../ports/module.ts";

/** The documentation of `git`. */
export const gitDoc: ModuleDoc = {
  name: "git",
  summary: "Keeps a checkout of a git repository at a version",
  parameters: {
    repo: {
      type: "str",
      description: "Address of the repository: https, ssh, git or file, or a path on the host. A password in it is a " +
        "secret: it is in no argument list and in no file of the checkout.",
      required: true,
      aliases: ["name"],
      secretPassword: true,
    },
    dest: { type: "path", description: "Where the checkout is; needed unless clone is false." },
    version: {
      type: "str",
      description: "A branch, a tag, a commit, or HEAD: the branch that is checked out, or the repository's own.",
      default: "HEAD",
    },
    accept_hostkey: { type: "bool", description: "Take any host key (StrictHostKeyChecking=no).", default: false },
    accept_newhostkey: {
      type: "bool",
      description: "Take the key of a host that was never seen (StrictHostKeyChecking=accept-new).",
      default: false,
    },
    ssh_opts: { type: "str", description: "More words for ssh's command line." },
    key_file: { type: "path", description: "The private key, on the host." },
    reference: { type: "str", description: "A repository on the host whose objects a clone borrows." },
    remote: { type: "str", description: "What the remote is called.", default: "origin" },
    refspec: { type: "str", description: "One more refspec to fetch." },
    force: { type: "bool", description: "Throw local modifications away instead of failing.", default: false },
    depth: { type: "int", description: "Fetch only so many commits." },
    clone: { type: "bool", description: "Clone where there is no checkout yet.", default: true },
    update: { type: "bool", description: "Bring a checkout that is there up to date.", default: true },
    executable: { type: "path", description: "The git to use." },
    bare: { type: "bool", description: "A repository without a worktree.", default: false },
    umask: { type: "raw", description: "The umask for what is written: an octal number in quotes." },
    recursive: { type: "bool", description: "Keep submodules as the commit has them.", default: true },
    single_branch: { type: "bool", description: "Clone only the history of the version.", default: false },
    track_submodules: {
      type: "bool",
      description: "Keep submodules at the newest commit of their branch instead.",
      default: false,
    },
    verify_commit: { type: "bool", description: "The commit or tag must be signed well.", default: false },
    archive: { type: "path", description: "An archive of the version to keep: .zip, .gz, .tgz or .tar." },
    archive_prefix: { type: "str", description: "Put before each path in the archive." },
    separate_git_dir: { type: "path", description: "Where the repository is kept instead of in dest." },
    gpg_allowlist: {
      type: "list",
      elements: "str",
      description: "Fingerprints of keys; where there are any, the signature must be of one of them.",
      default: [],
      aliases: ["gpg_whitelist"],
    },
  },
  mutuallyExclusive: [["separate_git_dir", "bare"], ["accept_hostkey", "accept_newhostkey"]],
  requiredBy: { archive_prefix: ["archive"] },
  returns: {
    before: "The commit that was checked out; null where nothing was",
    after: "The commit that is checked out",
    remote_url_changed: "Whether the remote had another address",
    submodules_changed: "true where submodules were brought up to date",
    msg: "That local modifications were thrown away; why it failed",
    git_dir_before: "Where the repository was, where it was moved",
    git_dir_now: "Where it is then",
  },
  example: `- name: The application at its release
  git:
    repo: https://git.example.com/app.git
    dest: /srv/app
    version: v2.1
- name: With a deploy key
  git:
    repo: git@git.example.com:app.git
    dest: /srv/app
    version: main
    key_file: /root/.ssh/deploy
    accept_newhostkey: true
`,
  notes: [
    "A look asks the repository (git ls-remote) and fetches nothing; where the checkout is at the version already, nothing is fetched at all.",
    "A clone that was cut off is begun anew, and its half is no local modification.",
    "clone: false with nothing at dest tells the version and changes nothing.",
    "In a bare repository every branch and tag counts, not only HEAD.",
    "A user and password in repo are handed to git as a credential for that host: the address in .git/config is without them.",
  ],
};
