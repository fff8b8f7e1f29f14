// The document of module apt: what it takes and returns.
import type { ModuleDoc } from "../../ports/module.ts";

/** What `modules apt` prints and parameters are checked against. */
export const APT_DOC: ModuleDoc = {
  name: "apt",
  summary: "Installs, upgrades and removes packages of Debian and what comes of it",
  parameters: {
    name: {
      type: "list",
      elements: "str",
      description: "Packages: `nginx`, `nginx=1.22*`, `nginx>=1.22`, `php8*`, `libc6:amd64`.",
      aliases: ["package", "pkg"],
    },
    state: {
      type: "str",
      description:
        "present, latest (the newest version there is), absent, build-dep (what building it needs), or fixed " +
        "(dependencies that are broken are mended).",
      choices: ["absent", "build-dep", "fixed", "latest", "present"],
      default: "present",
    },
    update_cache: {
      type: "bool",
      description: "Renew the package lists before, where something is to be done or the newest version is wanted.",
      aliases: ["update-cache"],
    },
    cache_valid_time: {
      type: "int",
      description: "Renew the lists only if they are older than this many seconds.",
      default: 0,
    },
    update_cache_retries: { type: "int", description: "How often renewing the lists is tried.", default: 5 },
    update_cache_retry_max_delay: {
      type: "int",
      description: "The longest pause between two tries, in seconds; it doubles with each.",
      default: 12,
    },
    purge: { type: "bool", description: "Remove configuration files too.", default: false },
    default_release: {
      type: "str",
      description: "Release whose packages are preferred (apt-get -t).",
      aliases: ["default-release"],
    },
    install_recommends: {
      type: "bool",
      description: "Install what is recommended, or do not; as the host has it without this.",
      aliases: ["install-recommends"],
    },
    force: {
      type: "bool",
      description:
        "Everything that apt-get asks before: unknown signatures, older versions, held and essential packages.",
      default: false,
    },
    clean: { type: "bool", description: "Remove downloaded packages from the host's cache.", default: false },
    allow_unauthenticated: {
      type: "bool",
      description: "Install what nobody has signed.",
      aliases: ["allow-unauthenticated"],
      default: false,
    },
    allow_downgrade: {
      type: "bool",
      description: "Go back to an older version where the task names one.",
      aliases: ["allow-downgrade", "allow_downgrades", "allow-downgrades"],
      default: false,
    },
    allow_change_held_packages: { type: "bool", description: "Change packages that are on hold.", default: false },
    upgrade: {
      type: "str",
      description: "Upgrade all packages: yes or safe (nothing is removed), full or dist.",
      choices: ["dist", "full", "no", "safe", "yes"],
      default: "no",
    },
    dpkg_options: {
      type: "str",
      description: "Options of dpkg, with commas between.",
      default: "force-confdef,force-confold",
    },
    deb: {
      type: "path",
      description:
        "A package's file on the host, or its URL; several with commas between. What it needs is installed too. A " +
        "password in a URL is a secret: it is in no argument list.",
      secretPassword: true,
    },
    autoremove: { type: "bool", description: "Remove packages that nobody needs any more.", default: false },
    autoclean: { type: "bool", description: "Remove downloads that are no longer to be had.", default: false },
    policy_rc_d: {
      type: "int",
      description: "What /usr/sbin/policy-rc.d says meanwhile: with 101 no service is started.",
    },
    only_upgrade: { type: "bool", description: "Only packages that are there already.", default: false },
    fail_on_autoremove: { type: "bool", description: "Fail where a package would be removed.", default: false },
    force_apt_get: { type: "bool", description: "Accepted; aptitude is never used.", default: false },
    lock_timeout: { type: "int", description: "Seconds to wait for another program's lock.", default: 60 },
  },
  mutuallyExclusive: [["deb", "name", "upgrade"]],
  returns: {
    cmd: "The command line of apt-get",
    stdout: "What apt-get said; in a dry run what its simulation said",
    stderr: "The same of standard error",
    cache_updated: "Whether the package lists were renewed",
    cache_update_time: "When they were last renewed, in seconds since 1970",
    marked: "Packages that were there for others' sake, and now count as asked for",
  },
  example: `- name: A web server
  apt:
    name: [nginx, certbot]
    update_cache: true
    cache_valid_time: 3600
`,
  notes: [
    "No Python on the host. A look asks dpkg, and apt-get --simulate for what would be installed with it.",
    "Where everything is there, lists are not renewed for it; with state latest, or alone, update_cache runs once a run.",
    "A package that is there only for another's sake is marked as asked for, which counts as a change.",
  ],
};
