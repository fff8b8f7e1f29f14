// The document of module dnf: what it takes and returns.
import type { ModuleDoc, Parameter } from "../../ports/module.ts";

function flag(description: string, value = false): Parameter {
  return { type: "bool", description, default: value };
}

function list(description: string): Parameter {
  return { type: "list", elements: "str", description, default: [] };
}

/** Parameters, returns and an example. */
export const DNF_DOC: ModuleDoc = {
  name: "dnf",
  summary: "Makes sure that packages of Fedora, Red Hat and their kin are installed or not",
  parameters: {
    name: {
      ...list(
        "Packages, with or without version and arch; patterns, @groups, paths that packages provide, files and URLs of .rpm.",
      ),
      aliases: ["pkg"],
    },
    list: {
      type: "str",
      description: "Instead: which packages there are: installed, updates, available, repos, or a package.",
    },
    state: {
      type: "str",
      description: "present or installed (the default), latest, absent or removed.",
      choices: ["absent", "installed", "latest", "present", "removed"],
    },
    enablerepo: list("Repositories to use besides."),
    disablerepo: list("Repositories not to use."),
    exclude: list("Packages to leave alone."),
    disable_excludes: { type: "str", description: "Forget what is excluded: all, main, or a repository." },
    disable_gpg_check: flag("Install what nobody has signed."),
    update_cache: { ...flag("Fetch the repositories' index first."), aliases: ["expire-cache"] },
    update_only: flag("With latest: do not install what is not there."),
    security: flag("With latest: only what fixes security."),
    bugfix: flag("With latest: only what fixes bugs."),
    autoremove: flag("Remove what nothing needs any more; with state absent, or alone."),
    allow_downgrade: flag("An older version that is named may replace a newer one."),
    allowerasing: flag("What is in the way may be removed."),
    nobest: flag("Be content with an older version where the newest cannot be had."),
    skip_broken: flag("Leave out what cannot be installed."),
    download_only: flag("Fetch, do not install."),
    download_dir: { type: "str", description: "Where packages are fetched to; with download_only." },
    cacheonly: flag("Use the index that is there."),
    conf_file: { type: "str", description: "Another dnf.conf of the host." },
    installroot: { type: "str", description: "Another root.", default: "/" },
    releasever: { type: "str", description: "Another release of the distribution." },
    enable_plugin: list("Plugins to use besides."),
    disable_plugin: list("Plugins not to use."),
    install_weak_deps: flag("Install what packages recommend, too.", true),
    install_repoquery: flag("Has no effect.", true),
    validate_certs: flag("Check certificates of repositories.", true),
    sslverify: flag("The same as validate_certs.", true),
    lock_timeout: { type: "int", description: "Has no effect: dnf waits for another one.", default: 30 },
  },
  requiredOneOf: [["name", "list", "update_cache", "autoremove"]],
  mutuallyExclusive: [["name", "list"]],
  returns: {
    msg: "What was done in a word, or why it was not",
    results: "Installed: and Removed: with each package; for list: the packages",
    rc: "0, or 1 where it failed",
    failures: "Packages that cannot be had",
  },
  example: `- name: The web server, from its own repository
  dnf:
    name: nginx
    enablerepo: nginx-stable
`,
  notes: [
    "What is installed already is asked of rpm; dnf is asked only where something may be missing, by --assumeno.",
    "Done by the program dnf, dnf5 or yum, whichever there is: no Python is needed on the host.",
    "update_cache alone runs once a run.",
  ],
};
