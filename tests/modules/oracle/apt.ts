// Scenarios of apt: packages of a repository that is built in the room.
import { NEWER, repositoryScript } from "../package_repository.ts";
import type { Scenario, Suite } from "./scenario.ts";

const INSTALL = "DEBIAN_FRONTEND=noninteractive apt-get -y --no-install-recommends --allow-downgrades install";
const MARKS = "a package that was there for another's sake only is marked, which Ansible does and does not count";
/** What apt says, which is not the same for a simulation, and not the same twice. */
const guessed = ["stdout", "stdout_lines", "stderr", "stderr_lines", "msg", "cache_updated", "cache_update_time"];

const install: Scenario[] = [
  { name: "apt installs a package", params: { name: "alpha-tiny" } },
  { name: "apt installs several in one go", params: { name: ["alpha-tiny", "gamma-tiny", "conf-tiny"] } },
  { name: "apt takes names with commas", params: { pkg: "alpha-tiny,gamma-tiny" } },
  { name: "apt leaves a package that is there", before: `${INSTALL} alpha-tiny`, params: { name: "alpha-tiny" } },
  { name: "apt leaves an old one without latest", before: `${INSTALL} alpha-tiny=1.0`, params: { name: "alpha-tiny" } },
  {
    name: "apt goes to the latest",
    before: `${INSTALL} alpha-tiny=1.0`,
    params: { name: "alpha-tiny", state: "latest" },
  },
  { name: "apt installs the latest of what is not there", params: { name: "alpha-tiny", state: "latest" } },
  { name: "apt installs what is needed and recommended", params: { name: "beta-tiny" } },
  { name: "apt leaves away what is recommended", params: { name: "beta-tiny", install_recommends: false } },
  { name: "apt installs a version", params: { name: "alpha-tiny=1.1" } },
  { name: "apt installs by a pattern of a version", params: { name: "alpha-tiny=1.*" } },
  {
    name: "apt goes on within a pattern of a version",
    before: `${INSTALL} alpha-tiny=1.0`,
    params: { name: "alpha-tiny=1.*" },
  },
  { name: "apt installs at least a version", params: { name: "alpha-tiny>=1.1" } },
  {
    name: "apt goes up to at least a version",
    before: `${INSTALL} alpha-tiny=1.0`,
    params: { name: "alpha-tiny>=1.1" },
  },
  {
    name: "apt leaves what is at least a version",
    before: `${INSTALL} alpha-tiny=1.1`,
    params: { name: "alpha-tiny>=1.1" },
  },
  { name: "apt has no such version", params: { name: "alpha-tiny=7" }, alike: ["msg"] },
  { name: "apt has no such package", params: { name: "nowhere-tiny" }, alike: ["msg"] },
  { name: "apt takes no expression", params: { name: "alpha.tin" }, alike: ["msg"] },
  { name: "apt takes no hyphen for a removal", params: { name: "alpha-tiny-" }, alike: ["msg"] },
  { name: "apt takes no two signs", params: { name: "alpha-tiny=1=2" }, alike: ["msg"] },
  { name: "apt installs by a pattern of names", params: { name: "m*-a-tiny" } },
  { name: "apt finds nothing by a pattern", params: { name: "nowhere*" }, alike: ["msg"] },
  { name: "apt knows a name with signs", params: { name: "g++-tiny" } },
  { name: "apt compares versions with epochs", params: { name: "epoch-tiny=1:1.0~rc1-1" } },
  { name: "apt takes a name with an architecture", params: { name: "alpha-tiny:amd64" } },
  { name: "apt installs what alone provides a name", params: { name: "lonely-tiny" } },
  {
    name: "apt leaves what alone provides a name",
    before: `${INSTALL} lone-tiny`,
    params: { name: "lonely-tiny" },
  },
  { name: "apt does not choose among several that provide a name", params: { name: "some-mta-tiny" } },
  { name: "apt cannot install what needs what is not there", params: { name: "needy-tiny" } },
  {
    name: "apt fails where a package does not configure",
    params: { name: "broken-tiny" },
    blind: "it breaks on the way",
  },
  { name: "apt removes what clashes", before: `${INSTALL} alpha-tiny`, params: { name: "clash-tiny" } },
  {
    name: "apt removes nothing where it must not",
    before: `${INSTALL} alpha-tiny`,
    params: { name: "clash-tiny", fail_on_autoremove: true },
  },
  { name: "apt leaves away what is not there with only_upgrade", params: { name: "alpha-tiny", only_upgrade: true } },
  {
    name: "apt upgrades with only_upgrade",
    before: `${INSTALL} alpha-tiny=1.0`,
    params: { name: ["alpha-tiny", "gamma-tiny"], only_upgrade: true, state: "latest" },
  },
  { name: "apt does not go back", before: `${INSTALL} alpha-tiny`, params: { name: "alpha-tiny=1.0" } },
  {
    name: "apt goes back where it may",
    before: `${INSTALL} alpha-tiny`,
    params: { name: "alpha-tiny=1.0", allow_downgrade: true },
  },
  {
    name: "apt leaves a held package",
    before: `${INSTALL} alpha-tiny=1.0; apt-mark hold alpha-tiny`,
    params: { name: "alpha-tiny", state: "latest" },
  },
  {
    name: "apt changes a held package where it may",
    before: `${INSTALL} alpha-tiny=1.0; apt-mark hold alpha-tiny`,
    params: { name: "alpha-tiny", state: "latest", allow_change_held_packages: true },
  },
  {
    name: "apt marks what was there for another's sake",
    before: `${INSTALL} beta-tiny`,
    params: { name: "gamma-tiny" },
    differs: { why: MARKS, check: { changed: true }, run: { changed: true } },
  },
  {
    name: "apt prefers a release",
    params: { name: "alpha-tiny", default_release: "nowhere" },
  },
  { name: "apt keeps services from being started", params: { name: "served-tiny", policy_rc_d: 101 } },
  {
    name: "apt puts the host's own policy back",
    before: "printf '#!/bin/sh\\nexit 0\\n' >/usr/sbin/policy-rc.d; chmod 700 /usr/sbin/policy-rc.d",
    params: { name: "served-tiny", policy_rc_d: 42 },
  },
  {
    name: "apt keeps a changed configuration",
    before: `${INSTALL} conf-tiny=1.0; echo mine >/etc/conf-tiny.conf`,
    params: { name: "conf-tiny", state: "latest" },
  },
  {
    name: "apt takes dpkg's options",
    before: `${INSTALL} conf-tiny=1.0; echo mine >/etc/conf-tiny.conf`,
    params: { name: "conf-tiny", state: "latest", dpkg_options: "force-confnew" },
  },
];

const lists: Scenario[] = [
  {
    name: "apt renews lists and installs what only they know",
    before: NEWER,
    params: { name: "fresh-tiny", update_cache: true },
    alike: [],
    blind: "the lists are not renewed",
    differs: {
      why: "in a dry run nothing is known of what newer lists will have",
      check: { changed: true, failed: false },
    },
  },
  {
    name: "apt renews lists and leaves what is there",
    before: `${INSTALL} gamma-tiny; ${NEWER}`,
    params: { name: ["gamma-tiny", "fresh-tiny"], update_cache: true },
    alike: [],
    blind: "the lists are not renewed",
    differs: {
      why: "in a dry run nothing is known of what newer lists will have",
      check: { changed: true, failed: false },
    },
  },
  {
    name: "apt renews lists for the latest",
    before: `${INSTALL} gamma-tiny; ${NEWER}`,
    params: { name: "gamma-tiny", state: "latest", "update-cache": true },
    alike: [],
  },
  {
    name: "apt renews lists for an upgrade",
    before: `${INSTALL} gamma-tiny; ${NEWER}`,
    params: { upgrade: "dist", update_cache: true },
    alike: [],
  },
  {
    name: "apt finds no package in renewed lists either",
    params: { name: "missing-tiny", update_cache: true },
    alike: ["msg"],
    blind: "the lists are not renewed",
    differs: {
      why: "in a dry run nothing is known of what newer lists will have",
      check: { changed: true, failed: false },
    },
  },
  {
    name: "apt does not renew lists that are young",
    before: NEWER,
    params: { name: "fresh-tiny", cache_valid_time: 3600 },
    alike: ["msg"],
  },
  {
    name: "apt renews lists that are old",
    before: `${NEWER}; touch -d '2 hours ago' /var/lib/apt/lists`,
    params: { cache_valid_time: 3600 },
    restless: "nothing",
  },
  {
    name: "apt cannot renew lists",
    before: "echo 'deb [trusted=yes] file:/srv/nowhere ./' >/etc/apt/sources.list.d/broken.list",
    params: { name: "alpha-tiny", update_cache: true, update_cache_retries: 2, update_cache_retry_max_delay: 0 },
    alike: [],
    blind: "it breaks on the way",
  },
];

const absent: Scenario[] = [
  { name: "apt removes a package", before: `${INSTALL} alpha-tiny`, params: { name: "alpha-tiny", state: "absent" } },
  { name: "apt has nothing to remove", params: { name: "alpha-tiny", state: "absent" } },
  { name: "apt does not know what it is to remove", params: { name: "nowhere-tiny", state: "absent" } },
  {
    name: "apt leaves a configuration",
    before: `${INSTALL} conf-tiny`,
    params: { name: "conf-tiny", state: "absent" },
  },
  {
    name: "apt removes a configuration",
    before: `${INSTALL} conf-tiny`,
    params: { name: "conf-tiny", state: "absent", purge: true },
  },
  {
    name: "apt removes the configuration of what is gone",
    before: `${INSTALL} conf-tiny; apt-get -y remove conf-tiny`,
    params: { name: "conf-tiny", state: "absent", purge: true },
  },
  {
    name: "apt removes what needs it",
    before: `${INSTALL} beta-tiny`,
    params: { name: "gamma-tiny", state: "absent" },
  },
  {
    name: "apt removes what nobody needs any more",
    before: `${INSTALL} beta-tiny`,
    params: { name: "beta-tiny", state: "absent", autoremove: true },
  },
  {
    name: "apt removes by a pattern",
    before: `${INSTALL} many-a-tiny many-b-tiny`,
    params: { name: "many-?-tiny", state: "absent" },
  },
  {
    name: "apt leaves another version",
    before: `${INSTALL} alpha-tiny`,
    params: { name: "alpha-tiny=1.0", state: "absent" },
  },
];

const whole: Scenario[] = [
  {
    name: "apt upgrades all",
    before: `${INSTALL} alpha-tiny=1.0 gamma-tiny=1.0`,
    params: { upgrade: "yes" },
  },
  { name: "apt has nothing to upgrade", params: { upgrade: "safe" } },
  { name: "apt upgrades the distribution", before: `${INSTALL} alpha-tiny=1.0`, params: { upgrade: "dist" } },
  { name: "apt upgrades all by a star", before: `${INSTALL} alpha-tiny=1.0`, params: { name: "*", state: "latest" } },
  {
    name: "apt takes nothing beside a star",
    params: { name: ["*", "alpha-tiny"], state: "latest" },
    alike: ["msg"],
  },
  {
    name: "apt removes what is no longer needed",
    before: `${INSTALL} beta-tiny; apt-get -y remove beta-tiny`,
    params: { autoremove: true },
  },
  { name: "apt has nothing to remove that is not needed", params: { autoremove: true } },
  { name: "apt has nothing to do", params: {} },
];

/** An index of sources, as apt needs for what building needs. */
const SOURCES = [
  "printf '%s\\n' 'Package: built-tiny' 'Binary: built-tiny' 'Version: 1.0' 'Architecture: all' 'Format: 1.0' 'Directory: .'",
  "'Build-Depends: gamma-tiny (>= 1.1)' 'Files:' ' d41d8cd98f00b204e9800998ecf8427e 0 built-tiny_1.0.dsc' >/srv/repo/Sources;",
  "echo 'deb-src [trusted=yes] file:/srv/repo ./' >/etc/apt/sources.list.d/sources.list; apt-get -q update",
].join(" ");

const building: Scenario[] = [
  {
    name: "apt installs what building needs",
    before: SOURCES,
    params: { name: "built-tiny", state: "build-dep" },
  },
  {
    name: "apt has what building needs",
    before: `${SOURCES}; ${INSTALL} gamma-tiny build-essential || ${INSTALL} gamma-tiny`,
    params: { name: "built-tiny", state: "build-dep" },
  },
];

const debs: Scenario[] = [
  {
    name: "apt installs a file and what it needs",
    params: { deb: "/srv/debs/loose-tiny_1.0_all.deb" },
    differs: {
      why: "what a file needs goes again with it (autoremove): Ansible installs it as if it had been asked for",
      tree: true,
    },
  },
  {
    name: "apt leaves a file that is installed",
    before: `${INSTALL} /srv/debs/loose-tiny_1.0_all.deb`,
    params: { deb: "/srv/debs/loose-tiny_1.0_all.deb" },
  },
  {
    name: "apt upgrades by a file",
    before: `${INSTALL} /srv/debs/loose-tiny_1.0_all.deb`,
    params: { deb: "/srv/debs/loose-tiny_1.1_all.deb" },
  },
  {
    name: "apt does not go back to a file",
    before: `${INSTALL} /srv/debs/loose-tiny_1.1_all.deb`,
    params: { deb: "/srv/debs/loose-tiny_1.0_all.deb" },
  },
  { name: "apt has no such file", params: { deb: "/srv/debs/nowhere.deb" } },
  { name: "apt takes a file only for present", params: { deb: "/srv/x.deb", state: "latest" }, alike: ["msg"] },
];

/** The suite. */
export const suite: Suite = {
  inGate: 26,
  atLeast: 78,
  alike: ["cache_updated"],
  room: {
    prepare: repositoryScript(),
    ignore: ["^/var/lib/dpkg/(status-old|available-old|lock|lock-frontend|triggers/Lock) ", "^/var/lib/apt/lists"],
    describe: "apt-mark showmanual | grep tiny; dpkg-query -W -f '${Package} ${Version} ${Status}\\n' | grep tiny",
  },
  scenarios: [...install, ...lists, ...absent, ...whole, ...debs, ...building].map((scenario) => ({
    guessed,
    ...scenario,
  })),
};
